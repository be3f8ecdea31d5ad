public import FleetValue

/// A finding about an ApplicationSet, for whoever writes it.
public struct GeneratorDiagnostic: Hashable, Sendable, CustomStringConvertible {
    /// How bad it is.
    public enum Severity: String, Hashable, Sendable, Comparable {
        /// Something is probably not meant so.
        case warning
        /// Nothing is generated, or an Application can not be.
        case error

        /// Errors are above warnings.
        public static func < (left: Severity, right: Severity) -> Bool {
            left == .warning && right == .error
        }
    }

    /// How bad it is.
    public var severity: Severity
    /// The field of the ApplicationSet's document at fault; empty when there is none.
    public var path: ValuePath
    /// What is wrong, one line.
    public var message: String

    /// Makes a finding.
    public init(_ severity: Severity, at path: ValuePath, _ message: String) {
        self.severity = severity
        self.path = path
        self.message = message
    }

    /// `warning: spec.generators[0].clusters.selector: matches no cluster`.
    public var description: String {
        "\(severity.rawValue): " + (path.steps.isEmpty ? message : "\(path): \(message)")
    }
}
