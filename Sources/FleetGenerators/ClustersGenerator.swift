import FleetModel
import FleetTemplate
import FleetValue

/// The `clusters` generator: a parameter set per registered cluster, ascending by name.
///
/// The cluster that Argo CD itself runs in needs no registration: with an empty selector it is added at the end as
/// `in-cluster`, unless a cluster with its address is registered. `flatList` gives one parameter set instead, whose
/// `clusters` lists them all, also when there are none.
///
/// Follows argo-cd `applicationset/generators/cluster.go`; the order there is undefined.
struct ClustersGenerator: Generator {
    private let selector: LabelSelector
    private let values: [(name: String, template: Template)]
    private let flatList: Bool

    /// Decodes the body of a `clusters` entry.
    ///
    /// - Throws: ``ModelError`` for unknown fields, for a selector that can not be and for values that are no strings
    ///   or not well-formed.
    init(decoding body: Value, at path: ValuePath, options: GeneratorOptions) throws(ModelError) {
        let reader = try FieldReader(body, at: path)
        try reader.refuseUnknown(["selector", "values", "flatList", "template"])
        selector =
            if let selector = reader.value("selector") {
                try LabelSelector(decoding: selector, at: reader.path(to: "selector"))
            } else {
                LabelSelector()
            }
        flatList = try reader.bool("flatList")
        values = try Self.values(in: reader, options: options)
    }

    func parameters(in context: GeneratorContext, each: (ParameterSet) throws -> Void) throws {
        let matching = context.clusters.clusters(matching: selector)
        let isLocalImplied =
            selector.isEmpty && !matching.contains { $0.cluster.server == Self.localCluster.server }
        guard flatList else {
            for entry in matching { try each(ParameterSet(try parameters(entry.flatParameters))) }
            if isLocalImplied { try each(ParameterSet(try parameters(Self.localParameters))) }
            return
        }
        var list: [Value] = []
        list.reserveCapacity(matching.count + 1)
        for entry in matching { list.append(.mapping(try parameters(entry.flatParameters))) }
        if isLocalImplied { list.append(.mapping(try parameters(Self.localParameters))) }
        try each(ParameterSet(["clusters": .array(list)], wholeLists: ["clusters"]))
    }

    /// A cluster's parameters with `values` added, rendered with the cluster's own parameters only.
    private func parameters(_ cluster: Mapping) throws(TemplateError) -> Mapping {
        guard !values.isEmpty else { return cluster }
        var parameters = cluster
        parameters.reserveCapacity(cluster.count + values.count)
        for (name, template) in values { parameters.append(name, .string(try template.render(cluster))) }
        return parameters
    }

    private static func values(
        in reader: FieldReader,
        options: GeneratorOptions
    ) throws(ModelError) -> [(name: String, template: Template)] {
        let texts = try reader.stringMap("values")
        var values: [(name: String, template: Template)] = []
        for key in try reader.optionalMapping("values")?.keys ?? [] {
            do throws(TemplateError) {
                values.append(("values." + key, try Template(texts[key] ?? "", language: options.language)))
            } catch {
                throw ModelError(reader.path(to: "values").appending(key), error.description)
            }
        }
        return values
    }

    private static let localCluster = (name: "in-cluster", server: "https://kubernetes.default.svc")

    private static let localParameters: Mapping = [
        "name": .string(localCluster.name),
        "nameNormalized": .string(localCluster.name),
        "server": .string(localCluster.server),
        "project": "",
    ]
}
