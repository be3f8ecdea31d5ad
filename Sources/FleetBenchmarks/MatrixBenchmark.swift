import FleetGenerators
import FleetModel
import FleetValue

/// The greatest memory in use while the parameter sets of a matrix are handed out: 1,000 folders of a Git repository
/// times 1,000 clusters, in both languages; and how many a second.
struct MatrixBenchmark: Benchmark {
    static let name = "matrix"

    private static let side = 1000
    /// The greatest memory allowed, in megabytes.
    private static let memoryLimit = 300.0
    private static let repository = "https://git.example.com/platform/apps.git"

    func run() throws -> [Measurement] {
        let inputs = Self.inputs()
        var measurements: [Measurement] = []
        for (name, goTemplate) in [("matrix", false), ("matrix-go", true)] {
            let generator = try ApplicationSetGenerator(applicationSet: Self.applicationSet(goTemplate: goTemplate))
            Memory.resetPeak()
            let time = try Stopwatch.seconds {
                var count = 0
                try generator.parameters(inputs) { row in
                    if row.parameters.values["name"] != nil { count += 1 }
                }
                guard count == Self.side * Self.side else { throw GenerateProblem.wrongCount(count) }
            }
            measurements.append(
                Measurement(
                    name: name,
                    value: Double(Self.side * Self.side) / time,
                    unit: "sets/s",
                    peer: 40_000,
                    limit: .atLeast(1)
                )
            )
            measurements.append(
                Measurement(
                    name: name + "-mem",
                    value: try Memory.peak(),
                    unit: "MB",
                    peer: Self.memoryLimit,
                    limit: .atMost(1)
                )
            )
        }
        return measurements
    }

    private static func inputs() -> GeneratorInputs {
        let clusters = (0..<side).map { number in
            Cluster(
                name: "cluster-\(number)",
                server: "https://cluster-\(number).fleet.example.com:6443",
                labels: ["env": number % 5 == 0 ? "staging" : "production", "region": "eu-west-1"]
            )
        }
        let files = (0..<side).map { "apps/app-\($0)/kustomization.yaml" }.sorted()
        var inputs = GeneratorInputs(clusters: ClusterInventory(clusters))
        inputs.answers[.gitTree(repository: repository, revision: "HEAD")] = .success(
            .tree(GitTree(commit: String(repeating: "a", count: 40), files: files))
        )
        return inputs
    }

    private static func applicationSet(goTemplate: Bool) throws -> ApplicationSet {
        try ApplicationSet(decoding: [
            "apiVersion": "argoproj.io/v1alpha1",
            "kind": "ApplicationSet",
            "metadata": ["name": "everywhere", "namespace": "argocd"],
            "spec": [
                "goTemplate": .bool(goTemplate),
                "generators": [
                    [
                        "matrix": [
                            "generators": [
                                [
                                    "git": [
                                        "repoURL": .string(repository),
                                        "revision": "HEAD",
                                        "directories": [["path": "apps/*"]],
                                    ]
                                ],
                                ["clusters": ["selector": ["matchLabels": ["region": "eu-west-1"]]]],
                            ]
                        ]
                    ]
                ],
                "template": ["metadata": ["name": "x"], "spec": [:]],
            ],
        ])
    }
}
