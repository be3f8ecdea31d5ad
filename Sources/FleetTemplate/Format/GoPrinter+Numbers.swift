extension GoPrinter {
    // MARK: Whole numbers

    /// Appends a whole number; false when the verb is not for them.
    ///
    /// - Parameters:
    ///   - number: The number; without a sign, its bits.
    ///   - isSigned: Whether the type has negative numbers.
    ///   - verb: The verb.
    /// - Returns: Whether something was appended.
    mutating func format(integer number: Int64, isSigned: Bool, _ verb: Unicode.Scalar) -> Bool {
        let bits = UInt64(bitPattern: number)
        switch verb {
        case "v" where flags.sharpV && !isSigned: format(hexadecimal: bits)
        case "v", "d": format(integer: bits, base: 10, isSigned: isSigned, verb, upper: false)
        case "b": format(integer: bits, base: 2, isSigned: isSigned, verb, upper: false)
        case "o", "O": format(integer: bits, base: 8, isSigned: isSigned, verb, upper: false)
        case "x", "X": format(integer: bits, base: 16, isSigned: isSigned, verb, upper: verb == "X")
        case "c": pad(UTF8.bytes(of: UTF8.goScalar(bits)))
        case "q": pad(GoQuote.quoted(UTF8.goScalar(bits), asciiOnly: flags.plus))
        case "U": format(codePoint: bits)
        default: return false
        }
        return true
    }

    /// Appends a number without a sign in decimal.
    mutating func format(unsigned number: UInt64, _ verb: Unicode.Scalar) {
        format(integer: number, base: 10, isSigned: false, verb, upper: false)
    }

    /// Appends `0x1f`.
    mutating func format(hexadecimal number: UInt64) {
        let hadSharp = flags.sharp
        flags.sharp = true
        format(integer: number, base: 16, isSigned: false, "v", upper: false)
        flags.sharp = hadSharp
    }

    /// Appends a number in a base, with all that flags ask for.
    mutating func format(integer bits: UInt64, base: Int, isSigned: Bool, _ verb: Unicode.Scalar, upper: Bool) {
        let isNegative = isSigned && Int64(bitPattern: bits) < 0
        let magnitude = isNegative ? 0 &- bits : bits
        var least = 0
        if let precision = flags.precision {
            least = precision
            if precision == 0, magnitude == 0 {
                // Nothing but the width, in spaces.
                return withoutZeros { $0.appendPadding($0.flags.width ?? 0) }
            }
        } else if flags.zero, let width = flags.width {
            least = width - (isNegative || flags.plus || flags.space ? 1 : 0)
        }
        guard hasRoom(least) else { return }
        let digits = Array(String(magnitude, radix: base, uppercase: upper).utf8)
        var text: [UInt8] = []
        if isNegative {
            text.append(UInt8(ascii: "-"))
        } else if flags.plus {
            text.append(UInt8(ascii: "+"))
        } else if flags.space {
            text.append(UInt8(ascii: " "))
        }
        if verb == "O" { text.append(contentsOf: "0o".utf8) }
        if flags.sharp {
            switch base {
            case 2: text.append(contentsOf: "0b".utf8)
            case 8 where digits[0] != UInt8(ascii: "0") && digits.count >= least: text.append(UInt8(ascii: "0"))
            case 16: text.append(contentsOf: (upper ? "0X" : "0x").utf8)
            default: break
            }
        }
        text.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: max(0, least - digits.count)))
        text.append(contentsOf: digits)
        withoutZeros { $0.pad(text) }
    }

    /// Appends `U+0041 'A'`.
    private mutating func format(codePoint: UInt64) {
        let precision = max(flags.precision ?? 0, 4)
        guard hasRoom(precision) else { return }
        let digits = Array(String(codePoint, radix: 16, uppercase: true).utf8)
        var text = Array("U+".utf8)
        text.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: max(0, precision - digits.count)))
        text.append(contentsOf: digits)
        if flags.sharp, codePoint <= 0x10_FFFF {
            // A surrogate is no character, and thus not printable.
            if let scalar = Unicode.Scalar(UInt32(codePoint)), GoQuote.isPrintable(scalar) {
                text.append(contentsOf: " '".utf8)
                text.append(contentsOf: UTF8.bytes(of: scalar))
                text.append(UInt8(ascii: "'"))
            }
        }
        withoutZeros { $0.pad(text) }
    }

    private mutating func withoutZeros(_ body: (inout GoPrinter) -> Void) {
        let hadZero = flags.zero
        flags.zero = false
        body(&self)
        flags.zero = hadZero
    }

    // MARK: Floating-point numbers

    /// Appends a floating-point number; false when the verb is not for them.
    mutating func format(float number: Double, _ verb: Unicode.Scalar) -> Bool {
        switch verb {
        case "v": format(float: number, as: "g", precision: -1)
        case "b", "g", "G", "x", "X": format(float: number, as: verb, precision: -1)
        case "f", "e", "E": format(float: number, as: verb, precision: 6)
        case "F": format(float: number, as: "f", precision: 6)
        default: return false
        }
        return true
    }

    private mutating func format(float number: Double, as format: Unicode.Scalar, precision: Int) {
        let precision = flags.precision ?? precision
        guard hasRoom(max(0, precision)) else { return }
        var text = GoFloat.bytes(number, format: format, precision: precision)
        let sign: UInt8
        if text[0] == UInt8(ascii: "-") || text[0] == UInt8(ascii: "+") {
            sign = text.removeFirst()
        } else {
            sign = UInt8(ascii: "+")
        }
        let isShown = flags.plus || flags.space || sign == UInt8(ascii: "-")
        let shown = flags.space && sign == UInt8(ascii: "+") && !flags.plus ? UInt8(ascii: " ") : sign
        if !number.isFinite {
            // Infinities and what is no number are not padded with zeros; the former keep their sign.
            if number.isInfinite ? flags.plus || flags.space || sign == UInt8(ascii: "-") : isShown {
                text.insert(shown, at: 0)
            } else if number.isInfinite {
                text.insert(sign, at: 0)
            }
            return withoutZeros { $0.pad(text) }
        }
        if flags.sharp, format != "b" { text = Self.withPoint(text, format: format, precision: precision) }
        guard isShown else { return pad(text) }
        if flags.zero, let width = flags.width, width > text.count + 1 {
            output.append(shown)
            appendPadding(width - text.count - 1)
            output.append(contentsOf: text)
        } else {
            pad([shown] + text)
        }
    }

    /// A number with a point, and with the zeros at the end that `%g` leaves out: what `#` asks for.
    private static func withPoint(_ text: [UInt8], format: Unicode.Scalar, precision: Int) -> [UInt8] {
        var missing = 0
        switch format {
        case "g", "G", "x": missing = precision == -1 ? 6 : precision
        default: break
        }
        let isHexadecimal = format == "x" || format == "X"
        let end =
            text.firstIndex { byte in
                switch byte | 0x20 {
                case UInt8(ascii: "p"): true
                case UInt8(ascii: "e"): !isHexadecimal
                default: false
                }
            } ?? text.count
        var number = Array(text[..<end])
        var hasDigit = false
        for byte in number where byte != UInt8(ascii: ".") {
            if byte != UInt8(ascii: "0") { hasDigit = true }
            if hasDigit { missing -= 1 }
        }
        if !number.contains(UInt8(ascii: ".")) {
            // A zero alone counts as a digit.
            if number == [UInt8(ascii: "0")] { missing -= 1 }
            number.append(UInt8(ascii: "."))
        }
        number.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: max(0, missing)))
        return number + text[end...]
    }
}
