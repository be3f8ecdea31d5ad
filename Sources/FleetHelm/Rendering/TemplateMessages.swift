/// Makes Helm's messages of those of Go's templates.
///
/// Follows helm `pkg/engine/engine.go`.
enum TemplateMessages {
    /// Stands around what `fail` and `required` say, so that it is found again in a chain of messages.
    static let start = "HELM_ERR_START"
    static let end = "HELM_ERR_END"

    /// What is said of a template that can not be parsed: the file, and the last of a chain of reasons.
    static func parsing(_ message: String) -> String {
        let parts = split(message, ": ")
        guard parts.count > 1, let last = parts.last else { return message }
        return "parse error at (\(parts[1])): \(last)"
    }

    /// What is said of a template that fails: its chain of places, each on lines of its own.
    static func execution(_ message: String) -> String {
        let parts = message.split(separator: ": ", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3 else { return message }
        if let own = marked(String(parts[2])) { return "execution error at (\(parts[1])): \(own)" }
        var lines: [String] = []
        var rest: String? = message
        while let current = rest {
            guard let (text, next) = place(current) else { return message }
            lines.append(text)
            rest = next
        }
        return lines.joined(separator: "\n")
    }

    /// What `fail` or `required` said; nil when it was neither.
    private static func marked(_ text: String) -> String? {
        guard let from = text.firstRange(of: start) else { return nil }
        let rest = text[from.upperBound...]
        guard let to = rest.firstRange(of: end) else { return nil }
        return String(rest[..<to.lowerBound])
    }

    /// One link of a chain, laid out, and what follows it; nil when it is no message of a template.
    private static func place(_ message: String) -> (text: String, next: String?)? {
        guard message.hasPrefix("template: ") else { return nil }
        let body = message.dropFirst("template: ".count)
        if body.hasPrefix("no template ") { return (message, nil) }
        guard let executing = body.firstRange(of: ": executing ") else {
            guard let colon = body.ranges(of: ": ").last else { return nil }
            return ("\(body[..<colon.lowerBound])\n  \(body[colon.upperBound...])", nil)
        }
        let location = body[..<executing.lowerBound]
        let rest = body[executing.upperBound...]
        guard let at = rest.firstRange(of: " at <"), let close = rest[at.upperBound...].firstRange(of: ">: ") else {
            return nil
        }
        let executed = "executing \(rest[..<close.lowerBound])>:"
        let reason = rest[close.upperBound...]
        guard reason.hasPrefix("error calling "), let colon = reason.firstRange(of: ": ") else {
            return ("\(location)\n  \(executed)\n    \(reason)", nil)
        }
        // What the function said is a link of its own, or the chain is not one of templates only.
        let inner = String(reason[colon.upperBound...])
        guard inner.hasPrefix("template: ") else { return nil }
        return ("\(location)\n  \(executed)\n    \(reason[..<colon.lowerBound]):", inner)
    }

    private static func split(_ text: String, _ separator: String) -> [Substring] {
        text.split(separator: separator, omittingEmptySubsequences: false)
    }
}
