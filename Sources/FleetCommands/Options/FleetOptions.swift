import ArgumentParser
import FoundationEssentials

/// Where the fleet, its state and its cache are.
struct FleetOptions: ParsableArguments {
    @Option(
        name: .customLong("fleet"),
        help: ArgumentHelp(
            "The fleet directory, which holds fleet.yaml. (default: $FLEET_DIR, else ./Fleet or .)",
            valueName: "dir"
        )
    )
    var directory: String?

    @Option(
        help: ArgumentHelp(
            "The state file. (default: $FLEET_STATE, else $XDG_STATE_HOME/fleet/fleet.db)",
            valueName: "file"
        )
    )
    var state: String?

    @Option(
        help: ArgumentHelp(
            "The cache directory, which may be deleted at any time. (default: $FLEET_CACHE, else $XDG_CACHE_HOME/fleet)",
            valueName: "dir"
        )
    )
    var cache: String?

    /// The fleet directory that was asked for; nil to look for it.
    var fleetDirectory: String? { directory ?? Environment.value("FLEET_DIR") }

    /// The state file's path.
    var stateFile: String {
        state ?? Environment.value("FLEET_STATE")
            ?? Environment.folder("XDG_STATE_HOME", home: ".local/state") + "/fleet/fleet.db"
    }

    /// The cache directory's path.
    var cacheDirectory: String {
        cache ?? Environment.value("FLEET_CACHE") ?? Environment.folder("XDG_CACHE_HOME", home: ".cache") + "/fleet"
    }
}

/// Reading the process's environment.
enum Environment {
    /// A variable, or nil when it is not set or empty.
    static func value(_ name: String) -> String? {
        ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// A number, or nil when it is not set.
    ///
    /// - Throws: `ValidationError` when it is no number of at least 1.
    static func number(_ name: String) throws -> Int? {
        guard let text = value(name) else { return nil }
        guard let number = Int(text), number >= 1 else {
            throw ValidationError("\(name)=\(text): expected a whole number of at least 1")
        }
        return number
    }

    /// One of XDG's folders: the variable, else a folder below the home directory.
    static func folder(_ variable: String, home: String) -> String {
        value(variable) ?? (value("HOME") ?? "/") + "/" + home
    }
}
