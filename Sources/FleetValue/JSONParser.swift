/// The state of reading one JSON text.
///
/// The text is passed to each method instead of being stored, since a span can not be.
struct JSONParser {
    private let maximumDepth: Int
    private var position = 0
    private var depth = 0
    private var keys: TextCache
    private var texts: TextCache
    private var objectSizes = SizeHints()
    private var listSizes = SizeHints()
    /// Holds the text of a string with escapes while it is put together.
    private var scratch: [UInt8] = []

    /// Makes the state at the start of a text of `size` bytes.
    init(maximumDepth: Int, size: Int) {
        self.maximumDepth = maximumDepth
        keys = TextCache(bits: 8, forTextOf: size)
        texts = TextCache(bits: 10, forTextOf: size)
    }

    /// Reads the whole text as one value.
    mutating func document(_ bytes: Span<UInt8>) throws(JSONError) -> Value {
        let value = try value(bytes, slot: 0)
        skipSpace(bytes)
        guard position == bytes.count else { throw unexpected(bytes, wanted: "the end of the text") }
        return value
    }

    /// Reads the whole text as any number of values.
    mutating func documents(_ bytes: Span<UInt8>) throws(JSONError) -> [(offset: Int, value: Value)] {
        var documents: [(offset: Int, value: Value)] = []
        skipSpace(bytes)
        while position < bytes.count {
            let start = position
            documents.append((start, try value(bytes, slot: 0)))
            skipSpace(bytes)
        }
        return documents
    }

    /// Reads any value.
    ///
    /// The slot says where to look up how large a collection will be.
    private mutating func value(_ bytes: Span<UInt8>, slot: UInt8) throws(JSONError) -> Value {
        skipSpace(bytes)
        guard position < bytes.count else { throw unexpected(bytes, wanted: "a value") }
        switch bytes[position] {
        case UInt8(ascii: "\""):
            return .string(try string(bytes))
        case UInt8(ascii: "{"):
            return try object(bytes, slot: slot)
        case UInt8(ascii: "["):
            return try list(bytes, slot: slot)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return try number(bytes)
        case UInt8(ascii: "t"):
            try word("true", bytes)
            return .bool(true)
        case UInt8(ascii: "f"):
            try word("false", bytes)
            return .bool(false)
        case UInt8(ascii: "n"):
            try word("null", bytes)
            return .null
        default:
            throw unexpected(bytes, wanted: "a value")
        }
    }

    private mutating func object(_ bytes: Span<UInt8>, slot: UInt8) throws(JSONError) -> Value {
        try enter(bytes)
        skipSpace(bytes)
        if position < bytes.count, bytes[position] == UInt8(ascii: "}") {
            leave()
            return .mapping(Mapping())
        }
        var entries: [Mapping.Entry] = []
        entries.reserveCapacity(objectSizes[slot])
        var places: Mapping.Places?
        while true {
            skipSpace(bytes)
            guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
                throw unexpected(bytes, wanted: "a key in quotes")
            }
            let start = position
            let (key, keySlot) = try key(bytes)
            skipSpace(bytes)
            guard position < bytes.count, bytes[position] == UInt8(ascii: ":") else {
                throw unexpected(bytes, wanted: "\":\" after the key")
            }
            position += 1
            guard Self.isNew(key, in: entries, &places) else {
                throw .duplicateKey(TextPosition(offset: start, in: bytes), key: key)
            }
            entries.append(Mapping.Entry(key: key, value: try value(bytes, slot: keySlot)))
            skipSpace(bytes)
            guard position < bytes.count else { throw unexpected(bytes, wanted: "\",\" or \"}\"") }
            switch bytes[position] {
            case UInt8(ascii: ","):
                position += 1
            case UInt8(ascii: "}"):
                leave()
                objectSizes[slot] = entries.count
                return .mapping(Mapping(uniqueEntries: entries, places: places))
            default:
                throw unexpected(bytes, wanted: "\",\" or \"}\"")
            }
        }
    }

    /// Whether a key is not among the entries; from some number on, an index of them is made and kept.
    @inline(__always)
    private static func isNew(_ key: String, in entries: [Mapping.Entry], _ places: inout Mapping.Places?) -> Bool {
        guard entries.count < Mapping.indexThreshold else {
            if places == nil { places = Mapping.places(of: entries) }
            return places?.updateValue(entries.count, forKey: ExactText(key)) == nil
        }
        for position in 0..<entries.count where entries[position].key.hasSameBytes(as: key) { return false }
        return true
    }

    private mutating func list(_ bytes: Span<UInt8>, slot: UInt8) throws(JSONError) -> Value {
        try enter(bytes)
        skipSpace(bytes)
        if position < bytes.count, bytes[position] == UInt8(ascii: "]") {
            leave()
            return .array([])
        }
        var values: [Value] = []
        values.reserveCapacity(listSizes[slot])
        while true {
            values.append(try value(bytes, slot: slot))
            skipSpace(bytes)
            guard position < bytes.count else { throw unexpected(bytes, wanted: "\",\" or \"]\"") }
            switch bytes[position] {
            case UInt8(ascii: ","):
                position += 1
            case UInt8(ascii: "]"):
                leave()
                listSizes[slot] = values.count
                return .array(values)
            default:
                throw unexpected(bytes, wanted: "\",\" or \"]\"")
            }
        }
    }

    /// Steps over an opening bracket.
    private mutating func enter(_ bytes: Span<UInt8>) throws(JSONError) {
        guard depth < maximumDepth else {
            throw .tooDeep(TextPosition(offset: position, in: bytes), limit: maximumDepth)
        }
        depth += 1
        position += 1
    }

    /// Steps over a closing bracket.
    private mutating func leave() {
        depth -= 1
        position += 1
    }

    private mutating func skipSpace(_ bytes: Span<UInt8>) {
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): position += 1
            default: return
            }
        }
    }

    private mutating func word(_ word: String, _ bytes: Span<UInt8>) throws(JSONError) {
        let start = position
        for byte in word.utf8 {
            guard position < bytes.count, bytes[position] == byte else {
                position = start
                throw unexpected(bytes, wanted: "a value")
            }
            position += 1
        }
    }
}

