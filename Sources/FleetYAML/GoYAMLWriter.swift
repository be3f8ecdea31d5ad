public import FleetValue

/// Writes ``FleetValue/Value`` trees byte for byte as the Go programs of the field do.
///
/// What ``YAMLWriter`` writes is for people to commit; this is for places where a text must be the same as that of
/// Helm, Argo CD or Kustomize: `toYaml`, charts, rendered manifests. Texts that a reader of YAML 1.1 would take for
/// something else stand in double quotes, other special ones in single quotes, texts of several lines are literal
/// blocks; characters beyond the basic plane are escapes. Keys are in natural order: `a9` before `a10`.
///
/// Follows `go.yaml.in/yaml/v2` and `v3` (`encode.go`, `emitterc.go`, `sorter.go`), v2 below `sigs.k8s.io/yaml`.
public enum GoYAMLWriter {
    /// Which of the libraries is followed.
    public enum Style: Hashable, Sendable {
        /// `sigs.k8s.io/yaml`: a list stands at the level of its key, lines fold at a space behind column 80, and whole
        /// numbers are written as such even when they are ``FleetValue/Value/double(_:)``, since they pass through JSON.
        case folded
        /// `yaml.v3` with an indent of two: a list is indented below its key, no line folds, and every
        /// ``FleetValue/Value/double(_:)`` is written as Go's `%g`: `1e+06`.
        case indented
    }

    /// Writes one document.
    ///
    /// - Parameters:
    ///   - value: Any tree; the order of keys does not matter.
    ///   - style: Which library is followed.
    /// - Returns: The text, ending in a line end.
    /// - Complexity: O(n log n).
    public static func text(of value: Value, style: Style = .folded) -> String {
        String(decoding: bytes(of: value, style: style), as: UTF8.self)
    }

    /// Writes one document as UTF-8 bytes; see ``text(of:style:)``.
    public static func bytes(of value: Value, style: Style = .folded) -> [UInt8] {
        var output = GoYAMLOutput(style: style)
        output.append(document: value)
        return output.bytes
    }
}
