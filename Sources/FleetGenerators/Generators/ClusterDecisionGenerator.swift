import FleetModel
import FleetTemplate
import FleetValue

/// The `clusterDecisionResource` generator: a parameter set per cluster that a resource's status names, in its order.
///
/// A ConfigMap says what the resource is and where in its status the clusters stand. Clusters are found by their names
/// only; one that is not registered is passed over.
///
/// Follows argo-cd `applicationset/generators/duck_type.go`.
struct ClusterDecisionGenerator: Generator {
    private let configMap: String
    /// Which resources; nil when the body says it twice or not at all.
    private let selection: ResourcesQuery.Selection?
    private let values: Mapping
    private let namespace: String
    private let isFlat: Bool
    private let path: ValuePath

    /// Decodes the body of a `clusterDecisionResource` entry.
    ///
    /// - Throws: ``ModelError`` for unknown fields, and for a selector that can not be.
    init(decoding body: Value, at path: ValuePath, options: GeneratorOptions) throws(ModelError) {
        let reader = try FieldReader(body, at: path)
        try reader.refuseUnknown([
            "configMapRef", "name", "labelSelector", "values", "requeueAfterSeconds", "template",
        ])
        configMap = try reader.string("configMapRef", default: "")
        _ = try reader.optionalInteger("requeueAfterSeconds")
        let name = try reader.string("name", default: "")
        var selector: LabelSelector?
        if let declared = reader.value("labelSelector"),
            declared["matchLabels"] != nil || declared["matchExpressions"] != nil
        {
            selector = try LabelSelector(decoding: declared, at: reader.path(to: "labelSelector"))
        }
        switch (name.isEmpty, selector) {
        case (false, nil): selection = .name(name)
        case (true, let selector?): selection = .labels(selector)
        default: selection = nil
        }
        _ = try reader.stringMap("values")
        values = try reader.optionalMapping("values") ?? Mapping()
        namespace = options.namespace
        isFlat = options.isFlat
        self.path = path
    }

    func parameters(in context: GeneratorContext, each: (ParameterSet) throws -> Void) throws {
        let type = try resourceType(context)
        guard let selection else {
            throw GeneratorFault(
                path: path,
                message: "there is a problem with the definition of the ClusterDecisionResource generator: "
                    + "give either a name or a labelSelector"
            )
        }
        let query = ResourcesQuery(
            apiVersion: type.apiVersion,
            resource: type.resource,
            namespace: namespace,
            selection: selection
        )
        guard let resources = try context.rows(for: .resources(query)) else { return }
        // No resource at all is a mistake, and would delete everything.
        guard !resources.isEmpty else { throw GeneratorFault(path: path, message: "no clusterDecisionResources found") }
        guard let matchKey = type.matchKey else { return }
        let clusters = Dictionary(
            (context.clusters.clusters(matching: LabelSelector()).map { ($0.cluster.name, $0.cluster.server) }),
            uniquingKeysWith: { $1 }
        )
        for resource in resources {
            for decision in try decisions(in: resource, under: type.listKey) {
                guard let name = decision[matchKey]?.string, !name.isEmpty,
                    let server = clusters[name] ?? ClustersGenerator.impliedServer(of: name, among: clusters.values)
                else { continue }
                try each(parameters(of: decision, name: name, server: server))
            }
        }
    }

    /// What the ConfigMap says.
    private struct ResourceType {
        var apiVersion: String
        var resource: String
        var listKey: String
        var matchKey: String?
    }

    private func resourceType(_ context: GeneratorContext) throws(GeneratorFault) -> ResourceType {
        guard let data = context.inputs.configMaps[configMap] else {
            throw GeneratorFault(
                path: path.appending("configMapRef"),
                message: "configmaps \"\(configMap)\" not found"
            )
        }
        let apiVersion = data["apiVersion"] ?? ""
        let resource = data["kind"] ?? ""
        guard !resource.isEmpty, let slash = apiVersion.firstIndex(of: "/"), slash != apiVersion.startIndex else {
            throw GeneratorFault(
                path: path.appending("configMapRef"),
                message: "there is a problem with the apiVersion, kind or resourceName provided"
            )
        }
        func text(_ key: String) -> String? { data[key].flatMap { $0.isEmpty ? nil : $0 } }
        return ResourceType(
            apiVersion: apiVersion,
            resource: resource,
            listKey: text("statusListKey") ?? "clusters",
            matchKey: text("matchKey")
        )
    }

    /// The decisions in a resource's status, none when it has none yet.
    private func decisions(in resource: Mapping, under key: String) throws(GeneratorFault) -> [Mapping] {
        guard case .mapping(let status)? = resource["status"], let list = status[key], !list.isNull else { return [] }
        let name = Manifest(.mapping(resource)).name
        guard case .array(let elements) = list else {
            throw GeneratorFault(path: path, message: "status.\(key) of \"\(name)\" is a \(list.kindName), not a list")
        }
        var decisions: [Mapping] = []
        for element in elements {
            guard case .mapping(let decision) = element else {
                throw GeneratorFault(
                    path: path,
                    message: "status.\(key) of \"\(name)\" holds a \(element.kindName), not mappings"
                )
            }
            decisions.append(decision)
        }
        return decisions
    }

    private func parameters(of decision: Mapping, name: String, server: String) -> ParameterSet {
        var parameters: Mapping = ["name": .string(name), "server": .string(server)]
        for (key, value) in decision { parameters[key] = FlatParameters.text(of: value) }
        guard !values.isEmpty else { return ParameterSet(parameters) }
        if isFlat {
            for (key, value) in values { parameters["values." + key] = value }
            return ParameterSet(parameters)
        }
        parameters["values"] = .mapping(values)
        return ParameterSet(parameters, types: [ParameterSet.PartType("values", kind: .textMap)])
    }
}
