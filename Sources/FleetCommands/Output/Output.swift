import ArgumentParser
import FleetValue
import FleetYAML
import Glibc

/// The two ways out: data to stdout, everything else to stderr.
enum Output {
    /// Writes data to stdout as it is.
    static func write(_ text: String) {
        write(Array(text.utf8), to: STDOUT_FILENO)
    }

    /// Writes one line of data to stdout.
    static func line(_ text: String) {
        write(text + "\n")
    }

    /// Writes a remark to stderr.
    static func note(_ text: String) {
        write(Array((text + "\n").utf8), to: STDERR_FILENO)
    }

    /// Writes a warning to stderr.
    static func warning(_ text: String) {
        note("warning: " + text)
    }

    /// Writes an error to stderr.
    static func error(_ text: String) {
        note("error: " + text)
    }

    /// Writes a value as JSON or YAML to stdout, keys sorted.
    static func write(_ value: Value, as format: StructuredFormat) {
        switch format {
        case .json: line(JSONWriter.text(of: value, layout: .indented, sortsKeys: true))
        case .yaml: write(YAMLWriter.text(of: value.sortedKeys()))
        }
    }

    /// Writes all bytes; ends the process when nobody reads any more, as commands in a pipe do.
    static func write(_ bytes: [UInt8], to descriptor: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written > 0 {
                rest = rest.dropFirst(written)
            } else if errno != EINTR {
                // A closed pipe is the reader's choice; a full disk is a failure that has no other place to be said.
                _exit(errno == EPIPE ? 0 : ExitStatus.failed.rawValue)
            }
        }
    }
}

/// The formats that hold everything.
enum StructuredFormat {
    /// JSON, indented by two spaces.
    case json
    /// YAML, block style.
    case yaml
}

extension Value {
    /// The same tree with all mapping keys in order.
    func sortedKeys() -> Value {
        switch self {
        case .array(let values): .array(values.map { $0.sortedKeys() })
        case .mapping(let mapping): .mapping(mapping.mapValues { $0.sortedKeys() }.sortedByKey())
        default: self
        }
    }
}
