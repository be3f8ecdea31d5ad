import FleetDeclarations

/// What differs between two sets of Applications, for a comment on a pull request.
enum DifferenceMarkdown {
    /// The size that a comment may have, in bytes, with room for the last line.
    static let maximumSize = 64 << 10
    private static let reserve = 256

    /// A heading, what failed, and a section that opens for each kind of change; cut with a word when it is too long.
    static func text(_ difference: ApplicationDifference) -> String {
        var output = "### ApplicationSets: \(DifferenceText.summary(difference))\n"
        var left = 0
        func add(_ piece: String) -> Bool {
            guard left == 0, output.utf8.count + piece.utf8.count <= maximumSize - reserve else { return false }
            output += piece
            return true
        }
        if !difference.failures.isEmpty {
            let lines = difference.failures.map { failure in
                "- \(failure.isNew ? "new" : "old") side, \(code("\(failure.failure.finding.place)")): "
                    + code(failure.failure.finding.message) + "\n"
            }
            _ = add("\n**Not everything could be generated; what that leaves open is unknown:**\n\n")
            for line in lines where !add(line) { left += 1 }
        }
        for (change, title) in [
            (ApplicationDifference.Change.deleted, "Deleted"), (.unknown, "Unknown"), (.changed, "Changed"),
            (.created, "Created"),
        ] {
            let items = difference.items.filter { $0.change == change }
            guard !items.isEmpty else { continue }
            let isOpen = change == .deleted || change == .unknown
            let start =
                "\n<details\(isOpen ? " open" : "")><summary><b>\(title): \(items.count)</b></summary>\n\n"
            let end = "\n</details>\n"
            guard add(start) else {
                left += items.count
                continue
            }
            for item in items where !add(section(item)) { left += 1 }
            output += end
        }
        if left > 0 { output += "\n…and \(left) more that do not fit here; \"fleet appset diff\" shows them all.\n" }
        return DifferenceText.harmless(output)
    }

    /// One Application: a line, and the fields that change as a diff.
    private static func section(_ item: ApplicationDifference.Item) -> String {
        var text = "- \(code(DifferenceText.name(item)))"
        if !item.cluster.isEmpty { text += " on \(code(item.cluster))" }
        if let former = item.formerCluster { text += ", was on \(code(former))" }
        if let set = item.applicationSet { text += " (\(code(set)))" }
        if !item.note.isEmpty { text += ": \(plain(item.note))" }
        text += "\n"
        guard !item.fields.isEmpty else { return text }
        let body = item.fields.map(DifferenceText.hunk).joined()
        let fence = fence(around: body)
        let block = "\(fence)diff\n\(body)\(fence)\n"
        return text + "\n" + block.split(separator: "\n").map { "  \($0)\n" }.joined() + "\n"
    }

    /// A row of backticks that the text has none of.
    private static func fence(around text: String) -> String {
        var longest = 0
        var run = 0
        for byte in text.utf8 {
            run = byte == UInt8(ascii: "`") ? run + 1 : 0
            longest = max(longest, run)
        }
        return String(repeating: "`", count: max(3, longest + 1))
    }

    /// A text as code on one line.
    private static func code(_ text: String) -> String {
        let line = oneLine(text)
        guard line.contains("`") else { return "`\(line)`" }
        let fence = fence(around: line)
        return "\(fence) \(line) \(fence)"
    }

    /// A text without any meaning to Markdown or HTML, on one line.
    private static func plain(_ text: String) -> String {
        var result = ""
        for character in oneLine(text) {
            switch character {
            case "<": result += "&lt;"
            case "&": result += "&amp;"
            // Whoever is named in a change need not hear of it.
            case "@": result += "@\u{200B}"
            case "\\", "`", "*", "_", "[", "]", "|", "#", "!": result += "\\" + String(character)
            default: result.append(character)
            }
        }
        return result
    }

    private static func oneLine(_ text: String) -> String {
        String(text.map { $0.isNewline ? " " : $0 })
    }
}
