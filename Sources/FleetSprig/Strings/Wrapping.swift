import FleetTemplate

/// Lines of a greatest width, in bytes.
enum Wrapping {
    /// Breaks a text at spaces.
    ///
    /// Spaces at the start of a line are dropped. Line breaks that the text has count as any other byte.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - width: The greatest number of bytes in a line; less than 1 counts as 1.
    ///   - separator: What stands between lines; a line break when empty.
    ///   - breaksWords: Whether words longer than a line are broken, too; they stand out otherwise.
    ///   - context: What counts the work.
    /// - Returns: The text with separators in place of some spaces.
    /// - Throws: ``FunctionError`` when the result is too long.
    /// - SeeAlso: `WrapCustom` of <https://github.com/Masterminds/goutils>.
    static func wrapped(
        _ text: [UInt8],
        width: Int,
        separator: [UInt8] = [],
        breaksWords: Bool,
        _ context: RenderContext
    ) throws(FunctionError) -> [UInt8] {
        let width = max(width, 1)
        let separator = separator.isEmpty ? [UInt8(ascii: "\n")] : separator
        let space = UInt8(ascii: " ")
        var output = BoundedText(context)
        var start = 0
        while text.count - start > width {
            if text[start] == space {
                start += 1
                continue
            }
            let end: Int
            let next: Int
            if let place = text[start...(start + width)].lastIndex(of: space) {
                (end, next) = (place, place + 1)
            } else if breaksWords {
                (end, next) = (start + width, start + width)
            } else if let place = text[(start + width)...].firstIndex(of: space) {
                (end, next) = (place, place + 1)
            } else {
                break
            }
            try output.append(text[start..<end])
            try output.append(separator[...])
            start = next
        }
        try output.append(text[start...])
        return output.bytes
    }
}
