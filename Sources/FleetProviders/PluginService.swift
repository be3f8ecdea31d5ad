import FleetGenerators
import FleetHTTP
import FleetValue

/// A generator plugin: a service that answers parameter sets.
///
/// `POST {address}/api/v1/getparams.execute` with
/// `{"applicationSetName": "x", "input": {"parameters": {…}}}` is answered by `{"output": {"parameters": [{…}]}}`.
struct PluginService: Sendable {
    private let query: PluginQuery
    private let connection: ServiceConnection

    /// Looks the token up.
    init(
        query: PluginQuery,
        loop: TransferLoop,
        secrets: any SecretResolver,
        policy: RequestPolicy
    ) throws(ProviderError) {
        let address = ServiceAddress.trimmed(query.address)
        guard address.hasPrefix("https://") || address.hasPrefix("http://") else {
            throw .invalidQuery(
                "the plugin's baseUrl \"\(ServiceAddress.masked(address))\" does not start with https:// or http://"
            )
        }
        let token = try secrets.secret(query.token)
        var policy = policy
        if let timeout = query.timeout { policy.timeout = .seconds(timeout) }
        self.query = query
        connection = ServiceConnection(
            name: "the plugin",
            address: address,
            headers: [("Authorization", "Bearer " + token), ("Accept", "application/json")],
            secret: token,
            hint: "",
            tls: TLSOptions(),
            loop: loop,
            policy: policy
        )
    }

    /// Asks for the parameter sets.
    func parameters() async throws(ProviderError) -> [Mapping] {
        let body: Value = [
            "applicationSetName": .string(query.applicationSet),
            "input": ["parameters": .mapping(query.parameters)],
        ]
        let reply = try await connection.post("/api/v1/getparams.execute", JSONWriter.bytes(of: body))
        guard let output = reply.value["output"]?.mapping, let parameters = output["parameters"] else {
            throw connection.malformed(reply, "output.parameters is missing")
        }
        // What Go makes of a list that was never filled.
        if parameters.isNull { return [] }
        guard case .array(let items) = parameters else {
            throw connection.malformed(reply, "output.parameters is no list")
        }
        var rows: [Mapping] = []
        rows.reserveCapacity(items.count)
        for (index, item) in items.enumerated() {
            guard case .mapping(let row) = item else {
                throw connection.malformed(reply, "output.parameters[\(index)] is no object")
            }
            rows.append(row)
        }
        return rows
    }
}
