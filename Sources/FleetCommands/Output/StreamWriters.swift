import FleetModel
import FleetValue
import FleetYAML
import Glibc

/// Writes to stdout in large pieces, so that any number of documents streams by.
struct BufferedOutput {
    private static let limit = 1 << 16
    private var buffer: [UInt8] = []

    init() { buffer.reserveCapacity(Self.limit * 2) }

    mutating func write(_ text: String) {
        buffer.append(contentsOf: text.utf8)
        if buffer.count >= Self.limit { flush() }
    }

    mutating func write(json value: Value) {
        buffer += JSONWriter.bytes(of: value, sortsKeys: true)
        if buffer.count >= Self.limit { flush() }
    }

    mutating func flush() {
        guard !buffer.isEmpty else { return }
        Output.write(buffer, to: STDOUT_FILENO)
        buffer.removeAll(keepingCapacity: true)
    }
}

/// Writes a JSON list one element at a time.
struct JSONListWriter {
    private var output = BufferedOutput()
    private var isFirst = true
    private let closing: String

    /// Begins the list.
    init(start: String, end: String) {
        closing = end
        output.write(start)
    }

    mutating func write(_ value: Value) {
        if !isFirst { output.write(",\n") }
        isFirst = false
        output.write(json: value)
    }

    mutating func end() {
        output.write(closing)
        output.flush()
    }
}

/// Writes manifests one at a time: as YAML documents, one JSON `List`, or names.
struct ManifestWriter {
    private enum Form {
        case yaml(BufferedOutput, isFirst: Bool)
        case json(JSONListWriter)
        case name(BufferedOutput)
    }

    private var form: Form

    init(_ format: AppGenerate.Format) {
        form =
            switch format {
            case .yaml, .table: .yaml(BufferedOutput(), isFirst: true)
            case .json:
                .json(JSONListWriter(start: "{\"apiVersion\":\"v1\",\"items\":[", end: "],\"kind\":\"List\"}\n"))
            case .name: .name(BufferedOutput())
            }
    }

    mutating func write(_ manifest: Manifest) {
        switch form {
        case .yaml(var output, let isFirst):
            form = .name(BufferedOutput())
            output.write((isFirst ? "" : "---\n") + YAMLWriter.text(of: manifest.value))
            form = .yaml(output, isFirst: false)
        case .json(var output):
            form = .name(BufferedOutput())
            output.write(manifest.value)
            form = .json(output)
        case .name(var output):
            form = .name(BufferedOutput())
            let group = manifest.groupVersionKind.group
            let kind = manifest.kind.lowercased() + (group.isEmpty || group == "argoproj.io" ? "" : ".\(group)")
            output.write("\(kind)/\(manifest.name)\n")
            form = .name(output)
        }
    }

    mutating func end() {
        switch form {
        case .yaml(var output, _), .name(var output): output.flush()
        case .json(var output): output.end()
        }
    }
}
