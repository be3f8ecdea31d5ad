/// Reads JSON text (RFC 8259) into a ``Value``, strictly.
///
/// Numbers become what `k8s.io/apimachinery` makes of them in unstructured content: a number without
/// fraction and exponent that fits a signed 64-bit integer is ``Value/integer(_:)`` (`-0` is 0), every
/// other one ``Value/double(_:)``. Half a surrogate pair becomes U+FFFD, as in Go. Refused are: text after
/// the value, keys that stand twice, leading zeros, control characters, invalid UTF-8, a byte order mark
/// and numbers beyond the range of a double.
public enum JSONReader {
    /// Reads one JSON value.
    ///
    /// - Parameters:
    ///   - bytes: The whole text in UTF-8, white space around the value allowed.
    ///   - maximumDepth: How many lists and objects may be open at once.
    /// - Returns: The value, keys in the text's order.
    /// - Throws: ``JSONError`` with the place of the first problem.
    /// - Complexity: O(n).
    public static func value(in bytes: [UInt8], maximumDepth: Int = 512) throws(JSONError) -> Value {
        var parser = JSONParser(maximumDepth: maximumDepth, size: bytes.count)
        return try parser.document(bytes.span)
    }

    /// Reads one JSON value from a text; otherwise as from bytes.
    public static func value(in text: String, maximumDepth: Int = 512) throws(JSONError) -> Value {
        try value(in: Array(text.utf8), maximumDepth: maximumDepth)
    }

    /// Reads JSON values that stand one after another, with or without white space between them.
    ///
    /// - Returns: Each value and the byte at which it starts, in order; none for nothing but white space.
    /// - Throws: ``JSONError`` with the place of the first problem.
    package static func values(
        in bytes: [UInt8],
        maximumDepth: Int = 512
    ) throws(JSONError) -> [(offset: Int, value: Value)] {
        var parser = JSONParser(maximumDepth: maximumDepth, size: bytes.count)
        return try parser.documents(bytes.span)
    }
}
