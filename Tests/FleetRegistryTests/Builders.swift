import FleetModel
import FleetRegistry
import FleetTestSupport
import Synchronization

/// A clock that stands still until it is moved.
final class ManualClock: Sendable {
    private let time = Mutex(1000.0)

    /// What the clock shows, in seconds since 1970.
    var now: Double { time.withLock { $0 } }

    /// Moves the clock.
    func advance(by seconds: Double) { time.withLock { $0 += seconds } }
}

/// Which processes have ended, as a test wants it.
final class Graveyard: Sendable {
    private let dead: Mutex<Set<Int32>> = Mutex([])

    /// Ends a process.
    func bury(_ pid: Int32) { dead.withLock { _ = $0.insert(pid) } }

    /// Whether a process has ended.
    func holds(_ process: ProcessIdentity) -> Bool { dead.withLock { $0.contains(process.pid) } }
}

/// A registry in memory whose time and processes a test decides on.
struct Bench {
    let clock = ManualClock()
    let graveyard = Graveyard()
    let registry: Registry

    init() throws {
        registry = try Registry(inMemory: { [clock] in clock.now }, isGone: { [graveyard] in graveyard.holds($0) })
    }
}

extension ScratchFolder {
    /// Opens the registry in this folder, with a clock of its own and no dead processes.
    func registry(_ name: String = "fleet.db", schema: Schema = .current) throws -> Registry {
        try Registry(path: path(name), clock: { 1000 }, schema: schema, isGone: { _ in false })
    }
}

extension LeaseHolder {
    /// A run on this host with a process number.
    static func run(_ pid: Int32) -> LeaseHolder {
        LeaseHolder(id: "run-\(pid)", process: ProcessIdentity(host: "build-3", pid: pid), purpose: "fleet sync")
    }
}

extension Cluster {
    /// A cluster with a name and an address made of it.
    static func named(_ name: String, labels: [String: String] = [:]) -> Cluster {
        Cluster(name: name, server: "https://\(name).example:6443", labels: labels)
    }
}

extension ApplicationRecord {
    /// A record of a name, for a cluster.
    static func named(_ name: String, cluster: String = "eu-1", message: String = "") -> ApplicationRecord {
        ApplicationRecord(
            name: name,
            cluster: cluster,
            origin: "applicationset/web",
            manifest: "{\"kind\":\"Application\"}",
            message: message,
            updatedAt: 1000
        )
    }
}

extension ResourceKey {
    /// A Deployment in namespace `web`.
    static func deployment(_ name: String) -> ResourceKey {
        ResourceKey(group: "apps", kind: "Deployment", namespace: "web", name: name)
    }

    /// A namespace.
    static func namespace(_ name: String) -> ResourceKey {
        ResourceKey(group: "", kind: "Namespace", namespace: "", name: name)
    }
}
