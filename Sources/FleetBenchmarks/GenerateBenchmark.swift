import FleetGenerators
import FleetModel
import FleetValue

/// Time for each Application of 10 ApplicationSets over 10,000 clusters, 100,000 in all, written as JSON to `/dev/null`,
/// against the time for each of 10,000 over 1,000 clusters; and the greatest memory in use meanwhile.
///
/// Measured from clusters and decoded ApplicationSets on, so that preparing both counts.
struct GenerateBenchmark: Benchmark {
    static let name = "generate"

    private static let sets = 10
    private static let clusters = 10_000
    /// The greatest memory allowed, in megabytes.
    private static let memoryLimit = 400.0

    func run() throws -> [Measurement] {
        let sets = try (0..<Self.sets).map(Self.applicationSet)
        let many = Self.clusters(Self.clusters)
        let few = Self.clusters(Self.clusters / 10)
        let sink = try Sink()
        Memory.resetPeak()
        let times = try Stopwatch.shortest(
            rounds: 5,
            { try Self.generate(sets, many, into: sink) },
            { try Self.generate(sets, few, into: sink) }
        )
        let peak = try Memory.peak()
        return [
            Measurement(
                name: "generate",
                value: times.subject * 1e6 / Double(many.count * Self.sets),
                unit: "us/app",
                peer: times.peer * 1e6 / Double(few.count * Self.sets),
                limit: .atMost(1.2)
            ),
            Measurement(name: "generate-mem", value: peak, unit: "MB", peer: Self.memoryLimit, limit: .atMost(1)),
        ]
    }

    private static func generate(_ sets: [ApplicationSet], _ clusters: [Cluster], into sink: Sink) throws {
        let inventory = ClusterInventory(clusters)
        var count = 0
        for set in sets {
            try ApplicationSetGenerator(applicationSet: set).render(GeneratorInputs(clusters: inventory)) { generated in
                guard generated.problems.isEmpty else { throw generated.problems[0] }
                sink.write(JSONWriter.bytes(of: generated.manifest.value))
                count += 1
            }
        }
        sink.flush()
        guard count == clusters.count * sets.count else { throw GenerateProblem.wrongCount(count) }
    }

    private static func clusters(_ count: Int) -> [Cluster] {
        let regions = ["eu-west-1", "eu-central-1", "us-east-1", "ap-southeast-2"]
        return (0..<count).map { number in
            Cluster(
                name: "cluster-\(number)",
                server: "https://cluster-\(number).fleet.example.com:6443",
                labels: [
                    "env": number % 5 == 0 ? "staging" : "production",
                    "region": regions[number % regions.count],
                    "team.example.com/owner": "team-\(number % 40)",
                    "argocd.argoproj.io/kubernetes-version": "v1.\(28 + number % 5).2",
                ],
                annotations: ["example.com/contact": "team-\(number % 40)@example.com"],
                project: "default"
            )
        }
    }

    private static func applicationSet(_ number: Int) throws -> ApplicationSet {
        try ApplicationSet(decoding: [
            "apiVersion": "argoproj.io/v1alpha1",
            "kind": "ApplicationSet",
            "metadata": ["name": .string("app-\(number)"), "namespace": "argocd"],
            "spec": [
                "generators": [
                    [
                        "clusters": [
                            "selector": [
                                "matchExpressions": [
                                    ["key": "env", "operator": "In", "values": ["production", "staging"]]
                                ]
                            ],
                            "values": ["overlay": "{{metadata.labels.env}}/{{metadata.labels.region}}"],
                        ]
                    ]
                ],
                "template": [
                    "metadata": [
                        "name": .string("app-\(number)-{{nameNormalized}}"),
                        "labels": ["env": "{{metadata.labels.env}}", "app": .string("app-\(number)")],
                        "annotations": ["example.com/contact": "{{metadata.annotations.example.com/contact}}"],
                    ],
                    "spec": [
                        "project": "{{project}}",
                        "source": [
                            "repoURL": "https://git.example.com/platform/apps.git",
                            "path": .string("apps/app-\(number)/{{values.overlay}}"),
                            "targetRevision": "HEAD",
                        ],
                        "destination": ["server": "{{server}}", "namespace": .string("app-\(number)")],
                        "syncPolicy": [
                            "automated": ["prune": true, "selfHeal": true],
                            "syncOptions": ["CreateNamespace=true", "ServerSideApply=true"],
                        ],
                    ],
                ],
            ],
        ])
    }
}
