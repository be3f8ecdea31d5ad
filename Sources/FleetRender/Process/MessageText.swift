/// Prepares what tools print for one line of an error message.
enum MessageText {
    /// The longest message that is passed on, in characters.
    private static let limit = 1_200

    /// The text of a tool on one line: without control characters, without credentials in addresses, not too long.
    static func line(_ text: String) -> String {
        let lines = text.split(whereSeparator: \.isNewline).map { $0.trimmingSpace }.filter { !$0.isEmpty }
        return clean(lines.joined(separator: "; "))
    }

    /// What git says in a failure: its own words, without hints and progress.
    static func git(_ text: String) -> String {
        let lines = text.split(whereSeparator: \.isNewline).map { $0.trimmingSpace }
        let telling = lines.filter { line in
            !line.isEmpty && !line.hasPrefix("hint:") && !line.hasPrefix("warning:")
        }
        let fatal = telling.filter { line in
            line.hasPrefix("fatal:") || line.hasPrefix("error:") || line.hasPrefix("remote:")
                || line.hasPrefix("ERROR:")
        }
        let chosen = fatal.isEmpty ? telling : fatal
        return clean(chosen.isEmpty ? "git gave no reason" : chosen.joined(separator: "; "))
    }

    private static func clean(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in RepositoryReference.masked(text).unicodeScalars {
            let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
            scalars.append(isControl ? " " : scalar)
        }
        let cleaned = String(scalars)
        return cleaned.count <= limit ? cleaned : cleaned.prefix(limit) + "…"
    }
}

extension Substring {
    /// This text without spaces and tabs at its ends.
    fileprivate var trimmingSpace: String {
        var text = self
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }
}
