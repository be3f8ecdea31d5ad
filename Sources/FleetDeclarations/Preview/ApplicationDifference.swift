import FleetGenerators
public import FleetModel
import FleetValue

/// What becomes of Applications when one set of declarations takes the place of another.
public struct ApplicationDifference: Sendable {
    /// What happens to an Application.
    public enum Change: String, Hashable, Sendable {
        /// There is none of that name yet.
        case created
        /// Its fields change.
        case changed
        /// It is no longer declared.
        case deleted
        /// It is not known what happens, because something could not be read or generated.
        case unknown
    }

    /// One Application that is not the same on both sides.
    public struct Item: Sendable {
        /// What happens to it.
        public var change: Change
        /// Its namespace; empty for none.
        public var namespace: String
        /// Its name.
        public var name: String
        /// The ApplicationSet that gives it, or gave it if nothing gives it any more; nil when it is declared itself.
        public var applicationSet: String?
        /// The cluster that it goes to, or went to.
        public var cluster: String
        /// The cluster that it went to before, when that is another one.
        public var formerCluster: String?
        /// What differs, for changed ones.
        public var fields: [FieldDifference] = []
        /// Whether the resources of a deleted one go with it.
        public var deletesResources = false
        /// What else is to know about it, one phrase; empty for nothing.
        public var note = ""
        /// Whether nothing happens all the same, because a policy forbids it; ``note`` says which.
        public var isKept = false
    }

    /// A failure and the side that it is on.
    public struct SideFailure: Sendable {
        /// Whether it is a failure of the new declarations.
        public var isNew: Bool
        /// What is not known.
        public var failure: ApplicationPreview.Failure
    }

    /// What differs, ascending by namespace and name.
    public private(set) var items: [Item] = []
    /// How many Applications are the same on both sides.
    public private(set) var unchanged = 0
    /// How many Applications there are on the old side.
    public let total: Int
    /// What is not known, old side first.
    public let failures: [SideFailure]

    /// Compares.
    ///
    /// - Parameters:
    ///   - old: What is declared so far.
    ///   - new: What would be declared.
    ///   - clusters: The registered clusters; empty when they are not known.
    public init(from old: ApplicationPreview, to new: ApplicationPreview, clusters: [Cluster]) {
        failures =
            old.failures.map { SideFailure(isNew: false, failure: $0) }
            + new.failures.map { SideFailure(isNew: true, failure: $0) }
        total = old.entries.count
        let before = Dictionary(old.entries.map { ($0.key, $0) }) { first, _ in first }
        let after = Dictionary(new.entries.map { ($0.key, $0) }) { first, _ in first }
        let policies = Dictionary(new.sets.map { ($0.key, $0.applicationSet) }) { first, _ in first }
        let formerly = Doubts(old)
        let doubts = Doubts(new)
        for key in Set(before.keys).union(after.keys).sorted() {
            switch (before[key], after[key]) {
            case (let left?, let right?):
                if let item = Self.changed(left, right, policies) { items.append(item) } else { unchanged += 1 }
            case (nil, let right?):
                items.append(Self.created(right, formerly.about(key, of: right.applicationSet)))
            case (let left?, nil):
                items.append(Self.deleted(left, doubts, key, policies, clusters))
            case (nil, nil):
                break
            }
        }
    }

    /// How many there are of a kind.
    public func count(_ change: Change) -> Int { items.count { $0.change == change } }

    /// The clusters that are concerned, ascending.
    public var clusters: [String] { Set(items.flatMap { [$0.cluster, $0.formerCluster ?? $0.cluster] }).sorted() }

    /// Whether something differs.
    public var differs: Bool { !items.isEmpty }

    /// How many would really be deleted, as far as is known.
    public var deletions: Int { items.count { $0.change == .deleted && !$0.isKept } }

    // MARK: Items

    /// What is not known of a side.
    private struct Doubts {
        private var applications: Set<String> = []
        private var failedSets: Set<String> = []
        private var readableSets: Set<String> = []
        private var isUnread = false

        init(_ side: ApplicationPreview) {
            readableSets = Set(side.sets.map(\.key))
            for failure in side.failures {
                switch (failure.applicationSet, failure.application) {
                case (_, let application?): applications.insert(application)
                case (let set?, nil): failedSets.insert(set)
                case (nil, nil): isUnread = true
                }
            }
        }

