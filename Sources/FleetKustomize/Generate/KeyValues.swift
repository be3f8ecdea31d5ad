import FleetValue

/// Where a generator takes its data from.
struct KeyValueSources {
    var literals: [String] = []
    var files: [String] = []
    var envs: [String] = []

    init(_ value: Value) {
        literals = value["literals"]?.array?.compactMap(\.scalarText) ?? []
        files = value["files"]?.array?.compactMap(\.scalarText) ?? []
        envs = value["envs"]?.array?.compactMap(\.scalarText) ?? []
        if let single = value["env"]?.scalarText, !single.isEmpty { envs.append(single) }
    }

    /// All pairs: of files with variables, then literals, then files.
    ///
    /// - Parameter read: Reads a file by the path that is written.
    /// - Returns: The pairs in that order.
    /// - Throws: ``KustomizeError`` for what can not be read, or is no pair.
    func pairs(
        _ read: (String) throws(KustomizeError) -> [UInt8]
    ) throws(KustomizeError) -> [(key: String, value: [UInt8])] {
        var pairs: [(key: String, value: [UInt8])] = []
        for path in envs { pairs += try Self.variables(try read(path)) }
        for literal in literals { pairs.append(try Self.literal(literal)) }
        for entry in files {
            let (key, path) = try Self.file(entry)
            pairs.append((key, try read(path)))
        }
        return pairs
    }

    private static func literal(_ text: String) throws(KustomizeError) -> (key: String, value: [UInt8]) {
        guard let equals = text.firstIndex(of: "="), equals > text.startIndex else {
            throw KustomizeError("invalid literal source \(text), expected key=value")
        }
        var value = Array(text[text.index(after: equals)...].utf8)
        if value.count > 1, let first = value.first, first == value.last,
            first == UInt8(ascii: "\"") || first == UInt8(ascii: "'")
        {
            value = Array(value.dropFirst().dropLast())
        }
        return (String(text[..<equals]), value)
    }

    private static func file(_ entry: String) throws(KustomizeError) -> (key: String, path: String) {
        guard let equals = entry.firstIndex(of: "=") else { return (KustomizePath.name(of: entry), entry) }
        let key = String(entry[..<equals])
        let path = String(entry[entry.index(after: equals)...])
        if key.isEmpty { throw KustomizeError("missing key name for file path \(path)") }
        if path.isEmpty { throw KustomizeError("missing file path for key name \(key)") }
        if path.contains("=") { throw KustomizeError("key names or file paths cannot contain '='") }
        return (key, path)
    }

    /// The pairs of a file of `KEY=value` lines.
    ///
    /// A line without `=` asks for a variable of this process: it is empty here, since no source may read the machine.
    private static func variables(_ bytes: [UInt8]) throws(KustomizeError) -> [(key: String, value: [UInt8])] {
        var pairs: [(key: String, value: [UInt8])] = []
        for (number, raw) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            var line = raw[...]
            if number == 0, line.starts(with: [0xEF, 0xBB, 0xBF]) { line = line.dropFirst(3) }
            if line.last == UInt8(ascii: "\r") { line = line.dropLast() }
            guard String(validating: line, as: UTF8.self) != nil else {
                throw KustomizeError("line \(number + 1) has invalid utf8 bytes : \(Array(line))")
            }
            line = line.drop { $0 == UInt8(ascii: " ") || ($0 >= 9 && $0 <= 13) }
            if line.isEmpty || line.first == UInt8(ascii: "#") { continue }
            let equals = line.firstIndex(of: UInt8(ascii: "="))
            let key = String(decoding: line[..<(equals ?? line.endIndex)], as: UTF8.self)
            if key.isEmpty { throw KustomizeError("line \(number + 1) has an empty key") }
            pairs.append((key, equals.map { Array(line[($0 + 1)...]) } ?? []))
        }
        return pairs
    }
}
