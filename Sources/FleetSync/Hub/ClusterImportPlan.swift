public import FleetModel

/// A cluster that was found where clusters are imported from.
public struct FoundCluster: Sendable {
    /// What it is called there, for messages: `Secret argocd/eu-1`, `clusters.yaml:3`.
    public var place: String
    /// The cluster with its credential reference, or why it can not be read.
    public var cluster: Result<Cluster, ModelError>
    /// Whether it says everything about the cluster, as fleet's own documents do, and not only what Argo CD knows.
    public var isWhole: Bool

    /// Makes an entry.
    public init(place: String, cluster: Result<Cluster, ModelError>, isWhole: Bool = false) {
        self.place = place
        self.cluster = cluster
        self.isWhole = isWhole
    }

    /// What Argo CD's Secrets on a hub say; in ascending order of their names.
    ///
    /// - Parameters:
    ///   - secrets: All cluster Secrets of the namespace.
    ///   - hub: The hub's registered name.
    /// - Returns: An entry for each Secret, whose credential is a reference to it.
    public static func all(in secrets: [Manifest], hub: String) -> [FoundCluster] {
        secrets.sorted { $0.name < $1.name }.map { secret in
            let result: Result<Cluster, ModelError>
            do throws(ModelError) {
                var cluster = try Cluster(decoding: secret.value)
                cluster.credential = .argocdSecret(hub: hub, namespace: secret.namespace, name: secret.name)
                result = .success(cluster)
            } catch {
                result = .failure(error)
            }
            return FoundCluster(place: "Secret \(secret.namespace)/\(secret.name)", cluster: result)
        }
    }
}

/// What importing clusters makes of the registry.
///
/// Pure. What was imported from a hub is known by its credential reference, so that nobody else's clusters are renamed or
/// forgotten.
public struct ClusterImportPlan: Sendable {
    /// What becomes of one cluster.
    public enum Action: String, Sendable, Hashable {
        /// It is registered.
        case created
        /// Its registration is brought up to date.
        case changed
        /// Nothing differs.
        case unchanged
        /// It is left alone; the message says why.
        case skipped
        /// It can not be read or registered; the message says why.
        case failed
        /// It is no longer there, and its registration is removed.
        case removed
    }

    /// One cluster.
    public struct Entry: Sendable {
        /// Its name as registered, or as it was called where it was found.
        public var name: String
        /// Its address; empty when it is not known.
        public var server: String
        /// What becomes of it.
        public var action: Action
        /// Why, or what changes; empty for nothing to say.
        public var message: String
        /// As it is to be registered.
        public var cluster: Cluster?
    }

    /// Ascending by name.
    public private(set) var entries: [Entry] = []
    /// How many registered clusters came from there.
    public private(set) var ownCount = 0

    private let registered: [String: Cluster]

