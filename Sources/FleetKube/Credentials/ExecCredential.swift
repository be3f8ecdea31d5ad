import FleetHTTP
import FleetValue

/// What a credential plugin is told and what it answers: an `ExecCredential` in both directions.
///
/// - SeeAlso: <https://kubernetes.io/docs/reference/config-api/client-authentication.v1/>
struct ExecCredential: Equatable {
    /// The bearer token, if there is one.
    var token: SecretText?
    /// The client certificate and its key, if there are.
    var certificate: SecretBytes?
    var key: SecretBytes?
    /// When it ends, in seconds since 1970; nil when the plugin does not say.
    var expiration: Double?

    /// The text of `KUBERNETES_EXEC_INFO`; a null for the cluster tells nothing of it.
    static func request(version: ExecPlugin.APIVersion, interactive: Bool, clusterInfo: Value) -> String {
        var spec: Mapping = ["interactive": .bool(interactive)]
        if !clusterInfo.isNull { spec["cluster"] = clusterInfo }
        return JSONWriter.text(
            of: ["kind": "ExecCredential", "apiVersion": .string(version.rawValue), "spec": .mapping(spec)]
        )
    }

    /// Reads what a plugin printed.
    ///
    /// - Throws: A problem that names what is missing and never shows any of the answer.
    init(parsing output: [UInt8], version: ExecPlugin.APIVersion) throws(Problem) {
        let value: Value
        do {
            value = try JSONReader.value(in: output)
        } catch {
            let isEmpty = output.allSatisfy { $0 <= 0x20 }
            throw Problem(isEmpty ? "it printed nothing" : "line \(error.position.line) is not valid JSON")
        }
        guard value["kind"]?.string == "ExecCredential" else { throw Problem("it is no ExecCredential") }
        guard value["apiVersion"]?.string == version.rawValue else {
            throw Problem("its apiVersion is not \(version.rawValue), which the kubeconfig asks for")
        }
        guard let status = value["status"], !status.isNull else { throw Problem("it has no status") }
        if let text = status["token"]?.string, !text.isEmpty { token = SecretText(text) }
        certificate = try Self.pem(status, "clientCertificateData")
        key = try Self.pem(status, "clientKeyData")
        if (certificate == nil) != (key == nil) {
            throw Problem("it has only one of clientCertificateData and clientKeyData")
        }
        if token == nil, certificate == nil { throw Problem("it has neither a token nor a client certificate") }
        if let token, !token.isHeaderValue {
            throw Problem("its token has characters that can not be sent, such as a line break")
        }
        if let field = status["expirationTimestamp"], !field.isNull {
            guard let moment = field.string.flatMap(RFC3339.seconds(in:)) else {
                throw Problem("its expirationTimestamp is no time such as 2025-01-31T23:59:59Z")
            }
            expiration = moment
        }
    }

    /// What is wrong with an answer.
    struct Problem: Error, Equatable {
        let text: String
        init(_ text: String) { self.text = text }
    }

    private static func pem(_ status: Value, _ key: String) throws(Problem) -> SecretBytes? {
        guard let text = status[key]?.string, !text.isEmpty else { return nil }
        guard text.contains("-----BEGIN ") else { throw Problem("its \(key) is not PEM text") }
        return SecretBytes(Array(text.utf8))
    }

    /// The tokens and keys in it, for scrubbing messages.
    var secrets: [SecretText] {
        [token, key.map { SecretText(String(decoding: $0.value, as: UTF8.self)) }].compactMap(\.self)
    }
}
