import FleetTemplate
import FleetValue

/// Reads TOML 1.0 into maps, as Helm's `fromToml` gives them: whole numbers `int64`, others `float64`, dates and times
/// as texts of RFC 3339.
///
/// - SeeAlso: <https://toml.io/en/v1.0.0>
struct TOMLReader {
    /// How deep lists and tables may be nested.
    static let maximumDepth = 200

    let bytes: [UInt8]
    let context: RenderContext
    var index = 0
    var line = 1
    var depth = 0
    /// The key that was read last, for messages.
    var lastKey = ""
    private let root = GoMap()
    /// Tables that a header or dotted keys have defined; these can not be defined again.
    private var closed: Set<ObjectIdentifier> = []

    private init(bytes: [UInt8], context: RenderContext) {
        self.bytes = bytes
        self.context = context
    }

    /// Reads a text.
    ///
    /// - Throws: ``FunctionError``: `toml: line 1 (last key "x"): expected a value`.
    /// - Complexity: O(n).
    static func table(in bytes: [UInt8], context: RenderContext) throws(FunctionError) -> GoMap {
        guard String(validating: bytes, as: UTF8.self) != nil else { throw FunctionError("toml: invalid UTF-8") }
        var reader = TOMLReader(bytes: bytes, context: context)
        try reader.document()
        return reader.root
    }

    // MARK: Lines

    private mutating func document() throws(FunctionError) {
        var current = root
        while true {
            try skipBlankLines()
            guard let byte = peek else { return }
            if byte == UInt8(ascii: "[") {
                current = try header()
            } else {
                try entry(in: current)
            }
            skipSpace()
            skipComment()
            guard peek == nil || skipLineEnd() else { throw error("expected a line end after a value") }
        }
    }

    /// Reads `[a.b]` or `[[a.b]]` and answers the table that follows.
    private mutating func header() throws(FunctionError) -> GoMap {
        index += 1
        let isList = skip("[")
        let path = try keyPath()
        guard skip("]"), !isList || skip("]") else { throw error("expected a bracket that ends the name of a table") }
        var table = root
        for key in path.dropLast() { table = try inner(key, of: table) }
        let key = path[path.count - 1]
        if isList {
            var elements: [GoValue] = []
            if let known = table[key] {
                guard case .list(let list) = known, list.element == .map else { throw duplicate(path) }
                elements = list.elements
            }
            let new = GoMap()
            table[key] = .list(GoList(elements + [.map(new)], of: .map))
            return new
        }
        let new = try inner(key, of: table, mayBeElement: false)
        guard closed.insert(ObjectIdentifier(new)).inserted else { throw duplicate(path) }
        return new
    }

    /// The table under a key, made if there is none; of a list of tables its last.
    private mutating func inner(
        _ key: String,
        of table: GoMap,
        mayBeElement: Bool = true
    ) throws(FunctionError) -> GoMap {
        switch table[key] {
        case nil:
            let new = GoMap()
            table[key] = .map(new)
            return new
        case .map(let map)?: return map
        case .list(let list)? where list.element == .map && mayBeElement:
            if case .map(let map)? = list.elements.last { return map }
            throw duplicate([key])
        default: throw duplicate([key])
        }
    }

    /// Reads `a.b = value`.
    mutating func entry(in table: GoMap) throws(FunctionError) {
        try context.charge(1)
        let path = try keyPath()
        lastKey = path.joined(separator: ".")
        guard skip("=") else { throw error("expected '=' after a key") }
        skipSpace()
        var table = table
        for key in path.dropLast() {
            table = try inner(key, of: table, mayBeElement: false)
            closed.insert(ObjectIdentifier(table))
        }
        let key = path[path.count - 1]
        guard table[key] == nil else { throw duplicate(path) }
        let value = try self.value()
        table[key] = value
        if case .map(let map) = value { closed.insert(ObjectIdentifier(map)) }
    }

    /// Reads keys with points between them, and the space around them.
    private mutating func keyPath() throws(FunctionError) -> [String] {
        var path: [String] = []
        repeat {
            guard path.count < Self.maximumDepth else { throw error("a key has too many parts") }
            skipSpace()
            path.append(try key())
            skipSpace()
        } while skip(".")
        return path
    }

    private mutating func key() throws(FunctionError) -> String {
        if peek == UInt8(ascii: "\"") { return try basicString() }
        if peek == UInt8(ascii: "'") { return try literalString() }
        let start = index
        while let byte = peek, Self.isBareKey(byte) { index += 1 }
        guard index > start else { throw error("expected a key") }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    private static func isBareKey(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    // MARK: Bytes

    /// The next byte; nil at the end.
    var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

    /// Skips a text if it comes next.
    mutating func skip(_ text: String) -> Bool {
        guard bytes[index...].starts(with: text.utf8) else { return false }
        index += text.utf8.count
        return true
    }

    /// Skips spaces and tabs.
    mutating func skipSpace() {
        while let byte = peek, byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") { index += 1 }
    }

    /// Skips a line end if it comes next.
    mutating func skipLineEnd() -> Bool {
        guard skip("\n") || skip("\r\n") else { return false }
        line += 1
        return true
    }

    /// Skips `#` and what follows it on the line.
    mutating func skipComment() {
        guard peek == UInt8(ascii: "#") else { return }
        while let byte = peek, byte != UInt8(ascii: "\n") { index += 1 }
    }

    /// Skips white space, line ends and comments.
    mutating func skipBlankLines() throws(FunctionError) {
        repeat {
            skipSpace()
            skipComment()
        } while skipLineEnd()
    }

    /// An error at the current place.
    func error(_ message: String) -> FunctionError {
        FunctionError("toml: line \(line)\(lastKey.isEmpty ? "" : " (last key \"\(lastKey)\")"): \(message)")
    }

    private func duplicate(_ path: [String]) -> FunctionError {
        error("Key '\(path.joined(separator: "."))' has already been defined.")
    }
}
