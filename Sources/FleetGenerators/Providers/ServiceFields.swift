import FleetModel
import FleetValue

/// The fields that `scmProvider` and `pullRequest` have in common: which service, and how to get in.
struct ServiceFields: Sendable {
    /// A key of a ConfigMap in which certificate authorities stand.
    private struct AuthorityReference: Sendable {
        var configMap: String
        var key: String
        var path: ValuePath
    }

    private let service: HostingService
    private let authorities: AuthorityReference?

    /// Decodes `api`, `insecure`, `caRef` and one of `tokenRef`, `accessTokenRef`, `appSecretName`, `bearerToken`,
    /// `basicAuth`, as far as they are there.
    ///
    /// - Throws: ``ModelError`` for references that lack a part.
    init(_ kind: HostingService.Kind, in reader: FieldReader) throws(ModelError) {
        service = HostingService(
            kind,
            address: try reader.string("api", default: ""),
            credential: try Self.credential(in: reader),
            isInsecure: try reader.bool("insecure")
        )
        if let reference = try reader.optionalReader("caRef") {
            try reference.refuseUnknown(["configMapName", "key"])
            authorities = AuthorityReference(
                configMap: try reference.string("configMapName"),
                key: try reference.string("key"),
                path: reference.path
            )
        } else {
            authorities = nil
        }
    }

    /// The service as it is asked.
    ///
    /// - Throws: ``ModelError`` when the ConfigMap of `caRef` is not there or lacks the key.
    func resolved(_ context: GeneratorContext) throws(ModelError) -> HostingService {
        guard let authorities else { return service }
        guard let data = context.inputs.configMaps[authorities.configMap] else {
            throw ModelError(authorities.path, "no ConfigMap \"\(authorities.configMap)\" is declared")
        }
        guard let text = data[authorities.key] else {
            throw ModelError(
                authorities.path,
                "ConfigMap \"\(authorities.configMap)\" has no key \"\(authorities.key)\""
            )
        }
        var service = service
        service.certificateAuthorities = text
        return service
    }

    private static func credential(in reader: FieldReader) throws(ModelError) -> HostingService.Credential {
        if let name = try reader.optionalString("appSecretName"), !name.isEmpty { return .app(secretName: name) }
        if let bearer = try reader.optionalReader("bearerToken") {
            try bearer.refuseUnknown(["tokenRef"])
            return .token(try reference(bearer.reader("tokenRef")))
        }
        if let basic = try reader.optionalReader("basicAuth") {
            try basic.refuseUnknown(["username", "passwordRef"])
            return .basic(user: try basic.string("username"), password: try reference(basic.reader("passwordRef")))
        }
        if let password = try reader.optionalReader("appPasswordRef") {
            return .basic(user: try reader.string("user"), password: try reference(password))
        }
        for field in ["tokenRef", "accessTokenRef"] {
            if let token = try reader.optionalReader(field) { return .token(try reference(token)) }
        }
        return .usual
    }

    private static func reference(_ reader: FieldReader) throws(ModelError) -> SecretReference {
        try reader.refuseUnknown(["secretName", "key"])
        return SecretReference(secretName: try reader.string("secretName"), key: try reader.string("key"))
    }

    /// The one service that a generator's body names, of those that it may.
    ///
    /// - Returns: The field's name and a reader of what stands in it.
    /// - Throws: ``ModelError`` when it names none, or several.
    static func only(
        _ names: [String],
        in reader: FieldReader
    ) throws(ModelError) -> (name: String, fields: FieldReader) {
        let named = names.filter { reader.value($0) != nil }
        guard let name = named.first else {
            if let empty = names.first(where: { reader.mapping[$0] != nil }) { throw reader.error(empty, "is empty") }
            throw ModelError(reader.path, "names no service; known are \(names.joined(separator: ", "))")
        }
        guard named.count == 1 else {
            throw ModelError(
                reader.path,
                "names several services, \(named.joined(separator: " and ")); one is possible"
            )
        }
        return (name, try reader.reader(name))
    }
}