// MARK: Strings

extension JSONParser {
    /// Reads a key, and where to look up the size of what stands under it.
    @inline(__always)
    private mutating func key(_ bytes: Span<UInt8>) throws(JSONError) -> (key: String, slot: UInt8) {
        let start = position + 1
        guard let end = plainEnd(bytes, from: start) else { return (try escapedString(bytes), 0) }
        let text = bytes.extracting(start..<end)
        do {
            let key = try keys.text(of: text)
            position = end + 1
            return (key, SizeHints.slot(under: text))
        } catch {
            throw invalidText(bytes, start + error.byteOffsets.lowerBound)
        }
    }

    /// Reads a string from its opening quote on.
    private mutating func string(_ bytes: Span<UInt8>) throws(JSONError) -> String {
        let start = position + 1
        guard let end = plainEnd(bytes, from: start) else { return try escapedString(bytes) }
        do {
            let text = try texts.text(of: bytes.extracting(start..<end))
            position = end + 1
            return text
        } catch {
            throw invalidText(bytes, start + error.byteOffsets.lowerBound)
        }
    }

    private func invalidText(_ bytes: Span<UInt8>, _ offset: Int) -> JSONError {
        .malformed(TextPosition(offset: offset, in: bytes), message: "invalid UTF-8")
    }

    /// The place of the closing quote, or nil when something other than plain text comes before it.
    @inline(__always)
    private func plainEnd(_ bytes: Span<UInt8>, from start: Int) -> Int? {
        var index = start
        while index < bytes.count {
            let byte = bytes[index]
            // Most bytes are small letters: one comparison for them.
            if byte <= UInt8(ascii: "\\") {
                if byte == UInt8(ascii: "\"") { return index }
                if byte == UInt8(ascii: "\\") || byte < 0x20 { return nil }
            }
            index += 1
        }
        return nil
    }

