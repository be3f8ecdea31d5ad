public import Testing

/// A line diff for people who read a failed test: `-` is expected, `+` is what came, with line numbers of the expectation.
public enum LineDiff {
    /// The number of equal lines shown around a difference.
    static let context = 3

    /// The difference between two texts; empty when they are equal.
    ///
    /// Texts that differ only in their last line end say so. Lines hold no line feed; a carriage return shows as `\r`.
    public static func text(expected: String, actual: String) -> String {
        guard expected != actual else { return "" }
        let rows = rows(expected: lines(expected), actual: lines(actual))
        var text = ""
        var lastShown = -2
        for (position, row) in rows.enumerated() {
            let nearby = max(0, position - context)...min(rows.count - 1, position + context)
            guard rows[nearby].contains(where: { $0.mark != " " }) else { continue }
            if position > lastShown + 1 { text += "@@ line \(row.line) @@\n" }
            lastShown = position
            text += "\(row.mark)\(row.text.replacing("\r", with: "\\r"))\n"
        }
        return text
    }

    private typealias Row = (mark: Character, text: Substring, line: Int)

    private static func rows(expected: [Substring], actual: [Substring]) -> [Row] {
        let difference = actual.difference(from: expected)
        var removed: Set<Int> = []
        var inserted: Set<Int> = []
        for change in difference {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): inserted.insert(offset)
            }
        }
        var rows: [Row] = []
        var left = 0
        var right = 0
        while left < expected.count || right < actual.count {
            if left < expected.count, removed.contains(left) {
                rows.append(("-", expected[left], left + 1))
                left += 1
            } else if right < actual.count, inserted.contains(right) {
                rows.append(("+", actual[right], left + 1))
                right += 1
            } else {
                rows.append((" ", expected[left], left + 1))
                left += 1
                right += 1
            }
        }
        return rows
    }

    /// The lines of a text, and one more that says so when the last line end is missing.
    private static func lines(_ text: String) -> [Substring] {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true {
            lines.removeLast()
        } else {
            lines.append("\\ no line end")
        }
        return lines
    }
}

/// Compares two texts, and records an issue with a line diff when they differ.
///
/// For expectations of many lines that stand in the test itself; see ``CaseFolder/expect(_:in:sourceLocation:)`` for files.
public func expectText(_ actual: String, equals expected: String, sourceLocation: SourceLocation = #_sourceLocation) {
    guard actual != expected else { return }
    let diff = LineDiff.text(expected: expected, actual: actual)
    Issue.record("the text differs:\n\(diff)", sourceLocation: sourceLocation)
}