    /// Plans an import.
    ///
    /// - Parameters:
    ///   - found: Everything that is there, whether or not it is selected.
    ///   - registered: All registered clusters.
    ///   - selector: Which clusters to take, by their labels there; nil for all.
    ///   - hub: Where they are from, so that what is no longer there can be found: the hub's name and the namespace; nil for
    ///     files.
    ///   - prune: Whether what is no longer there is removed.
    public init(
        _ found: [FoundCluster],
        registered: [Cluster],
        selector: LabelSelector? = nil,
        hub: (name: String, namespace: String)? = nil,
        prune: Bool = false
    ) {
        self.registered = Dictionary(registered.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        var names: [String: Int] = [:]
        for case .success(let cluster) in found.map(\.cluster) { names[cluster.name, default: 0] += 1 }
        var taken: Set<String> = []
        for entry in found {
            switch entry.cluster {
            case .failure(let error):
                entries.append(Entry(name: entry.place, server: "", action: .failed, message: "\(error)"))
            case .success(let cluster):
                let old = known(cluster)
                taken.formUnion([cluster.name, old?.name ?? cluster.name])
                guard selector?.matches(cluster.labels) ?? true else { continue }
                if names[cluster.name, default: 0] > 1 {
                    let message = "\(entry.place) is one of several with this name"
                    add(cluster, .failed, message)
                } else {
                    plan(cluster, old, entry)
                }
            }
        }
        if let hub { planRemovals(besides: taken, selector, hub, prune: prune) }
        entries.sort { ($0.name, $0.server) < ($1.name, $1.server) }
    }

    /// Whether something could not be read or registered.
    public var hasFailures: Bool { entries.contains { $0.action == .failed } }
    /// Whether the registry changes.
    public var hasChanges: Bool { entries.contains { [.created, .changed, .removed].contains($0.action) } }

    /// Checks that no more is removed than may be.
    ///
    /// - Throws: ``ClusterImportRefusal``.
    public func checkRemovals(_ limit: DeletionLimit, isExplicit: Bool) throws(ClusterImportRefusal) {
        let names = entries.filter { $0.action == .removed }.map(\.name)
        if names.isEmpty { return }
        if names.count == ownCount, !isExplicit { throw .nothingFound(removing: names.count) }
        if limit.refuses(deleting: names.count, of: ownCount) { throw .tooMany(names, total: ownCount) }
    }

    // MARK: - Found

    /// The registration that a found cluster means: that of the same Secret, else that of the same name.
    private func known(_ cluster: Cluster) -> Cluster? {
        guard case .argocdSecret? = cluster.credential else { return registered[cluster.name] }
        let same = registered.values.filter { $0.credential == cluster.credential }
        return same.first { $0.name == cluster.name } ?? same.min { $0.name < $1.name } ?? registered[cluster.name]
    }

    private mutating func plan(_ cluster: Cluster, _ old: Cluster?, _ entry: FoundCluster) {
        guard let old else { return add(cluster, .created) }
        if old.name != cluster.name, let other = registered[cluster.name] {
            return add(cluster, .failed, "was called \"\(old.name)\", and \"\(other.name)\" is registered already")
        }
        var new = cluster
        let isOurs = old.credential == nil || Self.isOfSecret(old.credential)
        if !entry.isWhole, !isOurs {
            guard old.server == new.server else {
                return add(new, .skipped, "is registered at \(old.server), with credentials of its own")
            }
            // Somebody has registered it with more than Argo CD knows.
            new.labels = old.labels.merging(new.labels) { $1 }
            new.annotations = old.annotations.merging(new.annotations) { $1 }
            new.credential = old.credential
        }
        if new.credential == nil { new.credential = old.credential }
        let changes = Self.changes(old, new)
        add(new, changes.isEmpty ? .unchanged : .changed, changes.joined(separator: ", "), as: old.name)
    }

    private static func isOfSecret(_ reference: CredentialReference?) -> Bool {
        switch reference {
        case .argocdSecret?, .argocdSecretFile?: true
        default: false
        }
    }

    /// What differs, in words.
    private static func changes(_ old: Cluster, _ new: Cluster) -> [String] {
        var changes: [String] = []
        if old.name != new.name { changes.append("renamed to \(new.name)") }
        if old.server != new.server { changes.append("server") }
        if old.labels != new.labels { changes.append("labels") }
        if old.annotations != new.annotations { changes.append("annotations") }
        if old.project != new.project { changes.append("project") }
        if old.credential != new.credential { changes.append("credential") }
        return changes
    }

    private mutating func add(_ cluster: Cluster, _ action: Action, _ message: String = "", as name: String? = nil) {
        entries.append(
            Entry(
                name: name ?? cluster.name,
                server: cluster.server,
                action: action,
                message: message,
                cluster: cluster
            )
        )
    }

    // MARK: - No longer found

    private mutating func planRemovals(
        besides taken: Set<String>,
        _ selector: LabelSelector?,
        _ hub: (name: String, namespace: String),
        prune: Bool
    ) {
        let own = registered.values.filter { cluster in
            if case .argocdSecret(hub.name, hub.namespace, _)? = cluster.credential { true } else { false }
        }
        ownCount = own.count
        let isUncertain = hasFailures
        for cluster in own where !taken.contains(cluster.name) && (selector?.matches(cluster.labels) ?? true) {
            if !prune {
                add(cluster, .skipped, "is no longer on the hub; --prune forgets it")
            } else if isUncertain {
                add(cluster, .skipped, "is kept, because not every Secret on the hub could be read")
            } else {
                add(cluster, .removed, "is no longer on the hub")
            }
        }
    }
}

/// Why an import is refused as a whole.
public enum ClusterImportRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// More registrations would be removed than the limit allows; the names are sorted.
    case tooMany([String], total: Int)
    /// The hub has none of them any more: that is more often the wrong namespace than a wish.
    case nothingFound(removing: Int)

    /// One sentence with the list and the flag that allows it.
    public var description: String {
        switch self {
        case .tooMany(let names, let total):
            let list = names.prefix(10).joined(separator: ", ")
            let rest = names.count > 10 ? " and \(names.count - 10) more" : ""
            return
                "\(names.count) of \(total) clusters are no longer on the hub and would be forgotten (\(list)\(rest)); "
                + "if that is meant, allow it with --allow-deletions \(names.count)"
        case .nothingFound(let count):
            return "the hub has none of the \(count) clusters that were imported from it any more; "
                + "if they are to be forgotten, allow it with --allow-deletions \(count)"
        }
    }
}
