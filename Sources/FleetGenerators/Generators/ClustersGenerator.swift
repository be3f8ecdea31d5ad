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
    private let values: GeneratorValues
    private let flatList: Bool
    private let isFlat: Bool

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
        values = try GeneratorValues(in: reader, options: options)
        isFlat = options.isFlat
    }

    /// Whether only some clusters are wanted.
    var hasSelector: Bool { !selector.isEmpty }

    func parameters(in context: GeneratorContext, each: (ParameterSet) throws -> Void) throws {
        let matching = context.clusters.clusters(matching: selector)
        let isLocalImplied =
            selector.isEmpty && !matching.contains { $0.cluster.server == Self.localCluster.server }
        guard flatList else {
            for entry in matching {
                try each(values.added(to: isFlat ? entry.flatParameters : entry.nestedParameters))
            }
            if isLocalImplied { try each(values.added(to: Self.localParameters)) }
            return
        }
        var list: [Value] = []
        list.reserveCapacity(matching.count + 1)
        for entry in matching {
            list.append(.mapping(try values.added(to: isFlat ? entry.flatParameters : entry.nestedParameters).values))
        }
        if isLocalImplied { list.append(.mapping(try values.added(to: Self.localParameters).values)) }
        try each(ParameterSet(["clusters": .array(list)], types: isFlat ? Self.flatListTypes : Self.nestedListTypes))
    }

    /// The address of the cluster that needs no registration, if the name is its and no cluster of that address is
    /// registered.
    static func impliedServer(of name: String, among servers: some Sequence<String>) -> String? {
        name == localCluster.name && !servers.contains(localCluster.server) ? localCluster.server : nil
    }

    /// The name of the cluster that needs no registration.
    static let localName = "in-cluster"

    private static let localCluster = (name: localName, server: "https://kubernetes.default.svc")

    private static let localParameters = ParameterSet([
        "name": .string(localCluster.name),
        "nameNormalized": .string(localCluster.name),
        "server": .string(localCluster.server),
        "project": "",
    ])

    private static let flatListTypes = [ParameterSet.PartType("clusters", kind: .mappings)]

    private static let nestedListTypes =
        flatListTypes + [
            ParameterSet.PartType("clusters", "*", "metadata", "labels", kind: .textMap),
            ParameterSet.PartType("clusters", "*", "metadata", "annotations", kind: .textMap),
            ParameterSet.PartType("clusters", "*", "values", kind: .textMap),
        ]
}
