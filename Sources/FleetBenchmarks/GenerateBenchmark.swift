import FleetGenerators
import FleetModel
import FleetValue
import Glibc

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

    /// Why nothing could be measured.
    enum Problem: Error, CustomStringConvertible {
        case unusable(path: String)
        case wrongCount(Int)

        var description: String {
            switch self {
            case .unusable(let path): "\(path) can not be used"
            case .wrongCount(let count): "\(count) applications were generated"
            }
        }
    }

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
            try ApplicationSetGenerator(applicationSet: set).render(clusters: inventory) { generated in
                guard generated.problems.isEmpty else { throw generated.problems[0] }
                sink.write(JSONWriter.bytes(of: generated.manifest.value))
                count += 1
            }
        }
        sink.flush()
        guard count == clusters.count * sets.count else { throw Problem.wrongCount(count) }
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

/// `/dev/null`, written to in blocks.
private final class Sink {
    private static let blockSize = 1 << 16
    private let descriptor: Int32
    private var buffer: [UInt8] = []

    init() throws {
        descriptor = open("/dev/null", O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw GenerateBenchmark.Problem.unusable(path: "/dev/null") }
        buffer.reserveCapacity(2 * Self.blockSize)
    }

    deinit { close(descriptor) }

    func write(_ bytes: [UInt8]) {
        buffer.append(contentsOf: bytes)
        buffer.append(UInt8(ascii: "\n"))
        if buffer.count >= Self.blockSize { flush() }
    }

    func flush() {
        _ = Glibc.write(descriptor, buffer, buffer.count)
        buffer.removeAll(keepingCapacity: true)
    }
}

/// The memory of this process, as Linux counts it.
private enum Memory {
    /// Begins to count the greatest memory in use anew, from what is in use now.
    ///
    /// Where the kernel does not allow it, earlier benchmarks of the same run count too, which can only be worse.
    static func resetPeak() {
        let descriptor = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        _ = write(descriptor, "5", 1)
        close(descriptor)
    }

    /// The greatest memory in use since, in megabytes.
    static func peak() throws -> Double {
        let path = "/proc/self/status"
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw GenerateBenchmark.Problem.unusable(path: path) }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 1 << 14)
        let count = read(descriptor, &bytes, bytes.count)
        for line in String(decoding: bytes.prefix(max(0, count)), as: UTF8.self).split(separator: "\n") {
            // "VmHWM:    123456 kB"
            guard line.hasPrefix("VmHWM:"), let number = line.split(separator: " ").dropFirst().first,
                let kilobytes = Double(number)
            else { continue }
            return kilobytes * 1024 / 1e6
        }
        throw GenerateBenchmark.Problem.unusable(path: path)
    }
}
