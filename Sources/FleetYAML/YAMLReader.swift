public import FleetValue

/// Reads YAML text into ``FleetValue/Value`` trees, with libyaml.
///
/// Plain and tagged scalars resolve as kubectl and Argo CD resolve them (`sigs.k8s.io/yaml`): YAML 1.1 booleans such
/// as `y` and `off`, `0644` as octal, `1_000`, `0x1F` and `1e3` as numbers, timestamps and `12:30` as text. Keys that
/// are not text become text: `y: 1` has the key "true". Whole numbers beyond a signed 64-bit integer become doubles.
/// One thing differs: a number written with point or exponent stays a ``FleetValue/Value/double(_:)`` even when it is
/// whole; its JSON text is the same. `.inf` and `.nan`, which kubectl refuses, become doubles.
///
/// Merge keys work as there: `<<` is applied where it stands, so keys of the mapping itself win only when they follow
/// it, and in a list of mappings the first wins. Stricter than kubectl: a key that stands twice is an error.
///
/// Text that starts with `{` or `[` is tried as JSON first, a stream of JSON values included, since libyaml refuses
/// the tabs that JSON allows. A byte order mark at the start is skipped.
public enum YAMLReader {
    /// How many lists and mappings may be open at once, those that aliases bring included.
    public static let maximumDepth = 512

    /// How much all aliases and merge keys of a document may add to it: nodes, and 64 bytes of text count as one more.
    public static let maximumAliasedSize = 1_000_000

    /// Reads all documents of a text.
    ///
    /// - Parameters:
    ///   - bytes: UTF-8.
    ///   - file: What error messages call the text.
    ///   - dialect: What plain texts stand for.
    /// - Returns: The documents in order. Empty ones, with nothing but comments, are left out; an explicit `null` is one.
    /// - Throws: ``YAMLError`` with the place of the first problem.
    /// - Complexity: O(n).
    public static func documents(
        in bytes: [UInt8],
        file: String,
        dialect: YAMLDialect = .kubernetes
    ) throws(YAMLError) -> [YAMLDocument] {
        let source = YAMLSource(file: file, bytes: bytes)
        guard source.looksLikeJSON else { return try yamlDocuments(in: source, dialect) }
        let problem: JSONError
        do {
            return try jsonDocuments(in: source)
        } catch {
            problem = error
        }
        // Flow style beyond JSON. If it is neither, the attempt that came more lines far knows better what was meant.
        do {
            return try yamlDocuments(in: source, dialect)
        } catch {
            let position = problem.position
            guard position.line > error.line else { throw error }
            throw .malformed(source.place(line: position.line, column: position.column), message: problem.message)
        }
    }

    /// Reads all documents of a text; otherwise as from bytes.
    public static func documents(in text: String, file: String) throws(YAMLError) -> [YAMLDocument] {
        try documents(in: Array(text.utf8), file: file)
    }

    /// Reads a text that holds one document.
    ///
    /// - Parameters:
    ///   - text: YAML or JSON.
    ///   - file: What error messages call the text.
    /// - Returns: The document's value; null when the text holds nothing but comments.
    /// - Throws: ``YAMLError``, ``YAMLError/notOneDocument(_:count:)`` if there is more than one.
    public static func value(in text: String, file: String = "<text>") throws(YAMLError) -> Value {
        let documents = try documents(in: text, file: file)
        guard documents.count <= 1 else {
            let source = YAMLSource(file: file, bytes: Array(text.utf8))
            throw .notOneDocument(source.place(line: documents[1].line, column: 1), count: documents.count)
        }
        return documents.first?.value ?? .null
    }

    private static func yamlDocuments(
        in source: YAMLSource,
        _ dialect: YAMLDialect
    ) throws(YAMLError) -> [YAMLDocument] {
        try source.bytes.withUnsafeBufferPointer { (bytes) throws(YAMLError) in
            guard let parser = EventParser(reading: bytes) else { throw ParserFailure.memory.error(in: source) }
            var loader = YAMLLoader(parser: parser, source: source, dialect: dialect)
            return try loader.documents()
        }
    }

    private static func jsonDocuments(in source: YAMLSource) throws(JSONError) -> [YAMLDocument] {
        let values = try JSONReader.values(in: source.bytes, maximumDepth: maximumDepth)
        return values.enumerated().map { index, entry in
            YAMLDocument(value: entry.value, line: source.line(offset: entry.offset), index: index)
        }
    }
}
