import FleetValue

/// Texts as error messages show them.
enum YAMLText {
    private static let maximumLength = 60

    /// A text in double quotes, cut when long, with escapes for what would disturb the line.
    static func quoted(_ text: String) -> String {
        guard text.unicodeScalars.count > maximumLength else { return JSONWriter.text(of: .string(text)) }
        var head = String.UnicodeScalarView()
        head.append(contentsOf: text.unicodeScalars.prefix(maximumLength))
        return JSONWriter.text(of: .string(String(head) + "…"))
    }
}
