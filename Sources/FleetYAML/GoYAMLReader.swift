import CYAML
public import FleetValue

/// Reads one YAML document as `sigs.k8s.io/yaml` does, with its leniency and in its words.
///
/// For `fromYaml` and its kin. Scalars resolve as with ``YAMLReader``; beyond that, of a key that stands twice the last
/// one counts, nothing behind the first document is looked at, `.inf` and `.nan` are refused, and messages are Go's.
/// The limits on depth and aliases are those of ``YAMLReader``.
///
/// Follows `sigs.k8s.io/yaml` (`yaml.go`) and `go.yaml.in/yaml/v2` (`decode.go`).
public enum GoYAMLReader {
    /// Reads the first document of a text.
    ///
    /// - Parameter bytes: UTF-8.
    /// - Returns: Its value; null when there is none.
    /// - Throws: ``GoYAMLError``.
    /// - Complexity: O(n).
    public static func value(in bytes: [UInt8]) throws(GoYAMLError) -> Value {
        let source = YAMLSource(file: "", bytes: bytes)
        let value: Value
        do {
            value = try source.bytes.withUnsafeBufferPointer { (bytes) throws(YAMLError) in
                guard let parser = EventParser(reading: bytes) else { throw ParserFailure.memory.error(in: source) }
                var loader = YAMLLoader(parser: parser, source: source, allowsDuplicates: true)
                return try loader.firstDocument() ?? .null
            }
        } catch {
            throw GoYAMLError(message: "error converting YAML to JSON: " + message(for: error, in: source))
        }
        guard let number = unwritable(in: value) else { return value }
        let text = number.isNaN ? "NaN" : number < 0 ? "-Inf" : "+Inf"
        throw GoYAMLError(message: "error converting YAML to JSON: json: unsupported value: " + text)
    }

    /// Reads the first document of a text; otherwise as from bytes.
    public static func value(in text: String) throws(GoYAMLError) -> Value {
        try value(in: Array(text.utf8))
    }

    /// The first number that JSON has no text for.
    private static func unwritable(in value: Value) -> Double? {
        switch value {
        case .double(let number): return number.isFinite ? nil : number
        case .array(let values):
            for value in values {
                if let number = unwritable(in: value) { return number }
            }
            return nil
        case .mapping(let mapping):
            for (_, value) in mapping {
                if let number = unwritable(in: value) { return number }
            }
            return nil
        case .null, .bool, .integer, .string: return nil
        }
    }

    // MARK: Messages

    private static func message(for error: YAMLError, in source: YAMLSource) -> String {
        // Go parses the whole document, names of anchors included, before it looks at what it means.
        if case .unsuitableAlias(_, let message) = error, message.hasSuffix("is used") {
            return "yaml: " + aliasMessage(message)
        }
        if let message = parserMessage(in: source) { return "yaml: " + message }
        switch error {
        case .malformed, .invalidCharacter:
            return "yaml: " + error.message
        case .unsuitableAlias(_, let message):
            return "yaml: " + aliasMessage(message)
        case .tooLarge(_, let message):
            let isAliased = message.hasPrefix("aliases")
            return "yaml: " + (isAliased ? "document contains excessive aliasing" : "exceeded max depth")
        case .unsuitableKey(_, let message):
            // Go prints the key as its syntax would have it, which no template looks at.
            return message.contains("not a list") || message.contains("not a mapping")
                ? "yaml: invalid map key: " + message : "Unsupported map key of type: " + message
        case .unsuitableTag(_, let message):
            return message.contains("base64")
                ? "yaml: !!binary value contains invalid base64 data" : "yaml: cannot decode: " + message
        case .duplicateKey, .notOneDocument:
            return "yaml: " + error.message
        }
    }

    /// Our words for aliases and merge keys in Go's.
    private static func aliasMessage(_ message: String) -> String {
        guard message.hasPrefix("anchor \""), let end = message.lastIndex(of: "\"") else {
            return "map merge requires map or sequence of maps as the value"
        }
        let name = message[message.index(message.startIndex, offsetBy: 8)..<end]
        return message.hasSuffix("inside itself")
            ? "anchor '\(name)' value contains itself" : "unknown anchor '\(name)' referenced"
    }

    /// Parses once more for libyaml's own words and their line as Go counts it.
    private static func parserMessage(in source: YAMLSource) -> String? {
        source.bytes.withUnsafeBufferPointer { bytes in
            guard var parser = EventParser(reading: bytes) else { return nil }
            // Each event takes at least a byte of text or ends what one began, so this comes to an end.
            while parser.advance() {
                if parser.isAtEnd { return nil }
            }
            switch parser.failure {
            case .memory: return nil
            case .reader(let problem, _, _): return problem
            case .grammar(let problem, let mark, _, let contextMark):
                // Go adds one only to what the scanner reports, and names no line at all on the first one.
                let line = mark.line != 0 ? Int(mark.line) + (parser.hasScannerFailure ? 1 : 0) : Int(contextMark.line)
                return line != 0 ? "line \(line): \(problem)" : problem
            }
        }
    }
}

/// Why a text is no YAML, in Go's words: `error converting YAML to JSON: yaml: line 2: did not find expected key`.
public struct GoYAMLError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The whole message.
    public let message: String

    /// Makes an error.
    public init(message: String) {
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
