public import FleetModel
public import FleetYAML

/// Why declarations could not be read.
public enum DeclarationError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A file or folder that was named is not there.
    case missing(path: String)
    /// A file or folder could not be read.
    case unreadable(path: String, reason: String)
    /// A file is not YAML or JSON.
    case syntax(YAMLError)
    /// A document is not what its kind demands.
    case invalid(file: String, line: Int, column: Int, ModelError)
    /// A document of a kind that does not belong here.
    case unexpectedKind(SourcePlace, kind: String)
    /// One name is declared twice.
    case duplicate(kind: String, name: String, first: SourcePlace, second: SourcePlace)
    /// No fleet directory was given or found.
    case noFleetDirectory(tried: [String])

    /// One sentence with the file and, where there is one, the place in it.
    public var description: String {
        switch self {
        case .missing(let path): "\(path): no such file or directory"
        case .unreadable(let path, let reason): "\(path): can not be read: \(reason)"
        case .syntax(let error): error.description
        case .invalid(let file, let line, let column, let error): "\(file):\(line):\(column): \(error)"
        case .unexpectedKind(let place, let kind):
            "\(place): \(kind.isEmpty ? "a document without kind" : "kind \(kind)") does not belong here; expected "
                + "Application, ApplicationSet, AppProject, Cluster, ConfigMap or an Argo CD cluster Secret"
        case .duplicate(let kind, let name, let first, let second):
            "\(second): \(kind) \"\(name)\" is declared already at \(first)"
        case .noFleetDirectory(let tried):
            "no fleet directory: none of \(tried.joined(separator: ", ")) holds a fleet.yaml; name one with --fleet DIR"
        }
    }
}
