/// Why the tests' own machinery could not do its part; never an error of what is tested.
public enum TestSupportError: Error, Equatable, Sendable, CustomStringConvertible {
    /// `Tests/Cases/AREA` holds no case, or does not exist. An empty list would be a test that passes by not running.
    case noCases(area: String)
    /// A case lacks a file that its test asks for.
    case missingFile(case: String, file: String)
    /// A file of a case is not UTF-8.
    case notText(case: String, file: String)
    /// The built `fleet` was not found in this folder, which is where the test bundle lies.
    case noBinary(folder: String)
    /// A tool could not be started at all. The second says why.
    case notStarted(tool: String, reason: String)
    /// A tool took longer than it may and was ended.
    case timedOut(tool: String, after: Duration)
    /// `Tests/kubernetes` failed; what it printed on stderr, which ends with the server's own log.
    case serverFailed(command: String, output: String)
    /// An API server answered a request of the tests with this status.
    case badAnswer(request: String, status: Int, body: String)
    /// A system call of the tests' machinery failed.
    case system(call: String, code: Int32)

    /// One sentence that names the thing and the way out.
    public var description: String {
        switch self {
        case .noCases(let area): "there are no cases in Tests/Cases/\(area)"
        case .missingFile(let name, let file): "case \(name) has no \(file); record it with FLEET_RECORD=1"
        case .notText(let name, let file): "\(file) of case \(name) is not UTF-8"
        case .noBinary(let folder): "there is no fleet in \(folder); run swift build, or set FLEET_BINARY"
        case .notStarted(let tool, let reason): "\(tool) could not be started: \(reason)"
        case .timedOut(let tool, let limit): "\(tool) was ended after \(limit)"
        case .serverFailed(let command, let output): "\(command) failed:\n\(output)"
        case .badAnswer(let request, let status, let body): "\(request) was answered with \(status): \(body)"
        case .system(let call, let code): "\(call) failed with error number \(code)"
        }
    }
}
