import ArgumentParser
import FleetModel
import Glibc

/// Whether what is no longer there is deleted, and how much of it.
struct PruneOptions: ParsableArguments {
    @Flag(help: "Delete what is no longer there to be kept.")
    var prune = false

    @OptionGroup var deletions: DeletionOptions

    /// What `--allow-deletions` says; nil when it says nothing.
    func limit() throws -> DeletionLimit? { try deletions.limit() }
}

/// Asking the person at the terminal.
enum Question {
    /// Whether there is somebody to ask.
    static var canAsk: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }

    /// Asks on stderr; anything but `y` or `yes` means no.
    static func agrees(to text: String) -> Bool {
        Output.write(Array("\(text) [y/N] ".utf8), to: STDERR_FILENO)
        let answer = (readLine() ?? "").lowercased()
        return answer == "y" || answer == "yes"
    }
}
