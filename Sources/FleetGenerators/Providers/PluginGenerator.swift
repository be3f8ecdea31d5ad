import FleetModel
import FleetValue

/// The `plugin` generator: a parameter set per object that a service of one's own answers, in its order.
///
/// A ConfigMap says where the service is and by which secret it knows who asks: `baseUrl`, `token` (`$KEY` of the Secret
/// `argocd-secret`, or `$SECRET:KEY`) and `requestTimeout` in seconds. `generator.input.parameters` repeats what was
/// asked, whatever the service answers under that name.
///
/// Follows argo-cd `applicationset/generators/plugin.go`.
struct PluginGenerator: Generator {
    private let configMap: String
    private let input: Mapping
    private let applicationSet: String
    private let values: GeneratorValues
    private let isFlat: Bool
    private let path: ValuePath

    /// Decodes the body of a `plugin` entry.
    ///
    /// - Throws: ``ModelError`` for unknown and missing fields and for values that are no strings or not well-formed.
    init(decoding body: Value, at path: ValuePath, options: GeneratorOptions) throws(ModelError) {
        let reader = try FieldReader(body, at: path)
        try reader.refuseUnknown(["configMapRef", "input", "values", "requeueAfterSeconds", "template"])
        _ = try reader.optionalInteger("requeueAfterSeconds")
        let reference = try reader.reader("configMapRef")
        try reference.refuseUnknown(["name"])
        configMap = try reference.string("name")
        let input = try reader.optionalReader("input")
        try input?.refuseUnknown(["parameters"])
        self.input = try input?.optionalMapping("parameters") ?? Mapping()
        applicationSet = options.applicationSet
        values = try GeneratorValues(in: reader, options: options)
        isFlat = options.isFlat
        self.path = reference.path
    }

    func parameters(in context: GeneratorContext, each: (ParameterSet) throws -> Void) throws {
        guard let rows = try context.rows(for: .plugin(query(context))) else { return }
        for row in rows {
            var parameters = isFlat ? FlatParameters.of(row) : row
            parameters["generator"] = ["input": ["parameters": .mapping(input)]]
            try each(values.added(to: ParameterSet(parameters)))
        }
    }

    /// The question, with what the ConfigMap says.
    private func query(_ context: GeneratorContext) throws(ModelError) -> PluginQuery {
        guard let data = context.inputs.configMaps[configMap] else {
            throw ModelError(path, "no ConfigMap \"\(configMap)\" is declared")
        }
        func problem(_ message: String) -> ModelError { ModelError(path, "ConfigMap \"\(configMap)\": \(message)") }
        guard let address = data["baseUrl"], !address.isEmpty else { throw problem("baseUrl is missing") }
        guard let token = data["token"], !token.isEmpty else { throw problem("token is missing") }
        guard let reference = Self.reference(token) else {
            // Not shown: it may be the token itself.
            throw problem("token must be $KEY or $SECRET:KEY, a reference to a Secret")
        }
        var timeout: Int?
        if let text = data["requestTimeout"] {
            guard let seconds = Int(text), (0...3_600).contains(seconds) else {
                throw problem("requestTimeout \"\(text)\" is no number of seconds up to 3600")
            }
            // As for Argo CD, none means the usual one.
            if seconds > 0 { timeout = seconds }
        }
        return PluginQuery(
            address: address,
            token: reference,
            timeout: timeout,
            applicationSet: applicationSet,
            parameters: input
        )
    }

    private static func reference(_ token: String) -> SecretReference? {
        guard token.hasPrefix("$") else { return nil }
        let parts = token.dropFirst().split(separator: ":", omittingEmptySubsequences: false)
        guard let first = parts.first, let last = parts.last, !first.isEmpty, !last.isEmpty, parts.count <= 2 else {
            return nil
        }
        return SecretReference(secretName: parts.count == 2 ? String(first) : "argocd-secret", key: String(last))
    }
}