        /// Whether anything is in doubt.
        var isAny: Bool { isUnread || !applications.isEmpty || !failedSets.isEmpty }

        /// Why it is not known whether an Application is on the side; nil when it is known.
        func about(_ key: String, of set: String?) -> String? {
            if let set, failedSets.contains(set) { return "ApplicationSet \"\(set)\" can not be generated there" }
            if applications.contains(key) { return "it is not valid there, or declared more than once" }
            // What can not be read at all may hold the one that declared it.
            let isReadable = set.map(readableSets.contains) ?? false
            return isUnread && !isReadable ? "something could not be read there that may declare it" : nil
        }
    }

    private static func item(_ change: Change, _ entry: ApplicationPreview.Entry) -> Item {
        Item(
            change: change,
            namespace: entry.application.namespace,
            name: entry.application.name,
            applicationSet: entry.applicationSet,
            cluster: entry.cluster
        )
    }

    private static func created(_ entry: ApplicationPreview.Entry, _ doubt: String?) -> Item {
        var item = item(.created, entry)
        if let doubt {
            item.change = .unknown
            item.note = "not known whether it was there before: \(doubt)"
        }
        return item
    }

    private static func changed(
        _ old: ApplicationPreview.Entry,
        _ new: ApplicationPreview.Entry,
        _ policies: [String: ApplicationSet]
    ) -> Item? {
        let fields = FieldDifference.between(
            visible(old.application.manifest.value),
            visible(new.application.manifest.value)
        )
        guard !fields.isEmpty else { return nil }
        var item = item(.changed, new)
        item.fields = fields
        if old.cluster != new.cluster { item.formerCluster = old.cluster }
        if let set = new.applicationSet.flatMap({ policies[$0] }), let policy = try? ApplicationSetPolicy(of: set) {
            switch policy.outcome(desired: new.application.manifest, current: old.application.manifest) {
            case .keep:
                item.isKept = true
                item.note = "applicationsSync \(set.syncPolicy.applicationsSync.rawValue) keeps it as it is"
            case .unchanged:
                item.isKept = true
                item.note = "preservedFields or ignoreApplicationDifferences keep it as it is"
            default:
                break
            }
        }
        return item
    }

    private static func deleted(
        _ entry: ApplicationPreview.Entry,
        _ doubts: Doubts,
        _ key: String,
        _ policies: [String: ApplicationSet],
        _ clusters: [Cluster]
    ) -> Item {
        var item = item(.deleted, entry)
        if let doubt = doubts.about(key, of: entry.applicationSet) {
            item.change = .unknown
            item.note = "not known whether it is deleted: \(doubt)"
            return item
        }
        if let set = entry.applicationSet.flatMap({ policies[$0] }), !set.syncPolicy.applicationsSync.allowsDelete {
            item.isKept = true
            item.note = "applicationsSync \(set.syncPolicy.applicationsSync.rawValue) keeps it"
            return item
        }
        let declared = entry.application.finalizers.filter { isResourcesFinalizer($0) }
        let effective =
            clusters.isEmpty
            ? declared
            : ApplicationSetPolicy.finalizersForDeletion(of: entry.application.manifest, clusters: clusters)
                .filter { isResourcesFinalizer($0) }
        item.deletesResources = !effective.isEmpty
        item.note =
            if !effective.isEmpty {
                "its resources are deleted with it"
            } else if !declared.isEmpty {
                "its resources stay, because its cluster is not registered"
            } else {
                "its resources stay, because it has no resources-finalizer"
            }
        if doubts.isAny { item.note += "; held back while there are errors" }
        return item
    }

    private static func isResourcesFinalizer(_ finalizer: String) -> Bool {
        finalizer == "resources-finalizer.argocd.argoproj.io"
            || finalizer.hasPrefix("resources-finalizer.argocd.argoproj.io/")
    }

    /// What is compared of an Application: all but what only a server writes.
    private static func visible(_ value: Value) -> Value {
        var value = value
        for key in ["apiVersion", "kind", "status"] { value[key] = nil }
        return value
    }
}
