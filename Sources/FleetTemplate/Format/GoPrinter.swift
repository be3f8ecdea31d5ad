import FleetValue

/// A text in the making, as Go's `fmt` makes it: values, verbs, flags.
///
/// - SeeAlso: <https://pkg.go.dev/fmt>
struct GoPrinter {
    /// The flags between `%` and the verb.
    struct Flags {
        /// The least width, in characters; nil when none was given.
        var width: Int?
        /// The precision; nil when none was given.
        var precision: Int?
        var minus = false
        var plus = false
        var sharp = false
        var space = false
        var zero = false
        /// `%+v`.
        var plusV = false
        /// `%#v`.
        var sharpV = false
    }

    /// What was printed.
    var output: [UInt8]
    var flags = Flags()
    /// Whether a complaint about a verb is being printed, in which types' own texts do not count.
    private var isComplaining = false
    /// The size from which on nothing more is printed, in bytes.
    private let limit: Int
    /// Whether something was left out because of the limit, or of endless nesting.
    private(set) var isCut = false

    /// Makes a printer.
    ///
    /// - Parameters:
    ///   - output: The text to go on with.
    ///   - limit: The size in bytes that the whole may not exceed by much.
    init(output: consuming [UInt8] = [], limit: Int = 64 << 20) {
        self.output = output
        self.limit = limit
    }

    /// The text printed.
    var text: String { String(decoding: output, as: UTF8.self) }

    /// Whether there is room for some more bytes; when there is not, the text counts as cut.
    mutating func hasRoom(_ count: Int = 0) -> Bool {
        if output.count + count <= limit { return true }
        isCut = true
        return false
    }

    // MARK: Values

    /// Prints an operand.
    mutating func printArgument(_ value: GoValue, _ verb: Unicode.Scalar) {
        switch value {
        case .none, .null:
            if verb == "T" || verb == "v" { pad("<nil>".utf8) } else { complain(verb, value) }
            return
        default: break
        }
        switch verb {
        case "T": format(string: Array(value.typeName.utf8))
        case "p": format(pointer: value, verb)
        default:
            if case .list(let list) = value, let bytes = list.bytes {
                format(bytes: bytes, verb, in: list, named: "[]byte")
            } else if verb == "w", value.isComposite {
                // The verb is for errors, and wrong for the whole, not for each element.
                complain(verb, value)
            } else {
                printValue(value, verb, depth: 0)
            }
        }
    }

    /// Prints a value, in a list or map when the depth is not 0.
    private mutating func printValue(_ value: GoValue, _ verb: Unicode.Scalar, depth: Int) {
        guard hasRoom() else { return }
        guard depth < maximumValueDepth else {
            isCut = true
            return
        }
        switch value {
        case .none, .null: append(flags.sharpV ? "interface {}(nil)" : "<nil>")
        case .bool(let truth):
            if verb == "t" || verb == "v" { pad((truth ? "true" : "false").utf8) } else { complain(verb, value) }
        case .integer(let number, let type):
            if !isComplaining, !flags.sharpV, Self.isText(verb), let text = type.text(of: number) {
                format(text: Array(text.utf8), verb)
            } else if !format(integer: number, isSigned: !type.isUnsigned, verb) {
                complain(verb, value)
            }
        case .float(let number):
            if !format(float: number, verb) { complain(verb, value) }
        case .complex(let real, let imaginary):
            guard "vbgGxXfFeE".unicodeScalars.contains(verb) else {
                return complain(verb, value)
            }
            let hadPlus = flags.plus
            append("(")
            _ = format(float: real, verb)
            flags.plus = true
            _ = format(float: imaginary, verb)
            append("i)")
            flags.plus = hadPlus
        case .string(let text):
            if verb == "v" || verb == "s", flags.width == nil, flags.precision == nil, !flags.sharpV {
                if hasRoom(text.utf8.count) { output.append(contentsOf: text.utf8) }
            } else if Self.isText(verb) {
                format(text: Array(text.utf8), verb)
            } else {
                complain(verb, value)
            }
        case .rawString(let bytes):
            if Self.isText(verb) { format(text: bytes, verb) } else { complain(verb, value) }
        case .list(let list):
            printList(list, verb, depth: depth)
        case .map(let map):
            printMap(map, verb, depth: depth)
        case .object(let object):
            if isComplaining || flags.sharpV {
                append(object.text)
            } else if Self.isText(verb) {
                format(text: Array(object.text.utf8), verb)
            } else {
                complain(verb, value)
            }
        }
    }

    private mutating func printList(_ list: GoList, _ verb: Unicode.Scalar, depth: Int) {
        if verb != "v", Self.isText(verb), let bytes = list.bytes {
            return format(bytes: bytes, verb, in: list, named: list.element.sliceName)
        }
        append(flags.sharpV ? list.element.sliceName + "{" : "[")
        for (index, element) in list.elements.enumerated() {
            if index > 0 { append(flags.sharpV ? ", " : " ") }
            printValue(element, verb, depth: depth + 1)
            if isCut { return }
        }
        append(flags.sharpV ? "}" : "]")
    }

    private mutating func printMap(_ map: GoMap, _ verb: Unicode.Scalar, depth: Int) {
        append(flags.sharpV ? map.element.mapName + "{" : "map[")
        for (index, key) in map.sortedKeys.enumerated() {
            if index > 0 { append(flags.sharpV ? ", " : " ") }
            printValue(.string(key), verb, depth: depth + 1)
            append(":")
            printValue(map[key] ?? .null, verb, depth: depth + 1)
            if isCut { return }
        }
        append(flags.sharpV ? "}" : "]")
    }

