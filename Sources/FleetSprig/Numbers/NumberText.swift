/// A text that may be a number as Go writes them.
///
/// - SeeAlso: <https://pkg.go.dev/strconv>
struct NumberText {
    /// What a text is as a whole number.
    enum Integer: Equatable {
        case number(Int64)
        /// A number too great, or too far below zero.
        case outOfRange(isNegative: Bool)
        case invalid
    }

    private let text: [UInt8]

    /// Takes a text.
    init(_ text: [UInt8]) {
        self.text = text
    }

    /// The whole number that the text is.
    ///
    /// - Parameter base: 2 to 36; 0 to go by the text's own prefix (`0x`, `0b`, `0o` and `0`), with underscores allowed
    ///   between digits.
    /// - Returns: The number, or why there is none.
    func integer(base: UInt64) -> Integer {
        var digits = text[...]
        let isNegative = digits.first == UInt8(ascii: "-")
        if isNegative || digits.first == UInt8(ascii: "+") { digits.removeFirst() }
        guard !digits.isEmpty else { return .invalid }
        var base = base
        let isFree = base == 0
        if isFree {
            guard Self.hasUnderscoresInPlace(digits) else { return .invalid }
            let prefix = Self.prefixBase(of: digits)
            base = prefix ?? (digits.first == UInt8(ascii: "0") ? 8 : 10)
            if prefix != nil {
                digits = digits.dropFirst(2)
                if digits.isEmpty { return .invalid }
            } else if base == 8, digits.count > 1 {
                digits = digits.dropFirst()
            }
        }
        var magnitude: UInt64 = 0
        var isTooGreat = false
        for byte in digits {
            if isFree, byte == UInt8(ascii: "_") { continue }
            guard let digit = Self.value(of: byte), digit < base else { return .invalid }
            let (product, tooGreat) = magnitude.multipliedReportingOverflow(by: base)
            let (sum, stillTooGreat) = product.addingReportingOverflow(digit)
            isTooGreat = isTooGreat || tooGreat || stillTooGreat
            magnitude = sum
        }
        let limit = UInt64(Int64.max) + (isNegative ? 1 : 0)
        if isTooGreat || magnitude > limit { return .outOfRange(isNegative: isNegative) }
        let number = Int64(bitPattern: magnitude)
        return .number(isNegative ? 0 &- number : number)
    }

    /// The floating-point number that the text is; nil when it is none, or out of range.
    var double: Double? {
        var digits = text[...]
        let isNegative = digits.first == UInt8(ascii: "-")
        let isSigned = isNegative || digits.first == UInt8(ascii: "+")
        if isSigned { digits.removeFirst() }
        switch String(decoding: digits.prefix(9), as: UTF8.self).lowercased() {
        case "inf", "infinity": return isNegative ? -.infinity : .infinity
        case "nan": return isSigned ? nil : .nan
        default: break
        }
        guard Self.isFloat(digits), !digits.contains(UInt8(ascii: "_")) || Self.hasUnderscoresInPlace(digits) else {
            return nil
        }
        let plain = String(decoding: digits.filter { $0 != UInt8(ascii: "_") }, as: UTF8.self)
        guard let number = Double(plain), number.isFinite else { return nil }
        return isNegative ? -number : number
    }

    /// Whether a text without sign is a decimal number, or a hexadecimal one with its exponent of two.
    private static func isFloat(_ text: ArraySlice<UInt8>) -> Bool {
        let isHexadecimal = prefixBase(of: text) == 16
        var rest = isHexadecimal ? text.dropFirst(2) : text
        var digits = 0
        var points = 0
        while let byte = rest.first {
            if byte == UInt8(ascii: ".") {
                points += 1
            } else if byte != UInt8(ascii: "_") {
                guard let value = value(of: byte), value < (isHexadecimal ? 16 : 10) else { break }
                digits += 1
            }
            rest.removeFirst()
        }
        guard digits > 0, points < 2 else { return false }
        guard let mark = rest.popFirst() else { return !isHexadecimal }
        guard mark | 0x20 == (isHexadecimal ? UInt8(ascii: "p") : UInt8(ascii: "e")) else { return false }
        if let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { rest.removeFirst() }
        guard let first = rest.first, first != UInt8(ascii: "_") else { return false }
        return rest.allSatisfy { $0 == UInt8(ascii: "_") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    /// The base that a text without sign names; nil when it names none.
    private static func prefixBase(of text: ArraySlice<UInt8>) -> UInt64? {
        guard text.count >= 2, text.first == UInt8(ascii: "0") else { return nil }
        return switch text[text.startIndex + 1] | 0x20 {
        case UInt8(ascii: "x"): 16
        case UInt8(ascii: "o"): 8
        case UInt8(ascii: "b"): 2
        default: nil
        }
    }

    /// Whether each underscore stands between two digits, or between a prefix and a digit.
    private static func hasUnderscoresInPlace(_ text: ArraySlice<UInt8>) -> Bool {
        let prefix = prefixBase(of: text)
        // What stood before: a digit (or a prefix, which counts as one), an underscore or anything else.
        var previousIsDigit = prefix != nil
        var previousIsUnderscore = false
        for byte in prefix == nil ? text : text.dropFirst(2) {
            let isDigit =
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || prefix == 16 && (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
            if byte == UInt8(ascii: "_") {
                guard previousIsDigit else { return false }
                previousIsUnderscore = true
                previousIsDigit = false
                continue
            }
            if previousIsUnderscore, !isDigit { return false }
            previousIsUnderscore = false
            previousIsDigit = isDigit
        }
        return !previousIsUnderscore
    }

    private static func value(of byte: UInt8) -> UInt64? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt64(byte - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt64(byte - UInt8(ascii: "A")) + 10
        default: nil
        }
    }
}
