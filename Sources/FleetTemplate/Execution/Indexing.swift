/// What `index`, `slice` and `len` do.
enum Indexing {
    /// An element of a value: of a map by its key, of a list or string by its index, and so on into depth.
    ///
    /// - Parameter arguments: The value, and keys and indices.
    /// - Returns: The element; a nil for a key that a map does not have.
    /// - Throws: ``FunctionError`` for an index out of range or of a wrong type, and for what has no elements.
    static func element(of arguments: [GoValue]) throws(FunctionError) -> GoValue {
        var item = arguments[0]
        if item.isNil { throw FunctionError("index of untyped nil") }
        for index in arguments.dropFirst() {
            switch item {
            case .none, .null: throw FunctionError("index of nil pointer")
            case .map(let map):
                let key = try key(index)
                item = map[key] ?? (map.element == .string ? .string("") : .null)
            case .list(let list):
                let place = try Self.index(index, limit: list.elements.count)
                // Go's own check lets this one through.
                guard place < list.elements.count else { throw FunctionError("reflect: slice index out of range") }
                item = list.elements[place]
            case .string, .rawString:
                let bytes = item.stringBytes ?? []
                let place = try Self.index(index, limit: bytes.count)
                guard place < bytes.count else { throw FunctionError("reflect: string index out of range") }
                item = .integer(Int64(bytes[place]), .uint8)
            case .object(let object) where object.kindName == "map":
                if case .value(let value) = object.member(try key(index)) { item = value } else { item = .null }
            default: throw FunctionError("can't index item of type \(item.typeName)")
            }
        }
        return item
    }

    private static func key(_ index: GoValue) throws(FunctionError) -> String {
        if let text = index.text { return text }
        throw FunctionError(
            index.isNil
                ? "value is nil; should be of type string" : "value has type \(index.typeName); should be string"
        )
    }

    /// An index from 0 up to and including a limit.
    private static func index(_ value: GoValue, limit: Int) throws(FunctionError) -> Int {
        switch value {
        case .integer(let number, _):
            guard number >= 0, number <= limit else { throw FunctionError("index out of range: \(number)") }
            return Int(number)
        case .none, .null: throw FunctionError("cannot index slice/array with nil")
        default: throw FunctionError("cannot index slice/array with type \(value.typeName)")
        }
    }

    /// A part of a list or string.
    ///
    /// - Parameter arguments: The value, and up to three indices: the first element, the one after the last, and how far
    ///   the result might be extended, which counts for nothing else.
    /// - Returns: The part, of the value's type.
    /// - Throws: ``FunctionError`` for indices out of range, out of order or of a wrong type.
    static func slice(of arguments: [GoValue]) throws(FunctionError) -> GoValue {
        let item = arguments[0]
        if item.isNil { throw FunctionError("slice of untyped nil") }
        let indices = arguments.dropFirst()
        if indices.count > 3 { throw FunctionError("too many slice indexes: \(indices.count)") }
        let bytes = item.stringBytes
        if indices.count == 3, bytes != nil { throw FunctionError("cannot 3-index slice a string") }
        let count: Int
        if let bytes {
            count = bytes.count
        } else if case .list(let list) = item {
            count = list.elements.count
        } else {
            throw FunctionError("can't slice item of type \(item.typeName)")
        }
        var bounds = [0, count, count]
        for (place, index) in indices.enumerated() { bounds[place] = try Self.index(index, limit: count) }
        if bounds[0] > bounds[1] { throw FunctionError("invalid slice index: \(bounds[0]) > \(bounds[1])") }
        if bounds[1] > bounds[2] { throw FunctionError("invalid slice index: \(bounds[1]) > \(bounds[2])") }
        if let bytes { return .string(bytes: Array(bytes[bounds[0]..<bounds[1]])) }
        guard case .list(let list) = item else { return item }
        return .list(GoList(Array(list.elements[bounds[0]..<bounds[1]]), of: list.element))
    }

    /// The number of elements of a list or map, or of bytes of a string.
    static func length(of item: GoValue) throws(FunctionError) -> GoValue {
        switch item {
        case .string(let text): return .int(text.utf8.count)
        case .rawString(let bytes): return .int(bytes.count)
        case .list(let list): return .int(list.elements.count)
        case .map(let map): return .int(map.count)
        case .null: throw FunctionError("len of nil pointer")
        case .none: throw FunctionError("reflect: call of reflect.Value.Type on zero Value")
        case .object(let object):
            if let elements = object.elements { return .int(elements.count) }
            throw FunctionError("len of type \(item.typeName)")
        default: throw FunctionError("len of type \(item.typeName)")
        }
    }
}
