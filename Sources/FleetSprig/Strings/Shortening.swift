import FleetTemplate

/// Texts cut to a length in bytes, in the middle of a character, too.
enum Shortening {
    /// The first bytes, or with a negative count the last.
    static func truncated(_ text: [UInt8], to count: Int) -> ArraySlice<UInt8> {
        if count >= 0 { return text.prefix(count) }
        let start = text.count.addingReportingOverflow(count)
        return start.overflow || start.partialValue <= 0 ? text[...] : text[start.partialValue...]
    }

    /// A piece of a text.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - start: The first byte; below zero means the beginning.
    ///   - end: The byte after the last; below zero, or beyond the text, means its end, if `start` is not below zero.
    /// - Returns: The bytes.
    /// - Throws: ``FunctionError`` as Go's runtime words it, when the piece is not within the text.
    static func piece(_ text: [UInt8], from start: Int, to end: Int) throws(FunctionError) -> ArraySlice<UInt8> {
        let complaint = "runtime error: slice bounds out of range "
        if start < 0 {
            if end < 0 { throw FunctionError(complaint + "[:\(end)]") }
            guard end <= text.count else { throw FunctionError(complaint + "[:\(end)] with length \(text.count)") }
            return text[..<end]
        }
        let end = end < 0 || end > text.count ? text.count : end
        guard start <= end else { throw FunctionError(complaint + "[\(start):\(end)]") }
        return text[start..<end]
    }

    /// A text with three dots in place of what is too long.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - offset: From where on to show it; up to 4 it is shown from its beginning.
    ///   - width: The greatest length, dots included; at least 4, and 7 for a greater offset.
    /// - Returns: At most so many bytes.
    /// - SeeAlso: `AbbreviateFull` of <https://github.com/Masterminds/goutils>.
    static func abbreviated(_ text: [UInt8], from offset: Int, width: Int) -> [UInt8] {
        let dots = Array("...".utf8)
        guard text.count > width else { return text }
        var offset = min(offset, text.count)
        let shown = width - dots.count
        if text.count - offset < shown { offset = text.count - shown }
        if offset <= 4 { return text[..<shown] + dots }
        if offset + shown < text.count { return dots + abbreviated(Array(text[offset...]), from: 0, width: shown) }
        return dots + text[(text.count - shown)...]
    }
}
