/// Why the registry could not be opened, read or changed.
public enum RegistryError: Error, Equatable, Sendable {
    /// A cluster of this name is registered already.
    case clusterExists(name: String)
    /// No cluster of this name is registered.
    case unknownCluster(name: String)
    /// More than one cluster has this address, so that it names none. The names are sorted.
    case ambiguousServer(server: String, clusters: [String])
    /// Another process holds the cluster's lease until `until`, in seconds since 1970.
    case clusterInUse(name: String, by: LeaseHolder, until: Double)
    /// A lease that was to be renewed is not held any more; `to` is who took it over, nil when nobody holds it.
    case leaseLost(cluster: String, to: LeaseHolder?)
    /// The journal holds no operation of this number.
    case unknownOperation(id: Int64)
    /// The journal holds no step of this number.
    case unknownStep(id: Int64)
    /// The operation has an end already, so that nobody can take it over.
    case operationFinished(id: Int64, phase: OperationPhase)
    /// The operation is still carried out by a process that lives and keeps its lease.
    case operationRunning(id: Int64, by: LeaseHolder)
    /// The file was written by a newer `fleet`; it was not touched.
    case newerSchema(path: String, found: Int, known: Int)
    /// The file is no SQLite database; it was not touched.
    case notDatabase(path: String)
    /// The file is the database of another program; it was not touched.
    case foreignDatabase(path: String)
    /// The file is damaged.
    case corrupted(path: String, detail: String)
    /// The file or its folder can not be written.
    case readOnly(path: String)
    /// The disk, or the quota, is full. Nothing of the change was kept.
    case diskFull(path: String)
    /// Another process kept the file locked for longer than the busy timeout of 10 seconds.
    case busy(path: String)
    /// The file or its folder could not be opened or made.
    case cannotOpen(path: String, reason: String)
    /// Any other failure of SQLite, by its extended result code.
    case sqlite(path: String, code: Int, message: String)
}

extension RegistryError: CustomStringConvertible {
    /// One sentence that names the file, cluster or number, and the way out.
    public var description: String {
        switch self {
        case .clusterExists(let name):
            "cluster \"\(name)\" is registered already; see \"fleet cluster get \(name)\""
        case .unknownCluster(let name):
            "cluster \"\(name)\" is not registered; see \"fleet cluster list\""
        case .ambiguousServer(let server, let clusters):
            "server \"\(server)\" is the address of several clusters (\(clusters.joined(separator: ", "))); "
                + "say which one by its name"
        case .clusterInUse(let name, let holder, _):
            "cluster \"\(name)\" is in use by \(holder); try again when that has ended"
        case .leaseLost(let cluster, let holder?):
            "the lease of cluster \"\(cluster)\" ran out and was taken over by \(holder)"
        case .leaseLost(let cluster, nil):
            "the lease of cluster \"\(cluster)\" is not held any more"
        case .unknownOperation(let id):
            "there is no operation \(id); see \"fleet operation list\""
        case .unknownStep(let id):
            "there is no step \(id) in the journal"
        case .operationFinished(let id, let phase):
            "operation \(id) has ended (\(phase.rawValue)); start a new one"
        case .operationRunning(let id, let holder):
            "operation \(id) is still carried out by \(holder); wait for it or cancel it"
        case .newerSchema(let path, let found, let known):
            "state file \"\(path)\" has schema version \(found), this fleet knows up to \(known); "
                + "use the newer fleet that wrote it, or another file with --state"
        case .notDatabase(let path):
            "state file \"\(path)\" is not an SQLite database; name another file with --state"
        case .foreignDatabase(let path):
            "state file \"\(path)\" is the database of another program; name another file with --state"
        case .corrupted(let path, let detail):
            "state file \"\(path)\" is damaged (\(detail)); restore it from a backup, or move it away to start anew"
        case .readOnly(let path):
            "state file \"\(path)\" can not be written; check the permissions of the file and its folder"
        case .diskFull(let path):
            "no space is left to write state file \"\(path)\"; nothing was changed"
        case .busy(let path):
            "state file \"\(path)\" was locked by another process for too long; try again"
        case .cannotOpen(let path, let reason):
            "state file \"\(path)\" can not be opened: \(reason)"
        case .sqlite(let path, let code, let message):
            "state file \"\(path)\": SQLite error \(code): \(message)"
        }
    }
}
