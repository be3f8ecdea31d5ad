import ArgumentParser

/// `fleet eval`.
struct EvalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval",
        abstract: "Try one part offline, on files: no state, no cluster.",
        subcommands: [EvalTemplate.self]
    )
}
