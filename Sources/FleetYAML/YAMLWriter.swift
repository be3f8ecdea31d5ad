public import FleetValue

/// Writes ``FleetValue/Value`` trees as YAML that a person would commit.
///
/// Block style, two spaces a level, lists at the level of their key, keys in the tree's order, text of several lines as
/// a literal block. Quotes stand where a reader of YAML 1.1 or 1.2 would take the text for something else, and only
/// there. Characters that can not be seen are written as escapes. Doubles carry a point, so that they read back as
/// doubles: ``YAMLReader`` reads exactly what was written.
public enum YAMLWriter {
    /// Writes one document.
    ///
    /// - Returns: The text, ending in a line end.
    /// - Complexity: O(n).
    public static func text(of value: Value) -> String {
        var output = YAMLOutput()
        output.append(document: value)
        return String(decoding: output.bytes, as: UTF8.self)
    }

    /// Writes documents, separated by lines of `---`.
    ///
    /// - Returns: The text, ending in a line end; empty when there are no documents.
    public static func text(of values: [Value]) -> String {
        var output = YAMLOutput()
        for (position, value) in values.enumerated() {
            if position > 0 { output.appendSeparator() }
            output.append(document: value)
        }
        return String(decoding: output.bytes, as: UTF8.self)
    }
}
