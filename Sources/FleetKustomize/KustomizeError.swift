/// Why a kustomization can not be built, in the words of the real tool where it has stable ones.
public struct KustomizeError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What is wrong.
    public var message: String
    /// Whether the kustomization asks for what only another program can do, such as a container function.
    public var needsTool: Bool

    /// Makes an error.
    public init(_ message: String, needsTool: Bool = false) {
        self.message = message
        self.needsTool = needsTool
    }

    /// The message.
    public var description: String { message }

    /// The same error with what was being done in front of it.
    func wrapped(_ context: String) -> KustomizeError {
        KustomizeError("\(context): \(message)", needsTool: needsTool)
    }
}
