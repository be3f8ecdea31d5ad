/// Why a tool did not run to its end.
enum ToolFailure: Error, Equatable, Sendable {
    /// There is no such program.
    case notFound(tool: String)
    /// It could not be started, or its output could not be read.
    case notStarted(tool: String, message: String)
    /// It took longer than allowed and was ended.
    case timedOut(tool: String, after: Duration)
    /// It printed more than allowed and was ended.
    case tooMuchOutput(tool: String)
    /// The task that waited for it was cancelled.
    case cancelled

    /// One lower-case sentence that names the tool.
    var message: String {
        switch self {
        case .notFound(let tool): "\(tool) is not installed"
        case .notStarted(let tool, let message): "\(tool) could not be started: \(message)"
        case .timedOut(let tool, let limit): "\(tool) took longer than \(limit.components.seconds) seconds"
        case .tooMuchOutput(let tool): "\(tool) printed more than is allowed"
        case .cancelled: "cancelled"
        }
    }
}
