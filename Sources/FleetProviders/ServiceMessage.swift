import FleetValue

/// What services say when they refuse.
enum ServiceMessage {
    /// The longest that is shown, in characters.
    private static let maximumLength = 200

    /// The words of an answer's body: a JSON object's `message` or `error`, or those of its `errors`.
    ///
    /// - Parameters:
    ///   - body: The answer's body.
    ///   - secret: What must not be shown; it is taken out before the text is cut, or half of it could stay.
    /// - Returns: One line; empty when the body is something else, such as a page for people.
    static func text(in body: [UInt8], without secret: String = "") -> String {
        guard let value = try? JSONReader.value(in: body), case .mapping = value else { return "" }
        let candidates = [
            value["message"], value["error"], value["errors"]?[0]?["message"], value["error_description"],
        ]
        for candidate in candidates {
            guard let candidate, !candidate.isNull else { continue }
            let said = candidate.string ?? JSONWriter.text(of: candidate)
            return line(secret.isEmpty ? said : said.replacing(secret, with: "***"))
        }
        return ""
    }

    /// A text of somebody else on one line, not too long.
    static func line(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(maximumLength) {
            scalars.append(scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) ? " " : scalar)
        }
        return String(scalars)
    }
}
