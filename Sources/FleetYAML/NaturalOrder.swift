import FleetValue

/// The order in which Go's YAML library writes keys: numbers inside of them by their value, letters after the rest.
enum NaturalOrder {
    /// The places of a mapping's entries, in the order of their keys.
    ///
    /// - Parameters:
    ///   - mapping: Any mapping.
    ///   - style: With yaml.v3 a letter comes before the rest when a digit stands before it.
    /// - Returns: Each place once.
    static func positions(of mapping: Mapping, style: GoYAMLWriter.Style) -> [Int] {
        guard mapping.count > 1 else { return Array(mapping.indices) }
        let keys = mapping.keys.map { Array($0.unicodeScalars) }
        return mapping.indices.sorted { precedes(keys[$0], keys[$1], style: style) }
    }

    /// Whether a key comes before another one.
    private static func precedes(
        _ left: [Unicode.Scalar],
        _ right: [Unicode.Scalar],
        style: GoYAMLWriter.Style
    ) -> Bool {
        for index in 0..<min(left.count, right.count) where left[index] != right[index] {
            let lettersComeFirst = style == .indented && index > 0 && isDigit(left[index - 1])
            switch (isLetter(left[index]), isLetter(right[index])) {
            case (true, true): return left[index] < right[index]
            case (true, false): return lettersComeFirst
            case (false, true): return !lettersComeFirst
            case (false, false): return numberPrecedes(left, right, at: index)
            }
        }
        return left.count < right.count
    }

    /// Compares the digits from the first difference on.
    private static func numberPrecedes(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar], at index: Int) -> Bool {
        var start: Int64 = 0
        if left[index] == "0" || right[index] == "0" {
            // A zero counts only when the number has begun: 10 is more than 1, 01 is not more than 1.
            var before = index - 1
            while before >= 0, isDigit(left[before]) {
                if left[before] != "0" {
                    start = 1
                    break
                }
                before -= 1
            }
        }
        let (leftNumber, leftEnd) = number(left, from: index, start: start)
        let (rightNumber, rightEnd) = number(right, from: index, start: start)
        if leftNumber != rightNumber { return leftNumber < rightNumber }
        if leftEnd != rightEnd { return leftEnd < rightEnd }
        return left[index] < right[index]
    }

    private static func number(_ text: [Unicode.Scalar], from start: Int, start value: Int64) -> (Int64, end: Int) {
        var value = value
        var index = start
        while index < text.count, isDigit(text[index]) {
            value = value &* 10 &+ (Int64(text[index].value) - 0x30)
            index += 1
        }
        return (value, index)
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value | 0x20 >= 0x61 && scalar.value | 0x20 <= 0x7A }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: return true
        default: return false
        }
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar >= "0" && scalar <= "9" }
        return scalar.properties.generalCategory == .decimalNumber
    }
}
