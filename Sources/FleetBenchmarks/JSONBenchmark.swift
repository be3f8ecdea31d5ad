import FleetValue
import FleetYAML
import Foundation

/// Bytes of JSON a second into ``FleetValue/Value``, against Foundation's `JSONSerialization` over the same text: a
/// list of some 10 MB, as an API server sends it.
struct JSONBenchmark: Benchmark {
    static let name = "json"

    private static let size = 10_000_000

    func run() throws -> [Measurement] {
        let text = try list()
        let data = Data(text)
        let megabytes = Double(text.count) / 1e6
        let times = try Stopwatch.shortest(
            rounds: 8,
            { try JSONReader.value(in: text) },
            { try JSONSerialization.jsonObject(with: data) }
        )
        return [
            Measurement(
                name: "json-read",
                value: megabytes / times.subject,
                unit: "MB/s",
                peer: megabytes / times.peer,
                limit: .atLeast(8)
            )
        ]
    }

    /// A Kubernetes list in compact JSON.
    private func list() throws -> [UInt8] {
        let manifests = try YAMLReader.documents(in: Manifests.yaml(services: 100), file: "manifests.yaml")
        var items: [Value] = []
        var size = 0
        while size < Self.size {
            for manifest in manifests {
                let number = items.count
                let fields = try YAMLReader.value(in: Manifests.serverFields(number))
                let item = manifest.value.mergePatched(with: fields)
                size += JSONWriter.bytes(of: item).count
                items.append(item)
                if size >= Self.size { break }
            }
        }
        return JSONWriter.bytes(of: ["apiVersion": "v1", "kind": "List", "items": .array(items)])
    }
}