    /// Reads a string that holds escapes, or is not well-formed.
    private mutating func escapedString(_ bytes: Span<UInt8>) throws(JSONError) -> String {
        let opening = position
        position += 1
        scratch.removeAll(keepingCapacity: true)
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                do {
                    return String(copying: try UTF8Span(validating: scratch.span))
                } catch {
                    throw .malformed(TextPosition(offset: opening, in: bytes), message: "invalid UTF-8 in this string")
                }
            case UInt8(ascii: "\\"):
                try escape(bytes)
            case 0..<0x20:
                throw malformed(
                    bytes,
                    "control character U+\(Self.hexadecimal(byte)) in a string; it must be written as an escape"
                )
            default:
                scratch.append(byte)
                position += 1
            }
        }
        position = opening
        throw malformed(bytes, "a string without its closing quote")
    }

    /// Reads one escape, from its backslash on, into the scratch text.
    private mutating func escape(_ bytes: Span<UInt8>) throws(JSONError) {
        guard position + 1 < bytes.count else { throw malformed(bytes, "an escape without its character") }
        switch bytes[position + 1] {
        case UInt8(ascii: "\""): scratch.append(UInt8(ascii: "\""))
        case UInt8(ascii: "\\"): scratch.append(UInt8(ascii: "\\"))
        case UInt8(ascii: "/"): scratch.append(UInt8(ascii: "/"))
        case UInt8(ascii: "b"): scratch.append(0x08)
        case UInt8(ascii: "f"): scratch.append(0x0C)
        case UInt8(ascii: "n"): scratch.append(UInt8(ascii: "\n"))
        case UInt8(ascii: "r"): scratch.append(UInt8(ascii: "\r"))
        case UInt8(ascii: "t"): scratch.append(UInt8(ascii: "\t"))
        case UInt8(ascii: "u"):
            try unicodeEscape(bytes)
            return
        default:
            throw malformed(bytes, "an escape that JSON does not know")
        }
        position += 2
    }

    private mutating func unicodeEscape(_ bytes: Span<UInt8>) throws(JSONError) {
        guard let unit = codeUnit(bytes, at: position) else {
            throw malformed(bytes, "\\u without four hexadecimal digits")
        }
        position += 6
        var code = UInt32(unit)
        if (0xD800...0xDBFF).contains(unit), let low = codeUnit(bytes, at: position), (0xDC00...0xDFFF).contains(low) {
            code = 0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(low) - 0xDC00)
            position += 6
        }
        // Half a pair is no scalar: Go's encoding/json puts U+FFFD in its place.
        let scalar = Unicode.Scalar(code) ?? "\u{FFFD}"
        scratch.append(contentsOf: Character(scalar).utf8)
    }

    /// The number in a `\uXXXX` that starts at `start`, or nil when none does.
    private func codeUnit(_ bytes: Span<UInt8>, at start: Int) -> UInt16? {
        guard start + 6 <= bytes.count, bytes[start] == UInt8(ascii: "\\"), bytes[start + 1] == UInt8(ascii: "u")
        else { return nil }
        var unit: UInt16 = 0
        for index in start + 2..<start + 6 {
            let digit: UInt8
            switch bytes[index] {
            case let byte where byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case let byte where byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "f"):
                digit = byte - UInt8(ascii: "a") + 10
            case let byte where byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "F"):
                digit = byte - UInt8(ascii: "A") + 10
            default: return nil
            }
            unit = unit << 4 | UInt16(digit)
        }
        return unit
    }
}

// MARK: Numbers

extension JSONParser {
    private mutating func number(_ bytes: Span<UInt8>) throws(JSONError) -> Value {
        let start = position
        var scanner = DecimalScanner()
        if bytes[position] == UInt8(ascii: "-") {
            scanner.isNegative = true
            position += 1
        }
        let integerStart = position
        position = scanner.scanDigits(bytes, from: position)
        let integerDigits = position - integerStart
        guard integerDigits > 0 else { throw unexpected(bytes, wanted: "a digit") }
        guard integerDigits == 1 || bytes[integerStart] != UInt8(ascii: "0") else {
            position = integerStart
            throw malformed(bytes, "a number with a leading zero")
        }
        var isWhole = true
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            isWhole = false
            let fraction = position + 1
            position = scanner.scanFraction(bytes, from: fraction)
            guard position > fraction else { throw unexpected(bytes, wanted: "a digit after the point") }
        }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            isWhole = false
            position += 1
            var negative = false
            if position < bytes.count, bytes[position] == UInt8(ascii: "-") || bytes[position] == UInt8(ascii: "+") {
                negative = bytes[position] == UInt8(ascii: "-")
                position += 1
            }
            let exponent = position
            position = scanner.scanExponent(bytes, from: exponent, isNegative: negative)
            guard position > exponent else { throw unexpected(bytes, wanted: "a digit of the exponent") }
        }
        if isWhole, let integer = scanner.integer { return .integer(integer) }
        let double = scanner.double(of: bytes.extracting(start..<position))
        guard double.isFinite else {
            position = start
            throw malformed(bytes, "a number beyond the range of a 64-bit floating-point number")
        }
        return .double(double)
    }
}

// MARK: Errors

extension JSONParser {
    private func malformed(_ bytes: Span<UInt8>, _ message: String) -> JSONError {
        .malformed(TextPosition(offset: position, in: bytes), message: message)
    }

    private func unexpected(_ bytes: Span<UInt8>, wanted: String) -> JSONError {
        guard position < bytes.count else { return malformed(bytes, "the text ends where \(wanted) is expected") }
        let byte = bytes[position]
        let found =
            switch byte {
            case 0x21...0x7E: "\"\(Character(Unicode.Scalar(byte)))\""
            case 0x20: "a space"
            default: "byte 0x\(Self.hexadecimal(byte).suffix(2))"
            }
        return malformed(bytes, "\(found) where \(wanted) is expected")
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return String(repeating: "0", count: 4 - digits.utf8.count) + digits
    }
}
