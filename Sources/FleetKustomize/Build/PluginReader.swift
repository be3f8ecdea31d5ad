import FleetValue

/// A generator or transformer that is declared as a resource.
struct Plugin {
    let resource: Resource
    let target: Target

    var kind: String { resource.type.kind }

    /// What its declaration says.
    var value: Value { resource.value }

    var origin: Origin {
        Origin(
            configuredIn: resource.origin?.path ?? target.relative(target.kustomization.file),
            configuredBy: (resource.type.apiVersion, resource.type.kind, resource.id.name)
        )
    }

    /// The generator that it declares.
    ///
    /// - Throws: ``KustomizeError`` for what only another program can do.
    func generator() throws(KustomizeError) -> ResourceGenerator {
        guard resource.type.apiVersion == "builtin", kind == "ConfigMapGenerator" || kind == "SecretGenerator" else {
            throw unsupported("generator")
        }
        var value = value
        value["name"] = .string(resource.id.name)
        if !resource.id.namespace.isEmpty { value["namespace"] = .string(resource.id.namespace) }
        return ResourceGenerator(
            kind: kind == "ConfigMapGenerator" ? .configMap : .secret,
            value: value,
            global: .null
        )
    }

    func unsupported(_ role: String) -> KustomizeError {
        KustomizeError(
            "unable to load the \(role) \(resource.id.label): it needs a container or a program; "
                + "external plugins are not run in process",
            needsTool: true
        )
    }
}

/// Reads `generators`, `transformers` and `validators`.
struct PluginReader {
    private let target: Target

    init(_ target: Target) {
        self.target = target
    }

    /// The plugins of a field, in order.
    func plugins(of field: String) throws(KustomizeError) -> [Plugin] {
        var plugins: [Plugin] = []
        for entry in target.kustomization.texts(field) {
            for resource in try target.pluginResources(entry) {
                plugins.append(Plugin(resource: resource, target: target))
            }
        }
        return plugins
    }
}
