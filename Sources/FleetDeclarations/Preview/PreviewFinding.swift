public import FleetGenerators
import FleetModel
import FleetYAML

/// Something wrong, or probably not meant so, and where it stands.
public struct PreviewFinding: Error, Hashable, Sendable, CustomStringConvertible {
    /// How bad a finding is.
    public typealias Severity = GeneratorDiagnostic.Severity

    /// How bad it is.
    public var severity: Severity
    /// The file, as it was given or found.
    public var file: String
    /// The line, from 1; 1 for what concerns a whole file.
    public var line: Int
    /// The column, from 1.
    public var column: Int
    /// What is wrong, one line; it begins with the field where there is one.
    public var message: String

    /// Makes a finding.
    public init(
        _ severity: Severity,
        file: String,
        line: Int = 1,
        column: Int = 1,
        _ message: String
    ) {
        self.severity = severity
        self.file = file
        self.line = line
        self.column = column
        self.message = message
    }

    /// The finding that a failed reading is.
    public init(_ error: DeclarationError) {
        switch error {
        case .missing(let path):
            self.init(.error, file: path, "no such file or directory")
        case .unreadable(let path, let reason):
            self.init(.error, file: path, "can not be read: \(reason)")
        case .syntax(let error):
            self.init(.error, file: error.file, line: error.line, column: error.column, error.message)
        case .invalid(let file, let line, let column, let error):
            self.init(.error, file: file, line: line, column: column, error.description)
        case .unexpectedKind(let place, _), .duplicate(_, _, _, let place):
            let text = error.description
            // Both begin with the place, which stands in front here anyway.
            let message = text.hasPrefix("\(place): ") ? String(text.dropFirst("\(place): ".count)) : text
            self.init(.error, file: place.file, line: place.line, message)
        case .noFleetDirectory:
            self.init(.error, file: ".", error.description)
        }
    }

    /// `FILE:LINE:COLUMN`.
    public var place: String { "\(file):\(line):\(column)" }

    /// `FILE:LINE:COLUMN: error: message`, as compilers print it.
    public var description: String { "\(place): \(severity.rawValue): \(message)" }
}
