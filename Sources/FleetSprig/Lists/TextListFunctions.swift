import FleetTemplate

extension FunctionTable {
    /// Sprig's functions between texts and lists.
    static let textLists = FunctionTable([
        "join": GoFunction(.string, .any) { (arguments, context) throws(FunctionError) in
            let texts = try TextLists.texts(of: arguments[1], context)
            let separator = arguments[0].bytesArgument
            return .string(bytes: try TextBuilding.joined(texts, separator: separator, context))
        },
        "toStrings": GoFunction(.any) { (arguments, context) throws(FunctionError) in
            TextLists.list(try TextLists.texts(of: arguments[0], context))
        },
        "sortAlpha": GoFunction(.any) { (arguments, context) throws(FunctionError) in
            guard case .list = arguments[0] else {
                return TextLists.list([try arguments[0].sprigBytes(context)])
            }
            var texts = try TextLists.texts(of: arguments[0], context)
            try context.charge(texts.count * (Int.bitWidth - texts.count.leadingZeroBitCount))
            texts.sort { $0.lexicographicallyPrecedes($1) }
            return TextLists.list(texts)
        },
        "splitList": GoFunction(.string, .string) { (arguments, context) throws(FunctionError) in
            TextLists.list(try TextLists.split(arguments[1], at: arguments[0], context))
        },
        "split": GoFunction(.string, .string) { (arguments, context) throws(FunctionError) in
            TextLists.numbered(try TextLists.split(arguments[1], at: arguments[0], context))
        },
        "splitn": GoFunction(.string, .int, .string) { (arguments, context) throws(FunctionError) in
            let limit = arguments[1].intArgument
            return TextLists.numbered(try TextLists.split(arguments[2], at: arguments[0], limit: limit, context))
        },
    ])
}

/// Lists of texts.
enum TextLists {
    /// The elements of a list as texts, those that are nothing left out; anything else as a single text, and nothing as
    /// none.
    ///
    /// - Throws: ``FunctionError`` when a text is too long.
    static func texts(of value: GoValue, _ context: RenderContext) throws(FunctionError) -> [[UInt8]] {
        guard case .list(let list) = value else { return value.isNil ? [] : [try value.sprigBytes(context)] }
        try context.charge(elements: list.elements.count)
        var texts: [[UInt8]] = []
        texts.reserveCapacity(list.elements.count)
        for element in list.elements where !element.isNil { texts.append(try element.sprigBytes(context)) }
        return texts
    }

    /// A `[]string`.
    static func list(_ texts: [[UInt8]]) -> GoValue {
        .list(GoList(texts.map { .string(bytes: $0) }, of: .string))
    }

    /// A `map[string]string` with the keys `_0`, `_1` and so on.
    static func numbered(_ texts: [[UInt8]]) -> GoValue {
        let map = GoMap(of: .string)
        for (index, text) in texts.enumerated() { map["_\(index)"] = .string(bytes: text) }
        return .map(map)
    }

    /// The pieces of a text between separators.
    ///
    /// - Parameters:
    ///   - text: The text; of an empty one, there is one empty piece.
    ///   - separator: What stands between pieces; empty to take the text apart into characters.
    ///   - limit: The greatest number of pieces, of which the last is all that remains; below zero for all.
    ///   - context: What counts the work.
    /// - Returns: The pieces in order; none for a limit of 0.
    /// - Throws: ``FunctionError`` when there are too many.
    static func split(
        _ text: GoValue,
        at separator: GoValue,
        limit: Int = -1,
        _ context: RenderContext
    ) throws(FunctionError) -> [[UInt8]] {
        let bytes = try text.chargedBytes(context)
        let separator = separator.bytesArgument
        if limit == 0 { return [] }
        let greatest = limit < 0 ? .max : limit
        if separator.isEmpty { return try characters(of: bytes, limit: greatest, context) }
        let pattern = BytePattern(separator)
        try context.charge(elements: min(greatest, pattern.count(in: bytes) + 1))
        var pieces: [[UInt8]] = []
        var start = 0
        while pieces.count < greatest - 1, let place = pattern.firstIndex(in: bytes, from: start) {
            pieces.append(Array(bytes[start..<place]))
            start = place + pattern.count
        }
        pieces.append(Array(bytes[start...]))
        return pieces
    }

    /// The characters of a text; damaged bytes become U+FFFD, all but the last.
    private static func characters(
        of text: [UInt8],
        limit: Int,
        _ context: RenderContext
    ) throws(FunctionError) -> [[UInt8]] {
        let count = min(limit, UTF8.goCount(text))
        try context.charge(elements: count)
        var pieces: [[UInt8]] = []
        var index = 0
        while pieces.count < count - 1 {
            let (scalar, width) = UTF8.goDecode(text, at: index)
            pieces.append(scalar == "\u{FFFD}" ? Array("\u{FFFD}".utf8) : Array(text[index..<(index + width)]))
            index += width
        }
        if count > 0 { pieces.append(Array(text[index...])) }
        return pieces
    }
}
