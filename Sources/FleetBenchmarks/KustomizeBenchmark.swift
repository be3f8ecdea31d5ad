import FleetKustomize
import Foundation
import Glibc

/// Processor time for an overlay, of 1,000 that differ: a base of 10 Deployments, a name prefix, two patches, an image
/// and a generated ConfigMap, in process and printed; against `kubectl kustomize` (or `kustomize build`) of the same
/// files, some of them, a process each.
///
/// Where there is neither program, the comparison is passed over with a word.
struct KustomizeBenchmark: Benchmark {
    static let name = "kustomize"

    private static let count = 1_000
    /// A process each takes long; these are enough for a mean.
    private static let peerCount = 10

    func run() throws -> [Measurement] {
        let base = Self.base()
        let start = Self.processorTime(RUSAGE_SELF)
        var size = 0
        for number in 0..<Self.count {
            var files = base
            files["overlay/kustomization.yaml"] = Self.overlay(number)
            let manifests = try KustomizeBuild.manifests(of: "overlay", in: KustomizeFileTree(files))
            size += try KustomizeBuild.text(of: manifests).utf8.count
        }
        let own = (Self.processorTime(RUSAGE_SELF) - start) / Double(Self.count)
        guard size > 0 else { throw GenerateProblem.wrongCount(size) }
        guard let peer = try Self.peer() else {
            print("kustomize     skipped: there is neither kustomize nor kubectl on this machine")
            return []
        }
        return [
            Measurement(
                name: Self.name,
                value: own * 1e3,
                unit: "ms/overlay",
                peer: peer * 1e3,
                limit: .atMost(1.0 / 30)
            )
        ]
    }

    // MARK: Input

    private static func base() -> [String: [UInt8]] {
        let documents = (0..<10).map { number in
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: app-\(number)
              labels: {app: app-\(number)}
            spec:
              replicas: 1
              selector: {matchLabels: {app: app-\(number)}}
              template:
                metadata: {labels: {app: app-\(number)}}
                spec:
                  containers:
                  - name: main
                    image: registry.example.com/app-\(number):1.0
                    envFrom: [{configMapRef: {name: settings}}]
                    ports: [{containerPort: 8080}]

            """
        }
        return [
            "base/kustomization.yaml": Array("resources: [all.yaml]\n".utf8),
            "base/all.yaml": Array(documents.joined(separator: "---\n").utf8),
        ]
    }

    private static func overlay(_ number: Int) -> [UInt8] {
        Array(
            """
            resources: [../base]
            namePrefix: cluster-\(number)-
            images: [{name: registry.example.com/app-1, newTag: v\(number)}]
            configMapGenerator: [{name: settings, literals: [cluster=\(number)]}]
            patches:
            - patch: |-
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: app-1}
                spec: {replicas: \(number % 5 + 1)}
            - target: {kind: Deployment, name: app-2}
              patch: '[{"op": "replace", "path": "/spec/replicas", "value": 3}]'

            """.utf8
        )
    }

    // MARK: Peer

    /// The mean processor time of a program for an overlay, in seconds; nil without a program.
    private static func peer() throws -> Double? {
        let candidates = [("kustomize", "build"), ("kubectl", "kustomize")]
        let found = candidates.lazy.compactMap { name, command in Executable.find(name).map { ($0, command) } }.first
        guard let (program, command) = found else { return nil }
        let folder = FileManager.default.temporaryDirectory.appending(path: "fleet-benchmark-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        for name in ["base", "overlay"] {
            try FileManager.default.createDirectory(
                at: folder.appending(path: name),
                withIntermediateDirectories: true
            )
        }
        for (path, bytes) in base() { try Data(bytes).write(to: folder.appending(path: path)) }
        let start = processorTime(RUSAGE_CHILDREN)
        for number in 0..<peerCount {
            try Data(overlay(number)).write(to: folder.appending(path: "overlay/kustomization.yaml"))
            let process = Process()
            process.executableURL = program
            process.arguments = [command, folder.appending(path: "overlay").path]
            process.standardOutput = FileHandle.nullDevice
            try process.run()
            process.waitUntilExit()
            guard process.terminationStatus == 0 else {
                throw GenerateProblem.failed(
                    command: "\(program.path) \(command)",
                    "status \(process.terminationStatus)"
                )
            }
        }
        return (processorTime(RUSAGE_CHILDREN) - start) / Double(peerCount)
    }

    /// The processor time used so far, by this process or its children that have ended, in seconds.
    private static func processorTime(_ who: __rusage_who) -> Double {
        var usage = rusage()
        getrusage(__rusage_who_t(who.rawValue), &usage)
        let user = Double(usage.ru_utime.tv_sec) + Double(usage.ru_utime.tv_usec) / 1e6
        return user + Double(usage.ru_stime.tv_sec) + Double(usage.ru_stime.tv_usec) / 1e6
    }
}

/// Programs in `PATH`.
enum Executable {
    /// The first program of a name; nil when there is none.
    static func find(_ name: String) -> URL? {
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
            .map { URL(fileURLWithPath: String($0)).appending(path: name) }
            .first { FileManager.default.isExecutableFile(atPath: $0.path) }
    }
}