    /// Prints a `[]byte`.
    private mutating func format(bytes: [UInt8], _ verb: Unicode.Scalar, in list: GoList, named type: String) {
        switch verb {
        case "v", "d":
            append(flags.sharpV ? type + "{" : "[")
            for (index, byte) in bytes.enumerated() {
                if index > 0 { append(flags.sharpV ? ", " : " ") }
                if flags.sharpV { format(hexadecimal: UInt64(byte)) } else { format(unsigned: UInt64(byte), verb) }
                guard hasRoom() else { return }
            }
            append(flags.sharpV ? "}" : "]")
        case "s", "x", "X", "q": format(text: bytes, verb)
        default: printList(list, verb, depth: 0)
        }
    }

    /// Whether a verb prints texts.
    private static func isText(_ verb: Unicode.Scalar) -> Bool {
        switch verb {
        case "v", "s", "x", "X", "q": true
        default: false
        }
    }

    /// Prints where a map or list is; other values have no address.
    private mutating func format(pointer value: GoValue, _ verb: Unicode.Scalar) {
        let address: UInt64
        switch value {
        case .map(let map): address = UInt64(UInt(bitPattern: ObjectIdentifier(map)))
        case .object(let object): address = UInt64(UInt(bitPattern: ObjectIdentifier(object)))
        case .list: address = 0xc0_0000_0000
        default: return complain(verb, value)
        }
        let hadSharp = flags.sharp
        flags.sharp = !hadSharp
        format(integer: address, base: 16, isSigned: false, "v", upper: false)
        flags.sharp = hadSharp
    }

    /// Prints `%!d(string=hi)`: a verb that is not for values of this type.
    mutating func complain(_ verb: Unicode.Scalar, _ value: GoValue) {
        let wasComplaining = isComplaining
        isComplaining = true
        append("%!")
        append(scalar: verb)
        append("(")
        if value.isNil {
            append("<nil>")
        } else {
            append(value.typeName + "=")
            if wasComplaining { append(value.text ?? "") } else { printArgument(value, "v") }
        }
        append(")")
        isComplaining = wasComplaining
    }

    // MARK: Pieces

    /// Appends a text as it is.
    mutating func append(_ text: String) {
        output.append(contentsOf: text.utf8)
    }

    /// Appends a character.
    mutating func append(scalar: Unicode.Scalar) {
        output.append(contentsOf: UTF8.bytes(of: scalar))
    }

    /// Appends bytes with spaces, or zeros, up to the width.
    mutating func pad(_ bytes: some Collection<UInt8>) {
        let missing = (flags.width ?? 0) - (flags.width == nil ? 0 : UTF8.goCount(bytes))
        if !flags.minus { appendPadding(missing) }
        if hasRoom(bytes.count) { output.append(contentsOf: bytes) }
        if flags.minus { appendPadding(missing) }
    }

    /// Appends some spaces, or zeros.
    mutating func appendPadding(_ count: Int) {
        guard count > 0, hasRoom(count) else { return }
        output.append(contentsOf: repeatElement(UInt8(ascii: flags.zero ? "0" : " "), count: count))
    }

    /// Appends bytes cut to the precision and padded to the width.
    mutating func format(string bytes: [UInt8]) {
        pad(truncated(bytes))
    }

    private func truncated(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
        guard let precision = flags.precision else { return bytes[...] }
        var index = 0
        var left = precision
        while index < bytes.count, left > 0 {
            index += UTF8.goDecode(bytes, at: index).width
            left -= 1
        }
        return bytes[..<index]
    }

    /// Appends a text by a verb that prints texts.
    private mutating func format(text bytes: [UInt8], _ verb: Unicode.Scalar) {
        switch verb {
        case "v" where flags.sharpV, "q": format(quoted: bytes)
        case "x", "X": format(hexadecimal: bytes, upper: verb == "X")
        default: format(string: bytes)
        }
    }

    private mutating func format(quoted bytes: [UInt8]) {
        let bytes = Array(truncated(bytes))
        if flags.sharp, GoQuote.canBackquote(bytes) {
            pad([UInt8(ascii: "`")] + bytes + [UInt8(ascii: "`")])
        } else {
            pad(GoQuote.quoted(bytes, asciiOnly: flags.plus))
        }
    }

    private mutating func format(hexadecimal bytes: [UInt8], upper: Bool) {
        let length = min(bytes.count, flags.precision ?? .max)
        guard length > 0 else { return appendPadding(flags.width ?? 0) }
        guard hasRoom(6 * length) else { return }
        let digits = upper ? GoQuote.upperDigits : GoQuote.lowerDigits
        var text: [UInt8] = []
        for index in 0..<length {
            if flags.space, index > 0 { text.append(UInt8(ascii: " ")) }
            if flags.sharp, flags.space || index == 0 {
                text.append(UInt8(ascii: "0"))
                text.append(UInt8(ascii: upper ? "X" : "x"))
            }
            text.append(digits[Int(bytes[index] >> 4)])
            text.append(digits[Int(bytes[index] & 15)])
        }
        pad(text)
    }
}

extension GoValue {
    /// Whether the value is more than a number or text.
    fileprivate var isComposite: Bool {
        switch self {
        case .list, .map, .object: true
        default: false
        }
    }
}
