/// Which scalars are in a general category or a script, by the names that `\p{…}` takes.
enum UnicodeTables {
    /// The set of a name: a category of one or two letters, a script, or `Any`.
    ///
    /// - Returns: Nil when there is none of that name; names are as in Unicode's files, case and all.
    static func set(named name: String) -> ScalarSet? {
        if name == "Any" { return .all }
        if let packed = categories[name] ?? scripts[name] { return ScalarSet(packed: packed) }
        guard name.utf8.count == 1 else { return nil }
        var set = ScalarSet()
        for (category, packed) in categories where category.hasPrefix(name) {
            set.formUnion(ScalarSet(packed: packed))
        }
        set.normalize()
        return set.isEmpty ? nil : set
    }

    /// The numbers of a packed table.
    ///
    /// Each number is five bits a character, the greatest first: `A` to `Z` and `!#$%&*` where more follow, `0` to `9`
    /// and `a` to `v` for the last.
    static func numbers(packed: String) -> [UInt32] {
        var numbers: [UInt32] = []
        var number: UInt32 = 0
        for byte in packed.utf8 {
            number = number << 5 | UInt32(digits[Int(byte)] & 31)
            if digits[Int(byte)] < 32 {
                numbers.append(number)
                number = 0
            }
        }
        return numbers
    }

    /// The value of each character, and 32 more for those that others follow.
    private static let digits: [UInt8] = {
        var digits = [UInt8](repeating: 0, count: 256)
        for (value, byte) in "0123456789abcdefghijklmnopqrstuvABCDEFGHIJKLMNOPQRSTUVWXYZ!#$%&*".utf8.enumerated() {
            digits[Int(byte)] = UInt8(value)
        }
        return digits
    }()
}
