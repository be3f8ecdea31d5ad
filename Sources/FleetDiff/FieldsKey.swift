import FleetValue

/// One key of `fieldsV1`: how a set of owned fields names a mapping's field or a list's element.
///
/// - SeeAlso: structured-merge-diff `fieldpath/serialize-pe.go`.
enum FieldsKey {
    /// `f:name`, a field of a mapping. The name may be any text, also `.` or nothing.
    case field(String)
    /// `k:{"name":"web"}`, an element of an associative list by its key fields.
    case keys(Mapping)
    /// `v:"web"`, an element of a set by its value.
    case value(Value)
    /// `i:0`, an element by its place.
    case index(Int)

    /// The key under which a set says that it holds the node itself, not only something below it.
    static let own = "."

    /// Reads a key; nil for ``own`` and for whatever later servers may write.
    init?(_ text: String) {
        let bytes = text.utf8Span.span
        guard bytes.count >= 2, bytes[1] == UInt8(ascii: ":") else { return nil }
        switch bytes[0] {
        case UInt8(ascii: "f"):
            self = .field(Self.rest(of: text))
        case UInt8(ascii: "k"):
            guard let keys = PlainObject.read(bytes, from: 2) ?? Self.json(text)?.mapping, !keys.isEmpty else {
                return nil
            }
            self = .keys(keys)
        case UInt8(ascii: "v"):
            guard let value = Self.json(text) else { return nil }
            self = .value(value)
        case UInt8(ascii: "i"):
            guard let index = Int(Self.rest(of: text)) else { return nil }
            self = .index(index)
        default: return nil
        }
    }

    /// The field's name when the key is `f:name`, else nil.
    ///
    /// Works on bytes: a name may begin with a combining mark, which makes one `Character` with the colon.
    @inline(__always)
    static func fieldName(_ text: String) -> String? {
        let bytes = text.utf8Span.span
        guard bytes.count >= 2, bytes[0] == UInt8(ascii: "f"), bytes[1] == UInt8(ascii: ":") else { return nil }
        return rest(of: text)
    }

    /// The step of a path that this key names.
    var step: FieldPath.Step {
        switch self {
        case .field(let name): .field(name)
        case .keys(let keys): .element(keys)
        case .value(let value): .element(["": value])
        case .index(let index): .index(index)
        }
    }

    /// Whether a list's element, standing at `index`, is the one that is named.
    func names(_ element: Value, at index: Int?) -> Bool {
        switch self {
        case .field: false
        case .keys(let keys): keys.allSatisfy { element[$0.key]?.isNumericallyEqual(to: $0.value) ?? false }
        case .value(let value): element.isNumericallyEqual(to: value)
        case .index(let place): place == index
        }
    }

    private static func rest(of text: String) -> String { String(Substring(text.utf8.dropFirst(2))) }

    private static func json(_ text: String) -> Value? { try? JSONReader.value(in: rest(of: text)) }
}

/// Reads the JSON objects that nearly all `k:` keys are, without a parser's tables.
///
/// Their values are texts without escapes and whole numbers; it gives up on anything else.
private enum PlainObject {
    static func read(_ bytes: Span<UInt8>, from start: Int) -> Mapping? {
        var position = start
        guard take(UInt8(ascii: "{"), bytes, &position) else { return nil }
        var result = Mapping()
        while true {
            guard let key = text(bytes, &position), take(UInt8(ascii: ":"), bytes, &position),
                let value = value(bytes, &position), result[key] == nil
            else { return nil }
            result.append(key, value)
            if take(UInt8(ascii: ","), bytes, &position) { continue }
            return take(UInt8(ascii: "}"), bytes, &position) && position == bytes.count ? result : nil
        }
    }

    private static func take(_ byte: UInt8, _ bytes: Span<UInt8>, _ position: inout Int) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private static func value(_ bytes: Span<UInt8>, _ position: inout Int) -> Value? {
        guard position < bytes.count else { return nil }
        if bytes[position] == UInt8(ascii: "\"") { return text(bytes, &position).map { .string($0) } }
        var number: Int64 = 0
        let start = position
        while position < bytes.count, position - start < 18 {
            let digit = bytes[position] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            number = number * 10 + Int64(digit)
            position += 1
        }
        return position > start ? .integer(number) : nil
    }

    private static func text(_ bytes: Span<UInt8>, _ position: inout Int) -> String? {
        guard take(UInt8(ascii: "\""), bytes, &position) else { return nil }
        let start = position
        while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
            guard bytes[position] != UInt8(ascii: "\\") else { return nil }
            position += 1
        }
        guard position < bytes.count, let text = try? UTF8Span(validating: bytes.extracting(start..<position)) else {
            return nil
        }
        position += 1
        return String(copying: text)
    }
}
