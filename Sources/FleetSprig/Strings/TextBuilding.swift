import FleetTemplate

/// Texts made of texts; each is counted before it is made.
enum TextBuilding {
    /// A text several times over.
    ///
    /// - Throws: ``FunctionError`` for a negative count, or when the result is too long.
    static func repeated(_ text: [UInt8], _ count: Int, _ context: RenderContext) throws(FunctionError) -> [UInt8] {
        if count < 0 { throw FunctionError("strings: negative Repeat count") }
        let (size, overflows) = text.count.multipliedReportingOverflow(by: count)
        try context.charge(bytes: overflows ? .max : size)
        guard size > 0 else { return [] }
        if text.count == 1 { return [UInt8](repeating: text[0], count: count) }
        var output: [UInt8] = []
        output.reserveCapacity(size)
        for _ in 0..<count { output.append(contentsOf: text) }
        return output
    }

    /// A text with spaces before each line, an empty one after the last line break included.
    ///
    /// - Throws: ``FunctionError`` for a negative number of spaces, or when the result is too long.
    static func indented(_ text: [UInt8], by spaces: Int, _ context: RenderContext) throws(FunctionError) -> [UInt8] {
        let pad = try repeated([UInt8(ascii: " ")], spaces, context)
        let lines = text.count { $0 == UInt8(ascii: "\n") } + 1
        let (padding, overflows) = lines.multipliedReportingOverflow(by: spaces)
        try context.charge(bytes: overflows ? .max : padding &+ text.count)
        var output = pad
        output.reserveCapacity(padding + text.count)
        for byte in text {
            output.append(byte)
            if byte == UInt8(ascii: "\n") { output.append(contentsOf: pad) }
        }
        return output
    }

    /// A text with another one in place of each occurrence of a third; of nothing, that stands before each character and
    /// at the end.
    ///
    /// - Throws: ``FunctionError`` when the result is too long.
    static func replaced(
        _ old: [UInt8],
        by new: [UInt8],
        in text: [UInt8],
        _ context: RenderContext
    ) throws(FunctionError) -> [UInt8] {
        var output = BoundedText(context)
        var start = 0
        if old.isEmpty {
            while start < text.count {
                let end = start + UTF8.goDecode(text, at: start).width
                try output.append(new[...])
                try output.append(text[start..<end])
                start = end
            }
            try output.append(new[...])
            return output.bytes
        }
        let pattern = BytePattern(old)
        while let place = pattern.firstIndex(in: text, from: start) {
            try output.append(text[start..<place])
            try output.append(new[...])
            start = place + old.count
        }
        if start == 0 { return text }
        try output.append(text[start...])
        return output.bytes
    }

    /// Texts with a separator between them.
    ///
    /// - Throws: ``FunctionError`` when the result is too long.
    static func joined(
        _ texts: [[UInt8]],
        separator: [UInt8],
        _ context: RenderContext
    ) throws(FunctionError) -> [UInt8] {
        guard texts.count > 1 else { return texts.first ?? [] }
        let (separators, overflows) = separator.count.multipliedReportingOverflow(by: texts.count - 1)
        try context.charge(bytes: overflows ? .max : texts.reduce(separators) { $0 &+ $1.count })
        return Array(texts.joined(separator: separator))
    }

    /// A text in double quotes, with Go's escapes.
    static func quoted(_ text: [UInt8]) -> [UInt8] {
        let quote = UInt8(ascii: "\"")
        let isPlain = text.allSatisfy { (0x20...0x7E).contains($0) && $0 != quote && $0 != UInt8(ascii: "\\") }
        return isPlain ? [quote] + text + [quote] : GoQuote.quoted(text)
    }
}

/// A text that grows, counted as it does.
struct BoundedText {
    /// What is there so far.
    private(set) var bytes: [UInt8] = []
    private let context: RenderContext

    init(_ context: RenderContext) {
        self.context = context
    }

    /// Adds a piece.
    ///
    /// - Throws: ``FunctionError`` when the text becomes too long.
    mutating func append(_ piece: ArraySlice<UInt8>) throws(FunctionError) {
        try context.charge(1 + piece.count / 64)
        // Says that a text of this length is too long.
        if bytes.count + piece.count > context.limits.maximumBytes {
            try context.charge(bytes: bytes.count + piece.count)
        }
        bytes.append(contentsOf: piece)
    }
}

/// The ends of texts.
enum Trimming {
    /// A text without the characters at both ends that fulfil a condition.
    static func trimmed(_ text: [UInt8], _ condition: (Unicode.Scalar) -> Bool) -> ArraySlice<UInt8> {
        var start = 0
        while start < text.count {
            let (scalar, width) = UTF8.goDecode(text, at: start)
            guard condition(scalar) else { break }
            start += width
        }
        var end = text.count
        while end > start {
            let first = lastCharacter(of: text, before: end)
            guard condition(UTF8.goDecode(text, at: first).scalar) else { break }
            end = first
        }
        return text[start..<end]
    }

    /// Whether a text ends with another.
    static func ends(_ text: [UInt8], with suffix: [UInt8]) -> Bool {
        text.count >= suffix.count && text[(text.count - suffix.count)...].elementsEqual(suffix)
    }

    /// Where the character begins that ends at a place; a damaged byte is a character of its own.
    private static func lastCharacter(of text: [UInt8], before end: Int) -> Int {
        for width in 1...4 where width <= end {
            let start = end - width
            if text[start] & 0xC0 == 0x80 { continue }
            return UTF8.goDecode(text, at: start).width == width ? start : end - 1
        }
        return end - 1
    }
}
