/// A label selector in Kubernetes' text form: `a=b,c!=d,e in (f,g),!h`.
struct LabelRequirements {
    private enum Test {
        case isIn(Set<String>)
        case isNotIn(Set<String>)
        case exists
        case isMissing
    }

    private let tests: [(key: String, test: Test)]

    init(_ text: String) throws(KustomizeError) {
        var tests: [(key: String, test: Test)] = []
        for part in Self.parts(of: text) {
            guard let test = Self.test(part) else {
                throw KustomizeError("unable to parse requirement: \"\(part)\" in selector \"\(text)\"")
            }
            tests.append(test)
        }
        self.tests = tests
    }

    func matches(_ labels: [String: String]) -> Bool {
        tests.allSatisfy { key, test in
            switch test {
            case .isIn(let values): labels[key].map(values.contains) ?? false
            case .isNotIn(let values): labels[key].map { !values.contains($0) } ?? true
            case .exists: labels[key] != nil
            case .isMissing: labels[key] == nil
            }
        }
    }

    /// The requirements: separated by commas outside of parentheses.
    private static func parts(of text: String) -> [String] {
        var parts: [String] = []
        var current = ""
        var depth = 0
        for character in text {
            switch character {
            case "(": depth += 1
            case ")": depth -= 1
            default: break
            }
            if character == ",", depth == 0 {
                parts.append(current)
                current = ""
            } else {
                current.append(character)
            }
        }
        parts.append(current)
        return parts.map(trimmed).filter { !$0.isEmpty }
    }

    private static func test(_ part: String) -> (key: String, test: Test)? {
        if part.hasPrefix("!") { return (trimmed(String(part.dropFirst())), .isMissing) }
        for (symbol, isEqual) in [("!=", false), ("==", true), ("=", true)] {
            guard let range = part.firstRange(of: symbol) else { continue }
            let key = trimmed(String(part[..<range.lowerBound]))
            let value = trimmed(String(part[range.upperBound...]))
            return key.isEmpty ? nil : (key, isEqual ? .isIn([value]) : .isNotIn([value]))
        }
        guard let open = part.firstIndex(of: "(") else {
            return part.contains(" ") ? nil : (part, .exists)
        }
        guard part.hasSuffix(")") else { return nil }
        let words = part[..<open].split(separator: " ").map(String.init)
        let inner = part[part.index(after: open)...].dropLast()
        let values = Set(inner.split(separator: ",", omittingEmptySubsequences: false).map { trimmed(String($0)) })
        guard words.count == 2 else { return nil }
        switch words[1] {
        case "in": return (words[0], .isIn(values))
        case "notin": return (words[0], .isNotIn(values))
        default: return nil
        }
    }

    private static func trimmed(_ text: String) -> String {
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        return String(scalars[first...last])
    }
}
