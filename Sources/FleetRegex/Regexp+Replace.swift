extension Regexp {
    /// Replaces every match by a template in which `$1`, `${1}`, `$name` and `${name}` stand for groups and `$$` for `$`.
    ///
    /// A name goes as far as letters, digits and `_` do: `$1W` is the group named `1W`. A group that there is not is
    /// empty.
    public func replaceAll(in text: String, template: String) -> String {
        let result = replaceAll(in: Array(text.utf8), template: Array(template.utf8)) { _, _ in }
        return String(decoding: result, as: UTF8.self)
    }

    /// Replaces every match by a template; see ``replaceAll(in:template:)``.
    ///
    /// - Parameters:
    ///   - text: UTF-8.
    ///   - template: The replacement.
    ///   - charge: Told of steps taken and of the bytes of the result so far, the next replacement with them; what it
    ///     throws ends the work.
    /// - Returns: The text with the replacements.
    /// - Throws: What `charge` throws.
    public func replaceAll<E: Error>(
        in text: [UInt8],
        template: [UInt8],
        charge: (_ steps: Int, _ bytes: Int) throws(E) -> Void
    ) throws(E) -> [UInt8] {
        let template = ReplacementTemplate(template, groupNames: groupNames)
        return try replaceAll(in: text, by: template, charge: charge)
    }

    /// Replaces every match by a text as it is.
    public func replaceAllLiteral(in text: String, by replacement: String) -> String {
        let result = replaceAllLiteral(in: Array(text.utf8), by: Array(replacement.utf8)) { _, _ in }
        return String(decoding: result, as: UTF8.self)
    }

    /// Replaces every match by a text as it is.
    ///
    /// - Parameters:
    ///   - text: UTF-8.
    ///   - replacement: Any bytes.
    ///   - charge: As for ``replaceAll(in:template:charge:)``.
    /// - Returns: The text with the replacements.
    /// - Throws: What `charge` throws.
    public func replaceAllLiteral<E: Error>(
        in text: [UInt8],
        by replacement: [UInt8],
        charge: (_ steps: Int, _ bytes: Int) throws(E) -> Void
    ) throws(E) -> [UInt8] {
        try replaceAll(in: text, by: ReplacementTemplate(literal: replacement), charge: charge)
    }

    private func replaceAll<E: Error>(
        in text: [UInt8],
        by template: ReplacementTemplate,
        charge: (_ steps: Int, _ bytes: Int) throws(E) -> Void
    ) throws(E) -> [UInt8] {
        let slotCount = template.hasGroups ? groupNames.count * 2 : 2
        var result: [UInt8] = []
        var lastEnd = 0
        var place = 0
        while place <= text.count {
            let count = result.count
            let slots = try search(text, from: place, slotCount: slotCount) { steps throws(E) in
                try charge(steps, count)
            }
            guard let slots else { break }
            result.append(contentsOf: text[lastEnd..<slots[0]])
            // Not for an empty match right after another.
            if slots[1] > lastEnd || slots[0] == 0 {
                try charge(template.parts.count, result.count + template.count(slots: slots))
                template.append(to: &result, of: text, slots: slots)
            }
            lastEnd = slots[1]
            let width = place < text.count ? UTF8Decoding.scalar(in: text, at: place).width : 1
            place = max(place + width, slots[1])
        }
        result.append(contentsOf: text[lastEnd...])
        return result
    }

    /// The texts between matches.
    ///
    /// - Parameters:
    ///   - text: UTF-8.
    ///   - count: How many parts at most, the last being the rest; none when 0, all of them when negative.
    ///   - charge: Told of steps taken, now and then; what it throws ends the work.
    /// - Returns: The places of the parts in the text; one empty part for an empty text.
    /// - Throws: What `charge` throws.
    public func split<E: Error>(
        _ text: [UInt8],
        _ count: Int,
        charge: (Int) throws(E) -> Void
    ) throws(E) -> [Range<Int>] {
        if count == 0 { return [] }
        if text.isEmpty, !pattern.isEmpty { return [0..<0] }
        var parts: [Range<Int>] = []
        var begin = 0
        var end = 0
        try eachMatch(in: text, limit: count, slotCount: 2, charge: charge) { slots in
            if count > 0, parts.count == count - 1 { return }
            end = slots[0]
            if slots[1] != 0 { parts.append(begin..<end) }
            begin = slots[1]
        }
        if end != text.count { parts.append(begin..<text.count) }
        return parts
    }

    /// The texts between matches; see ``split(_:_:charge:)``.
    public func split(_ text: String, _ count: Int) -> [String] {
        let bytes = Array(text.utf8)
        return split(bytes, count) { _ in }.map { String(decoding: bytes[$0], as: UTF8.self) }
    }

    /// A pattern that matches a text as it is.
    public static func quoteMeta(_ text: String) -> String {
        String(decoding: quoteMeta(Array(text.utf8)), as: UTF8.self)
    }

    /// A pattern that matches a text as it is.
    public static func quoteMeta(_ text: [UInt8]) -> [UInt8] {
        var quoted: [UInt8] = []
        quoted.reserveCapacity(text.count)
        for byte in text {
            if #"\.+*?()|[]{}^$"#.utf8.contains(byte) { quoted.append(UInt8(ascii: "\\")) }
            quoted.append(byte)
        }
        return quoted
    }
}

