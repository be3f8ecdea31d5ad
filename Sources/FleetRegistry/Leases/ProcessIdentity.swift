import FoundationEssentials
import Glibc

/// A process, told apart from every other one that had or will have its number.
public struct ProcessIdentity: Hashable, Sendable {
    /// The host's name, for people.
    public var host: String
    /// The process's number on that host.
    public var pid: Int32
    /// Within what the number means something: the kernel's boot ID and the PID namespace; empty where unknown.
    public var boot: String
    /// When the process started, in clock ticks after boot; empty where unknown.
    public var start: String

    /// Makes an identity.
    public init(host: String, pid: Int32, boot: String = "", start: String = "") {
        self.host = host
        self.pid = pid
        self.boot = boot
        self.start = start
    }

    /// This process.
    public static func current() -> ProcessIdentity {
        let pid = getpid()
        return ProcessIdentity(
            host: ProcessInfo.processInfo.hostName,
            pid: pid,
            boot: currentBoot,
            start: state(of: pid)?.start ?? ""
        )
    }

    /// Whether the process is known to have ended.
    ///
    /// False for one that lives, and also for one that can not be seen from here: on another host, in another container,
    /// before the last boot. A number that was given to a new process does not deceive it.
    public func isGone() -> Bool {
        guard boot == Self.currentBoot, host == ProcessInfo.processInfo.hostName else { return false }
        if kill(pid, 0) != 0, errno == ESRCH { return true }
        guard let state = Self.state(of: pid) else { return false }
        return state.isDead || (!start.isEmpty && state.start != start)
    }

    /// Read once: neither changes while a process lives.
    private static let currentBoot: String = {
        let boot = try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
        let namespace = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid")
        guard let boot, let namespace else { return "" }
        return "\(boot.prefix { $0 != "\n" })/\(namespace)"
    }()

    /// What `/proc/PID/stat` says: when the process started, and whether it only waits to be reaped.
    ///
    /// - SeeAlso: <https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html>
    private static func state(of pid: Int32) -> (start: String, isDead: Bool)? {
        guard let text = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8) else { return nil }
        // The second field is the command in parentheses and may hold anything, these and spaces too.
        guard let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        guard fields.count > 19 else { return nil }
        return (String(fields[19]), fields[0] == "Z" || fields[0] == "X")
    }
}
