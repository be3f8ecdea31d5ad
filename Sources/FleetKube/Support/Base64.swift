import FoundationEssentials

/// Base64 in the standard alphabet with padding, as Kubernetes uses it; line breaks in the text are skipped.
enum Base64 {
    /// The bytes, or nil when the text is no base64.
    static func decoded(_ text: String) -> [UInt8]? {
        let compact = text.utf8.filter { $0 != 0x0A && $0 != 0x0D }
        return Data(base64Encoded: Data(compact)).map { [UInt8]($0) }
    }

    /// The text of `bytes`, on one line.
    static func text(of bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString()
    }
}
