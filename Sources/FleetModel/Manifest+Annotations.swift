import FleetValue

extension Manifest {
    /// One annotation, or nil when it is not set.
    public func annotation(_ key: String) -> String? {
        value["metadata"]?["annotations"]?[key]?.string
    }

    /// The entries of an annotation that holds a list with commas: trimmed, without empty ones, each once, in order.
    public func list(annotation key: String) -> [String] {
        guard let text = annotation(key) else { return [] }
        var entries: [String] = []
        for part in text.split(separator: ",") {
            let entry = Self.trimmed(part)
            if !entry.isEmpty, !entries.contains(entry) { entries.append(entry) }
        }
        return entries
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
