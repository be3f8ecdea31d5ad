/// A place in a text: line and column, both counted from 1.
public struct TextPosition: Hashable, Sendable, CustomStringConvertible {
    /// The line, from 1.
    ///
    /// Lines end with LF, CR or CR LF.
    public var line: Int
    /// The column, from 1, counted in Unicode scalars.
    public var column: Int

    /// Makes a place of a line and a column, both from 1.
    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// Finds line and column of a byte.
    ///
    /// - Parameters:
    ///   - offset: Counted from 0; beyond the end counts as the end.
    ///   - bytes: The whole text in UTF-8. Damaged text is no error: every byte that does not continue a scalar
    ///     counts as one column.
    /// - Complexity: O(offset). For error messages.
    public init(offset: Int, in bytes: Span<UInt8>) {
        line = 1
        column = 1
        let end = min(offset, bytes.count)
        var index = 0
        while index < end {
            switch bytes[index] {
            case UInt8(ascii: "\n"):
                line += 1
                column = 1
            case UInt8(ascii: "\r") where index + 1 >= bytes.count || bytes[index + 1] != UInt8(ascii: "\n"):
                line += 1
                column = 1
            case 0x80...0xBF: break
            default: column += 1
            }
            index += 1
        }
    }

    /// Line and column, `12:3`.
    public var description: String { "\(line):\(column)" }
}
