import FleetValue

/// Finds out what a plain scalar stands for, as `sigs.k8s.io/yaml` does for kubectl and Argo CD.
///
/// Follows `goyaml.v2/resolve.go` there: YAML 1.1 booleans, octal with a leading zero, underscores between
/// digits, no numbers to base 60; timestamps are text. What matches a number but exceeds its range is text.
enum ScalarResolver {
    /// Resolves a plain scalar.
    @inline(__always)
    static func resolve(_ text: Span<UInt8>) -> Resolved {
        guard text.count > 0 else { return .null }
        switch text[0] {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."):
            return number(text)
        case UInt8(ascii: "y"), UInt8(ascii: "Y"), UInt8(ascii: "n"), UInt8(ascii: "N"), UInt8(ascii: "t"),
            UInt8(ascii: "T"), UInt8(ascii: "f"), UInt8(ascii: "F"), UInt8(ascii: "o"), UInt8(ascii: "O"),
            UInt8(ascii: "~"):
            return text.count <= 5 ? word(text) : .text
        default:
            return .text
        }
    }

    /// The words for truth and nothing: in lower case, upper case, and lower case after a capital.
    private static func word(_ text: Span<UInt8>) -> Resolved {
        var packed: UInt64 = 0
        var capitals = 0
        for index in 0..<text.count {
            let byte = text[index]
            if byte >= UInt8(ascii: "A"), byte <= UInt8(ascii: "Z") { capitals += 1 }
            packed = packed << 8 | UInt64(byte | 0x20)
        }
        let first = text[0]
        let isCapitalized = first >= UInt8(ascii: "A") && first <= UInt8(ascii: "Z")
        guard capitals == 0 || capitals == text.count || (capitals == 1 && isCapitalized) else { return .text }
        switch packed {
        case 0x79, 0x79_6573, 0x7472_7565, 0x6F6E: return .bool(true)  // y yes true on
        case 0x6E, 0x6E6F, 0x66_616C_7365, 0x6F_6666: return .bool(false)  // n no false off
        case 0x6E75_6C6C: return .null  // null
        case 0x7E where first == UInt8(ascii: "~"): return .null
        default: return .text
        }
    }

    // MARK: Numbers

    private static func number(_ text: Span<UInt8>) -> Resolved {
        // Ports and counts: up to 18 digits without a leading zero always fit.
        if text.count <= 18, text[0] >= UInt8(ascii: "1"), text[0] <= UInt8(ascii: "9") {
            var value: Int64 = 0
            var index = 0
            while index < text.count {
                let digit = text[index] &- UInt8(ascii: "0")
                guard digit < 10 else { break }
                value = value &* 10 &+ Int64(digit)
                index += 1
            }
            if index == text.count { return .integer(value) }
        }
        if let special = special(text) { return .double(special) }
        if text[0] == UInt8(ascii: ".") {
            // Here Go's rule for underscores holds: only between digits.
            guard underscoresStandBetweenDigits(text) else { return .text }
            return float(withoutUnderscores(text).span)
        }
        for index in 0..<text.count where text[index] == UInt8(ascii: "_") {
            return plainNumber(withoutUnderscores(text).span)
        }
        return plainNumber(text)
    }

    /// `.inf` and `.nan` in their three spellings, infinity with a sign as well.
    private static func special(_ text: Span<UInt8>) -> Double? {
        let isSigned = text[0] != UInt8(ascii: ".")
        let start = isSigned ? 1 : 0
        guard text.count == start + 4, text[start] == UInt8(ascii: ".") else { return nil }
        let letters = (text[start + 1], text[start + 2], text[start + 3])
        switch letters {
        case (UInt8(ascii: "i"), UInt8(ascii: "n"), UInt8(ascii: "f")),
            (UInt8(ascii: "I"), UInt8(ascii: "n"), UInt8(ascii: "f")),
            (UInt8(ascii: "I"), UInt8(ascii: "N"), UInt8(ascii: "F")):
            switch text[0] {
            case UInt8(ascii: "-"): return -.infinity
            case UInt8(ascii: "+"), UInt8(ascii: "."): return .infinity
            default: return nil
            }
        case (UInt8(ascii: "n"), UInt8(ascii: "a"), UInt8(ascii: "n")),
            (UInt8(ascii: "N"), UInt8(ascii: "a"), UInt8(ascii: "N")),
            (UInt8(ascii: "N"), UInt8(ascii: "A"), UInt8(ascii: "N")):
            return isSigned ? nil : .nan
        default:
            return nil
        }
    }

    private static func plainNumber(_ text: Span<UInt8>) -> Resolved {
        if let integer = integer(text) { return integer }
        let float = float(text)
        if float != .text { return float }
        return signedBinary(text)
    }