/// A replacement with groups in it, read once.
private struct ReplacementTemplate {
    enum Part {
        case text([UInt8])
        /// The first of these groups that has a part in the match.
        case groups([Int])
    }

    private(set) var parts: [Part] = []

    /// Whether any group is asked for.
    var hasGroups: Bool {
        parts.contains { part in
            if case .groups = part { true } else { false }
        }
    }

    /// Reads a text in which nothing has a meaning.
    init(literal text: [UInt8]) {
        parts = [.text(text)]
    }

    init(_ template: [UInt8], groupNames: [String?]) {
        var text: [UInt8] = []
        var place = 0
        while place < template.count {
            let byte = template[place]
            place += 1
            guard byte == UInt8(ascii: "$") else {
                text.append(byte)
                continue
            }
            if place < template.count, template[place] == UInt8(ascii: "$") {
                text.append(byte)
                place += 1
                continue
            }
            guard let name = Self.name(in: template, at: &place) else {
                text.append(byte)
                continue
            }
            if !text.isEmpty { parts.append(.text(text)) }
            text = []
            if let number = Self.number(name) {
                if number < groupNames.count { parts.append(.groups([number])) }
            } else {
                let wanted = String(decoding: name, as: UTF8.self)
                parts.append(.groups(groupNames.indices.filter { groupNames[$0] == wanted }))
            }
        }
        if !text.isEmpty { parts.append(.text(text)) }
    }

    /// How many bytes it makes for a match.
    func count(slots: [Int]) -> Int {
        var count = 0
        for part in parts {
            switch part {
            case .text(let bytes): count += bytes.count
            case .groups(let numbers):
                guard let number = numbers.first(where: { slots[2 * $0] >= 0 }) else { continue }
                count += slots[2 * number + 1] - slots[2 * number]
            }
        }
        return count
    }

    func append(to result: inout [UInt8], of text: [UInt8], slots: [Int]) {
        for part in parts {
            switch part {
            case .text(let bytes): result.append(contentsOf: bytes)
            case .groups(let numbers):
                guard let number = numbers.first(where: { slots[2 * $0] >= 0 }) else { continue }
                result.append(contentsOf: text[slots[2 * number]..<slots[2 * number + 1]])
            }
        }
    }

    /// Reads what follows `$`; nil, with the place unchanged, when it is no name.
    private static func name(in template: [UInt8], at place: inout Int) -> ArraySlice<UInt8>? {
        var start = place
        let isBraced = start < template.count && template[start] == UInt8(ascii: "{")
        if isBraced { start += 1 }
        var end = start
        while end < template.count {
            let (scalar, width) = UTF8Decoding.scalar(in: template, at: end)
            guard isNamePart(scalar) else { break }
            end += width
        }
        guard end > start, !isBraced || (end < template.count && template[end] == UInt8(ascii: "}")) else { return nil }
        place = isBraced ? end + 1 : end
        return template[start..<end]
    }

    private static func isNamePart(_ scalar: UInt32) -> Bool {
        if scalar < 0x80 { return CharacterClasses.isWord(UInt8(scalar)) }
        return nameParts.contains(scalar)
    }

    /// Letters and decimal digits of all scripts.
    private static let nameParts: ScalarSet = {
        var set = UnicodeTables.set(named: "L") ?? ScalarSet()
        set.formUnion(UnicodeTables.set(named: "Nd") ?? ScalarSet())
        set.normalize()
        return set
    }()

    /// A name of digits as a number; nil for other names, with leading zeros and beyond any group.
    private static func number(_ name: ArraySlice<UInt8>) -> Int? {
        if name.count > 1, name.first == UInt8(ascii: "0") { return nil }
        var number = 0
        for byte in name {
            guard case let digit = byte &- UInt8(ascii: "0"), digit <= 9, number < 100_000_000 else { return nil }
            number = number * 10 + Int(digit)
        }
        return number
    }
}
