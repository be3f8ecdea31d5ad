import FleetValue

/// A Kubernetes `Status`: how an API server says what went wrong.
struct APIStatus: Equatable {
    /// One reason of several, mostly about a field.
    struct Cause: Equatable {
        var reason: String
        var message: String
        var field: String
    }

    /// The reason in one word, such as `NotFound`; empty when the server gives none.
    var reason = ""
    /// The server's sentence; empty when it gives none.
    var message = ""
    /// The name of the resource meant, which may be another than the one asked for (a missing namespace).
    var name = ""
    /// The plural or kind of the resource meant.
    var kind = ""
    /// The single reasons.
    var causes: [Cause] = []
    /// How long to wait before the next attempt.
    var retryAfterSeconds: Int?

    /// Reads an error's body.
    ///
    /// - Returns: Nil when the body is no `Status`, as proxies and load balancers answer.
    init?(body: [UInt8]) {
        guard let value = try? JSONReader.value(in: body), value["kind"]?.string == "Status" else { return nil }
        reason = value["reason"]?.string ?? ""
        message = value["message"]?.string ?? ""
        let details = value["details"]
        name = details?["name"]?.string ?? ""
        kind = details?["kind"]?.string ?? ""
        retryAfterSeconds = details?["retryAfterSeconds"]?.integer.map { Int(clamping: $0) }
        for cause in details?["causes"]?.array ?? [] {
            causes.append(
                Cause(
                    reason: cause["reason"]?.string ?? "",
                    message: cause["message"]?.string ?? "",
                    field: cause["field"]?.string ?? ""
                )
            )
        }
    }

    /// What to say about an answer that is no `Status`: the first line of plain text, or what it is instead.
    static func sentence(for body: [UInt8]) -> String {
        let text = String(decoding: body.prefix(2048), as: UTF8.self)
        let line = LocalFile.trimmed(text).split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
        if line.isEmpty { return "no explanation given" }
        if line.hasPrefix("<") { return "the answer is a web page, not Kubernetes; something stands in between" }
        if line.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
            return "the answer is not readable text"
        }
        return line.count <= 200 ? line : String(line.prefix(200)) + "…"
    }
}
