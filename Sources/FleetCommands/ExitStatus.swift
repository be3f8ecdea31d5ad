import ArgumentParser

/// The exit statuses of all commands.
enum ExitStatus {
    /// Done, or nothing differs.
    static let done = ExitCode(0)
    /// Something differs, drifted or is not healthy.
    static let difference = ExitCode(1)
    /// Failed, or something could not be looked at.
    static let failed = ExitCode(2)
}

/// A failure whose words are already printed, or are these.
struct CommandFailure: Error, CustomStringConvertible {
    /// One sentence.
    let description: String

    init(_ description: String) { self.description = description }
}
