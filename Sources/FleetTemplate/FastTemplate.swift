public import FleetValue

/// A text in the language of `{{name}}` placeholders, compiled.
///
/// A placeholder is replaced when the text between its braces, without the white space around it, is the name of a
/// parameter that is a string. Any other placeholder stays as it is written. There are no escapes and no nesting, and
/// what was put in is not looked at again. A text in which no line holds a `{{` with a `}}` after it has no
/// placeholders at all.
///
/// Follows argo-cd `applicationset/utils/utils.go` (`Render.Replace`) and the library it uses, valyala/fasttemplate.
public struct FastTemplate: Hashable, Sendable {
    /// A stretch of the text.
    enum Piece: Hashable, Sendable {
        /// Text that stays.
        case text(String)
        /// A placeholder: the place of its name in a table of names, and how it is written, braces included.
        case placeholder(name: Int, source: String)
    }

    /// The stretches in order.
    private(set) var pieces: [Piece]
    /// The names of placeholders, each once, in the order of their first appearance.
    public let names: [String]
    /// The length of all that stays, in bytes, for reserving room.
    private let fixedLength: Int

    /// Compiles a text.
    ///
    /// - Throws: ``TemplateError/unclosedPlaceholder(_:)`` when the text has a placeholder and, anywhere, a
    ///   `{{` without a `}}` after it.
    /// - Complexity: O(n).
    public init(_ source: String) throws(TemplateError) {
        var table = NameTable()
        try self.init(source, names: &table)
    }

    /// Compiles a text whose names go into a table that several templates share.
    init(_ source: String, names table: inout NameTable) throws(TemplateError) {
        let bytes = Array(source.utf8)
        guard Self.hasPlaceholder(bytes) else {
            pieces = [.text(source)]
            names = []
            fixedLength = bytes.count
            return
        }
        var pieces: [Piece] = []
        var fixedLength = 0
        var start = 0
        while let open = Self.find(UInt8(ascii: "{"), in: bytes, from: start) {
            guard let close = Self.find(UInt8(ascii: "}"), in: bytes, from: open + 2) else {
                throw .unclosedPlaceholder(TextPosition(offset: open, in: bytes.span))
            }
            if open > start {
                pieces.append(.text(String(decoding: bytes[start..<open], as: UTF8.self)))
                fixedLength += open - start
            }
            let written = String(decoding: bytes[open..<close + 2], as: UTF8.self)
            let name = Self.trimmed(String(decoding: bytes[open + 2..<close], as: UTF8.self))
            if name.isEmpty {
                pieces.append(.text(written))
                fixedLength += written.utf8.count
            } else {
                pieces.append(.placeholder(name: table.index(of: name), source: written))
            }
            start = close + 2
        }
        if start < bytes.count {
            pieces.append(.text(String(decoding: bytes[start...], as: UTF8.self)))
            fixedLength += bytes.count - start
        }
        self.pieces = pieces
        self.fixedLength = fixedLength
        names = table.names
    }

    /// Whether nothing can be replaced, so that rendering answers the source.
    public var isConstant: Bool {
        pieces.allSatisfy { if case .text = $0 { true } else { false } }
    }

    /// Renders with one set of parameters; parameters that are not strings are not looked at.
    public func render(_ parameters: Mapping) -> String {
        render(names.map { parameters[$0]?.string })
    }

    /// Renders with the values of all names of the table it was compiled with; nil where there is no string.
    func render(_ values: [String?]) -> String {
        // Most templates are a placeholder and nothing else: its value is shared, not copied.
        if pieces.count == 1, case .placeholder(let name, let source) = pieces[0] { return values[name] ?? source }
        var result = ""
        result.reserveCapacity(fixedLength + 24 * pieces.count)
        for piece in pieces {
            switch piece {
            case .text(let text): result += text
            case .placeholder(let name, let source): result += values[name] ?? source
            }
        }
        return result
    }

    /// Whether any one line holds `{{` and later `}}`.
    private static func hasPlaceholder(_ bytes: [UInt8]) -> Bool {
        var isOpen = false
        var index = 0
        while index < bytes.count {
            let isDouble = index + 1 < bytes.count && bytes[index + 1] == bytes[index]
            switch bytes[index] {
            case UInt8(ascii: "\n"):
                isOpen = false
            case UInt8(ascii: "{") where isDouble && !isOpen:
                isOpen = true
                index += 1
            case UInt8(ascii: "}") where isDouble && isOpen:
                return true
            default: break
            }
            index += 1
        }
        return false
    }

    /// Where `byte` first stands twice in a row, from `start` on.
    private static func find(_ byte: UInt8, in bytes: [UInt8], from start: Int) -> Int? {
        var index = start
        while index + 1 < bytes.count {
            if bytes[index] == byte, bytes[index + 1] == byte { return index }
            index += 1
        }
        return nil
    }

    private static func trimmed(_ text: String) -> String {
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        return String(scalars[first...last])
    }
}

/// The names that templates ask for, each once.
struct NameTable {
    /// The names in the order of their first appearance.
    private(set) var names: [String] = []
    private var places: [String: Int] = [:]

    /// The place of a name, which is added if it is new.
    mutating func index(of name: String) -> Int {
        if let place = places[name] { return place }
        names.append(name)
        places[name] = names.count - 1
        return names.count - 1
    }
}
