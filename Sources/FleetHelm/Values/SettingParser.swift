import FleetValue

/// Reads the language of `--set`: `a.b=1,c={x,y},d[0].e=z`; a backslash takes the next character as it is.
///
/// Follows helm `pkg/strvals`.
struct SettingParser {
    /// What becomes of the text of a value.
    enum Mode {
        /// `true`, `false`, `null` and whole numbers are what they look like.
        case typed
        /// Everything is text.
        case text
        /// The same value, whatever is written.
        case constant(Value)
    }

    private static let maximumIndex = 65_536
    private static let maximumDepth = 30

    private let scalars: [Unicode.Scalar]
    private var position = 0
    private let mode: Mode

    private init(_ text: String, _ mode: Mode) {
        scalars = Array(text.unicodeScalars)
        self.mode = mode
    }

    /// Reads settings and carries them out.
    ///
    /// - Throws: ``HelmError`` in Helm's words.
    static func parse(_ text: String, into values: inout Mapping, _ mode: Mode) throws(HelmError) {
        var parser = SettingParser(text, mode)
        while parser.position < parser.scalars.count { try parser.key(&values, depth: 0) }
    }

    // MARK: Keys

    private mutating func key(_ values: inout Mapping, depth: Int) throws(HelmError) {
        let (key, end) = text(until: ["=", "[", ",", "."])
        let quoted = Self.quoted(key)
        switch end {
        case "[":
            let index = try index()
            var list: [Value]
            switch values[key] {
            case .array(let existing)?: list = existing
            case nil, .null?: list = []
            case .some: throw HelmError("unable to parse key: \(quoted) is no list")
            }
            try item(&list, index, depth: depth)
            if !key.isEmpty { values[key] = .array(list) }
        case "=":
            let value = try value()
            if !key.isEmpty { values[key] = value }
        case ",":
            throw HelmError("key \(quoted) has no value (cannot end with ,)")
        case ".":
            guard depth < Self.maximumDepth else {
                throw HelmError(
                    "value name nested level is greater than maximum supported nested level of \(Self.maximumDepth)"
                )
            }
            var inner: Mapping
            switch values[key] {
            case .mapping(let existing)?: inner = existing
            case nil, .null?: inner = Mapping()
            case .some: throw HelmError("unable to parse key: \(quoted) is no map")
            }
            try self.key(&inner, depth: depth + 1)
            guard !inner.isEmpty else { throw HelmError("key map \(quoted) has no value") }
            if !key.isEmpty { values[key] = .mapping(inner) }
        default:
            if !key.isEmpty { throw HelmError("key \(quoted) has no value") }
        }
    }

    /// The number before `]`.
    private mutating func index() throws(HelmError) -> Int {
        let (digits, end) = text(until: ["]"])
        guard end != nil else { throw HelmError("error parsing index: EOF") }
        guard let index = Int(digits) else {
            throw HelmError("error parsing index: strconv.Atoi: parsing \(Self.quoted(digits)): invalid syntax")
        }
        guard index >= 0 else { throw HelmError("negative \(index) index not allowed") }
        guard index <= Self.maximumIndex else {
            throw HelmError("index of \(index) is greater than maximum supported index of \(Self.maximumIndex)")
        }
        return index
    }

    /// Sets what follows an index, in the list's element of that number.
    private mutating func item(_ list: inout [Value], _ index: Int, depth: Int) throws(HelmError) {
        guard depth < Self.maximumDepth else {
            throw HelmError(
                "value name nested level is greater than maximum supported nested level of \(Self.maximumDepth)"
            )
        }
        let (rest, end) = text(until: ["[", ".", "="])
        guard rest.isEmpty else { throw HelmError("unexpected data at end of array index: \(Self.quoted(rest))") }
        let existing: Value = list.indices.contains(index) ? list[index] : .null
        let new: Value
        switch end {
        case "=":
            new = try value()
        case "[":
            let next = try self.index()
            var inner = existing.array ?? []
            try item(&inner, next, depth: depth + 1)
            new = .array(inner)
        case ".":
            var inner = existing.mapping ?? Mapping()
            try key(&inner, depth: depth + 1)
            new = .mapping(inner)
        default:
            return
        }
        while list.count <= index { list.append(.null) }
        list[index] = new
    }

    // MARK: Values

    /// What stands behind `=`, up to the comma.
    private mutating func value() throws(HelmError) -> Value {
        guard position < scalars.count, scalars[position] == "{" else { return typed(text(until: [","]).text) }
        position += 1
        var list: [Value] = []
        while true {
            let (element, end) = text(until: [",", "}"])
            guard let end else { throw HelmError("list must terminate with '}'") }
            list.append(typed(element))
            if end == "}" { break }
        }
        if position < scalars.count, scalars[position] == "," { position += 1 }
        return .array(list)
    }

    private func typed(_ text: String) -> Value {
        switch mode {
        case .text: return .string(text)
        case .constant(let value): return value
        case .typed: break
        }
        switch text.lowercased() {
        case "true": return true
        case "false": return false
        default: break
        }
        if text == "null" { return .null }
        if text == "0" { return 0 }
        // A number with a zero in front is text: versions and account numbers are written so.
        if !text.hasPrefix("0"), !text.hasPrefix("+"), let number = Int64(text) { return .integer(number) }
        return .string(text)
    }

    /// The text up to one of some characters, which is taken too, or up to the end, where there is none.
    private mutating func text(until ends: [Unicode.Scalar]) -> (text: String, end: Unicode.Scalar?) {
        var text = String.UnicodeScalarView()
        while position < scalars.count {
            let scalar = scalars[position]
            position += 1
            if ends.contains(scalar) { return (String(text), scalar) }
            if scalar != "\\" {
                text.append(scalar)
            } else if position < scalars.count {
                text.append(scalars[position])
                position += 1
            }
        }
        return (String(text), nil)
    }

    private static func quoted(_ text: String) -> String { "\"\(text)\"" }
}