    /// What `strconv.ParseInt` and then `ParseUint` read with base 0; nil when neither does.
    private static func integer(_ text: Span<UInt8>) -> Resolved? {
        guard text.count > 0 else { return nil }
        let isSigned = text[0] == UInt8(ascii: "-") || text[0] == UInt8(ascii: "+")
        var start = isSigned ? 1 : 0
        guard start < text.count else { return nil }
        var radix: UInt64 = 10
        if text[start] == UInt8(ascii: "0") {
            radix = 8
            start += 1
            if text.count >= start + 2 {
                switch text[start] | 0x20 {
                case UInt8(ascii: "b"): (radix, start) = (2, start + 1)
                case UInt8(ascii: "o"): (radix, start) = (8, start + 1)
                case UInt8(ascii: "x"): (radix, start) = (16, start + 1)
                default: break
                }
            }
        }
        guard let magnitude = magnitude(text, from: start, radix: radix) else { return nil }
        if text[0] == UInt8(ascii: "-") {
            return magnitude <= 1 << 63 ? .integer(Int64(truncatingIfNeeded: 0 &- magnitude)) : nil
        }
        if let value = Int64(exactly: magnitude) { return .integer(value) }
        return isSigned ? nil : .unsigned(magnitude)
    }

    /// The digits from `start` on as a number; nil when one of them is no digit or the number does not fit.
    private static func magnitude(_ text: Span<UInt8>, from start: Int, radix: UInt64) -> UInt64? {
        var result: UInt64 = 0
        for index in start..<text.count {
            let byte = text[index]
            let digit: UInt64
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = UInt64(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = UInt64(byte - UInt8(ascii: "a")) + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = UInt64(byte - UInt8(ascii: "A")) + 10
            default: return nil
            }
            guard digit < radix else { return nil }
            let (product, overflow) = result.multipliedReportingOverflow(by: radix)
            let (sum, carry) = product.addingReportingOverflow(digit)
            guard !overflow, !carry else { return nil }
            result = sum
        }
        return result
    }

    /// Digits with a point, an exponent, both or neither; text when there are none or the number is too large.
    private static func float(_ text: Span<UInt8>) -> Resolved {
        guard text.count > 0 else { return .text }
        var scanner = DecimalScanner()
        var index = 0
        if text[0] == UInt8(ascii: "-") || text[0] == UInt8(ascii: "+") {
            scanner.isNegative = text[0] == UInt8(ascii: "-")
            index = 1
        }
        let integerStart = index
        index = scanner.scanDigits(text, from: index)
        var digits = index - integerStart
        if index < text.count, text[index] == UInt8(ascii: ".") {
            let fraction = index + 1
            index = scanner.scanFraction(text, from: fraction)
            // "1." is a number, "." is none; the sum below tells.
            digits += index - fraction
        }
        guard digits > 0 else { return .text }
        if index < text.count, text[index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            var isNegative = false
            if index < text.count, text[index] == UInt8(ascii: "-") || text[index] == UInt8(ascii: "+") {
                isNegative = text[index] == UInt8(ascii: "-")
                index += 1
            }
            let exponent = index
            index = scanner.scanExponent(text, from: exponent, isNegative: isNegative)
            guard index > exponent else { return .text }
        }
        guard index == text.count else { return .text }
        let value = scanner.double(of: text)
        return value.isFinite ? .double(value) : .text
    }

    /// A sign between `0b` and the digits, which goyaml lets through by accident.
    private static func signedBinary(_ text: Span<UInt8>) -> Resolved {
        guard text.count > 3, text[0] == UInt8(ascii: "0"), text[1] == UInt8(ascii: "b"),
            text[2] == UInt8(ascii: "-") || text[2] == UInt8(ascii: "+"),
            let magnitude = magnitude(text, from: 3, radix: 2)
        else { return .text }
        if text[2] == UInt8(ascii: "-") {
            return magnitude <= 1 << 63 ? .integer(Int64(truncatingIfNeeded: 0 &- magnitude)) : .text
        }
        return Int64(exactly: magnitude).map { .integer($0) } ?? .text
    }

    private static func withoutUnderscores(_ text: Span<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        for index in 0..<text.count where text[index] != UInt8(ascii: "_") { bytes.append(text[index]) }
        return bytes
    }

    private static func underscoresStandBetweenDigits(_ text: Span<UInt8>) -> Bool {
        func isDigit(_ index: Int) -> Bool {
            index >= 0 && index < text.count && text[index] &- UInt8(ascii: "0") < 10
        }
        for index in 0..<text.count where text[index] == UInt8(ascii: "_") {
            guard isDigit(index - 1), isDigit(index + 1) else { return false }
        }
        return true
    }
}
