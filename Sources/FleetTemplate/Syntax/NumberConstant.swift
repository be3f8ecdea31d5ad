/// A number written in a template: all types that it can stand for.
struct NumberConstant: Sendable {
    /// The number as written.
    let text: String
    private(set) var int: Int64?
    private(set) var uint: UInt64?
    private(set) var float: Double?
    private(set) var complex: (real: Double, imaginary: Double)?

    /// Reads a number.
    ///
    /// - Parameters:
    ///   - text: A number, complex number or character constant, as the lexer takes it.
    ///   - kind: Which of them.
    /// - Throws: ``FunctionError`` with Go's message when it is none, or out of range.
    init(_ text: String, _ kind: Token.Kind) throws(FunctionError) {
        self.text = text
        switch kind {
        case .characterConstant:
            guard let (code, isWhole) = GoUnquote.character(text) else { throw FunctionError("invalid syntax") }
            guard isWhole else { throw FunctionError("malformed character constant: \(text)") }
            int = Int64(code)
            uint = UInt64(code)
            float = Double(code)
        case .complex:
            guard let parts = Self.complexParts(text) else {
                throw FunctionError("syntax error scanning complex number")
            }
            setComplex(parts.real, parts.imaginary)
        default:
            if text.hasSuffix("i"), let imaginary = Self.parseFloat(String(text.dropLast())) {
                setComplex(0, imaginary)
            } else {
                try readReal()
            }
        }
    }

    /// What the number is where no type is asked for, or what is wrong with it.
    var ideal: Result<Constant, FunctionError> {
        if let complex { return .success(.complex(complex.real, complex.imaginary)) }
        let isHexadecimal = text.hasPrefix("0x") || text.hasPrefix("0X")
        let isWhole = isHexadecimal && !text.utf8.contains { $0 | 0x20 == UInt8(ascii: "p") }
        if let float, !isWhole, !text.hasPrefix("'"), Self.hasFloatMark(text) { return .success(.float(float)) }
        if let int { return .success(.int(int)) }
        return .failure(FunctionError("\(text) overflows int"))
    }

    private mutating func readReal() throws(FunctionError) {
        if let (isNegative, magnitude) = Self.parseInteger(text) {
            // "-0" is no unsigned number to Go's parser, but made one.
            if !text.hasPrefix("-") && !text.hasPrefix("+") || magnitude == 0 { uint = magnitude }
            if isNegative {
                if magnitude <= 1 << 63 { int = Int64(truncatingIfNeeded: 0 &- magnitude) }
            } else if magnitude < 1 << 63 {
                int = Int64(magnitude)
            }
            float = int.map { Double($0) } ?? uint.map { Double($0) }
        }
        if float == nil, let number = Self.parseFloat(text) {
            guard Self.hasFloatMark(text) else { throw FunctionError("integer overflow: \(GoQuote.quoted(text))") }
            float = number
            int = Int64(exactly: number)
            uint = UInt64(exactly: number)
        }
        if float == nil { throw FunctionError("illegal number syntax: \(GoQuote.quoted(text))") }
    }

    private mutating func setComplex(_ real: Double, _ imaginary: Double) {
        complex = (real, imaginary)
        guard imaginary == 0 else { return }
        float = real
        int = Int64(exactly: real)
        uint = UInt64(exactly: real)
    }

    private static func hasFloatMark(_ text: String) -> Bool {
        text.utf8.contains { byte in
            switch byte {
            case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"), UInt8(ascii: "p"), UInt8(ascii: "P"): true
            default: false
            }
        }
    }

    /// `1+2i` taken apart.
    private static func complexParts(_ text: String) -> (real: Double, imaginary: Double)? {
        let bytes = Array(text.utf8.dropLast())
        for index in bytes.indices.reversed() where index > 0 {
            guard bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-") else { continue }
            if let real = parseFloat(String(decoding: bytes[..<index], as: UTF8.self)),
                let imaginary = parseFloat(String(decoding: bytes[index...], as: UTF8.self))
            {
                return (real, imaginary)
            }
        }
        return nil
    }

    /// Reads a whole number with a prefix for its base; nil when it is none, or beyond 64 bits.
    private static func parseInteger(_ text: String) -> (isNegative: Bool, magnitude: UInt64)? {
        var digits = Array(text.utf8)
        guard hasGoodUnderscores(digits) else { return nil }
        var isNegative = false
        if digits.first == UInt8(ascii: "-") || digits.first == UInt8(ascii: "+") {
            isNegative = digits.removeFirst() == UInt8(ascii: "-")
        }
        var radix = 10
        if digits.count > 1, digits[0] == UInt8(ascii: "0") {
            switch digits[1] | 0x20 {
            case UInt8(ascii: "x"): radix = 16
            case UInt8(ascii: "o"): radix = 8
            case UInt8(ascii: "b"): radix = 2
            default:
                radix = 8
                digits.insert(UInt8(ascii: "0"), at: 0)
            }
            digits.removeFirst(2)
        }
        digits.removeAll { $0 == UInt8(ascii: "_") }
        // A sign was taken away; another one is none.
        guard let first = digits.first, first != UInt8(ascii: "+"), first != UInt8(ascii: "-") else { return nil }
        return UInt64(String(decoding: digits, as: UTF8.self), radix: radix).map { (isNegative, $0) }
    }

    /// Reads a floating-point number, decimal or hexadecimal; nil when it is none, or beyond the range.
    static func parseFloat(_ text: String) -> Double? {
        let bytes = Array(text.utf8)
        guard hasGoodUnderscores(bytes) else { return nil }
        let digits = bytes.filter { $0 != UInt8(ascii: "_") }
        var isHexadecimal = false
        for byte in digits {
            switch byte | 0x20 {
            case UInt8(ascii: "x"): isHexadecimal = true
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "p"),
                UInt8(ascii: "."), UInt8(ascii: "+") | 0x20, UInt8(ascii: "-") | 0x20:
                break
            default: return nil
            }
        }
        if isHexadecimal, !digits.contains(where: { $0 | 0x20 == UInt8(ascii: "p") }) { return nil }
        guard let number = Double(String(decoding: digits, as: UTF8.self)), number.isFinite else { return nil }
        return number
    }

    /// Whether underscores stand between digits, or between a base's prefix and digits, only.
    private static func hasGoodUnderscores(_ bytes: [UInt8]) -> Bool {
        guard bytes.contains(UInt8(ascii: "_")) else { return true }
        var rest = bytes[...]
        if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
        var isHexadecimal = false
        var isAfterDigit = false
        if rest.count >= 2, rest.first == UInt8(ascii: "0") {
            let letter = rest[rest.startIndex + 1] | 0x20
            isHexadecimal = letter == UInt8(ascii: "x")
            if isHexadecimal || letter == UInt8(ascii: "o") || letter == UInt8(ascii: "b") {
                rest.removeFirst(2)
                isAfterDigit = true
            }
        }
        var isAfterUnderscore = false
        for byte in rest {
            let isDigit = byte &- UInt8(ascii: "0") < 10
            let isLetterDigit = isHexadecimal && (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
            if isDigit || isLetterDigit {
                isAfterDigit = true
                isAfterUnderscore = false
            } else if byte == UInt8(ascii: "_") {
                guard isAfterDigit else { return false }
                isAfterDigit = false
                isAfterUnderscore = true
            } else {
                if isAfterUnderscore { return false }
                isAfterDigit = false
            }
        }
        return !isAfterUnderscore
    }
}
