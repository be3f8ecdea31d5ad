/// What is wrong with a kubeconfig or another file that credentials come from, and where.
public struct ConfigurationFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file's path, or what stands for it.
    public var file: String
    /// The line, counted from 1, or nil when the file as a whole is at fault.
    public var line: Int?
    /// The field, such as `users[0].user.exec.command`; empty when the file as a whole is at fault.
    public var field: String
    /// What is wrong, a lower-case sentence without secrets.
    public var message: String

    /// Makes a fault.
    public init(file: String, line: Int? = nil, field: String = "", message: String) {
        self.file = file
        self.line = line
        self.field = field
        self.message = message
    }

    /// `FILE:LINE: FIELD: MESSAGE`, without the parts that are not known.
    public var description: String {
        let place = line.map { "\(file):\($0)" } ?? file
        return field.isEmpty ? "\(place): \(message)" : "\(place): \(field): \(message)"
    }
}
