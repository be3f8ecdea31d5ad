import CYAML
import FleetValue
import FleetYAML

/// Bytes of YAML a second into ``FleetValue/Value``, against libyaml's bare events over the same text.
struct YAMLBenchmark: Benchmark {
    static let name = "yaml"

    private struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    func run() throws -> [Measurement] {
        let text = Array(Manifests.yaml(services: 700).utf8)
        let megabytes = Double(text.count) / 1e6
        let times = try Stopwatch.shortest(
            rounds: 9,
            { try YAMLReader.documents(in: text, file: "manifests.yaml") },
            { try readEvents(text) }
        )
        return [
            Measurement(
                name: "yaml-read",
                value: megabytes / times.subject,
                unit: "MB/s",
                peer: megabytes / times.peer,
                limit: .atLeast(0.45)
            )
        ]
    }

    /// Lets libyaml read a text and throws its events away.
    private func readEvents(_ text: [UInt8]) throws {
        var parser = yaml_parser_t()
        guard yaml_parser_initialize(&parser) == 1 else { throw Failure(description: "no memory for a parser") }
        defer { yaml_parser_delete(&parser) }
        try text.withUnsafeBufferPointer { text in
            yaml_parser_set_input_string(&parser, text.baseAddress, text.count)
            var event = yaml_event_t()
            var isAtEnd = false
            while !isAtEnd {
                guard yaml_parser_parse(&parser, &event) == 1 else {
                    throw Failure(description: "libyaml can not read the manifests")
                }
                isAtEnd = event.type == YAML_STREAM_END_EVENT
                yaml_event_delete(&event)
            }
        }
    }
}
