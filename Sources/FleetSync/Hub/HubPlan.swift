import FleetGenerators
import FleetModel
import FleetValue

/// What is to become of each Application and AppProject on a hub.
///
/// Pure. The rules of ApplicationSets are ``FleetGenerators/ApplicationSetPolicy``'s; ownership goes by ``HubOwner`` instead
/// of owner references.
struct HubPlan: Sendable {
    /// What is to be done to one resource.
    enum Action: Sendable {
        /// It is not there yet.
        case create(Manifest)
        /// It is there; whether the hub would change anything is to be asked.
        case update(Manifest, live: Manifest)
        /// It is this fleet's and nothing declares it any more; the finalizers are those to leave on it before, nil for as
        /// they are.
        case delete(live: Manifest, finalizers: [String]?)
        /// It stays as it is, and why.
        case keep(String)
        /// It can not be done, and why.
        case refuse(String)
        /// Nothing differs that counts.
        case none
    }

    /// One resource.
    struct Entry: Sendable {
        var key: ResourceKey
        /// The name of the set that gave it; empty for none.
        var applicationSet: String
        var action: Action
    }

    /// In the order in which they are done: projects first, then Applications by name; what is deleted last, and projects
    /// after the Applications.
    private(set) var entries: [Entry] = []
    /// How many resources of this fleet the hub has.
    private(set) var ownCount = 0

    private let owner: HubOwner
    private let options: HubOptions
    private let declarations: HubDeclarations
    private let live: [ResourceKey: Manifest]
    private let hubClusters: [Cluster]?

    /// Makes a plan.
    ///
    /// - Parameters:
    ///   - declarations: What is to be there.
    ///   - live: All Applications and AppProjects of the namespace.
    ///   - owner: Whose the declarations are.
    ///   - options: What may be done.
    ///   - hubClusters: The clusters that the hub knows; nil when that is not known, and then all finalizers stay.
    init(
        _ declarations: HubDeclarations,
        live: [Manifest],
        owner: HubOwner,
        options: HubOptions,
        hubClusters: [Cluster]? = nil
    ) {
        self.owner = owner
        self.options = options
        self.declarations = declarations
        self.hubClusters = hubClusters
        self.live = Dictionary(live.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        ownCount = live.count { owner.owns($0) }
        var declared: [ResourceKey: [HubDeclaration]] = [:]
        for declaration in declarations.declared {
            let manifest = Self.bare(declaration.manifest, in: owner.namespace)
            declared[manifest.key, default: []].append(HubDeclaration(manifest, of: declaration.applicationSet))
        }
        for (key, all) in declared.sorted(by: { Self.precedes($0.key, $1.key) }) {
            guard let first = all.first else { continue }
            let action = all.count == 1 ? action(for: first, key) : .refuse("is declared \(all.count) times")
            entries.append(Entry(key: key, applicationSet: first.applicationSet?.name ?? "", action: action))
        }
        entries += leftOver(besides: Set(declared.keys))
    }

    /// What is deleted.
    var deletions: [Entry] {
        entries.filter { entry in
            if case .delete = entry.action { true } else { false }
        }
    }

    /// Checks that no more is deleted than may be.
    ///
    /// - Throws: ``HubRefusal``.
    func checkDeletions() throws(HubRefusal) {
        let deletions = deletions
        if deletions.isEmpty { return }
        let names = deletions.map { Self.name(of: $0.key) }
        if !options.isLimitExplicit {
            if declarations.declared.isEmpty { throw .nothingDeclared(deleting: names.count) }
            let given = Set(declarations.declared.compactMap { $0.applicationSet?.name })
            for set in declarations.applicationSets.map(\.name).sorted() where !given.contains(set) {
                let lost = deletions.filter { $0.applicationSet == set }.map { Self.name(of: $0.key) }
                if !lost.isEmpty { throw .emptySet(set, deleting: lost) }
            }
        }
        if options.deletionLimit.refuses(deleting: names.count, of: ownCount) {
            throw .tooManyDeletions(names, total: ownCount)
        }
    }

    /// `application/web`.
    static func name(of key: ResourceKey) -> String { "\(key.kind.lowercased())/\(key.name)" }

    // MARK: - Declared

    private func action(for declaration: HubDeclaration, _ key: ResourceKey) -> Action {
        let set = declaration.applicationSet
        if let problem = Self.namespaceProblem(declaration.manifest, in: owner.namespace) { return .refuse(problem) }
        let manifest = owner.marked(declaration.manifest, of: set)
        let live = live[key]
        if let obstacle = live.flatMap({ owner.obstacle(to: $0, adopts: options.adopts) }) { return .refuse(obstacle) }
        guard var set else { return live.map { .update(manifest, live: $0) } ?? .create(manifest) }
        // Taking over is a change, whatever is allowed to what was given before.
        if let live, !owner.owns(live) { set.syncPolicy.applicationsSync = .sync }
        let outcome: ApplicationSetPolicy.Outcome
        do throws(ModelError) {
            outcome = try ApplicationSetPolicy(of: set).outcome(desired: manifest, current: live)
        } catch {
            return .refuse("can not be compared: \(error) of ApplicationSet \"\(set.name)\"")
        }
        switch (outcome, live) {
        case (.create(let manifest), _): return .create(manifest)
        case (.update(let target), let live?):
            let applicable = HubMerge.applicable(target, generated: manifest, live: live, set)
            return .update(owner.marked(applicable, of: declaration.applicationSet), live: live)
        case (.keep, _):
            return .keep("is left as it is (applicationsSync: \(set.syncPolicy.applicationsSync.rawValue))")
        default: return .none
        }
    }

    /// The document without what only the hub may say, in the namespace that it goes to.
    private static func bare(_ manifest: Manifest, in namespace: String) -> Manifest {
        var manifest = manifest
        manifest.value["status"] = nil
        manifest.value["operation"] = nil
        for field in serverFields { manifest.value["metadata"]?[field] = nil }
        // Both places mean the namespace that Argo CD runs in.
        if isOwnNamespace(manifest.namespace) { manifest.namespace = namespace }
        return manifest
    }

    /// An Application elsewhere has other rights; it must not come to them by being moved.
    private static func namespaceProblem(_ manifest: Manifest, in namespace: String) -> String? {
        guard manifest.namespace != namespace else { return nil }
        return "is declared in namespace \"\(manifest.namespace)\", and only \"\(namespace)\" is applied to; "
            + "see --namespace"
    }

    /// Whether a declared namespace stands for wherever Argo CD runs.
    private static func isOwnNamespace(_ namespace: String) -> Bool { namespace.isEmpty || namespace == "argocd" }

    private static let serverFields = [
        "managedFields", "resourceVersion", "generation", "uid", "creationTimestamp", "selfLink", "ownerReferences",
        "deletionTimestamp", "deletionGracePeriodSeconds",
    ]

    // MARK: - No longer declared

    private func leftOver(besides declared: Set<ResourceKey>) -> [Entry] {
        let own = live.values.filter { owner.owns($0) && !declared.contains($0.key) }
            .sorted { ($0.kind == AppProject.kind ? 1 : 0, $0.name) < ($1.kind == AppProject.kind ? 1 : 0, $1.name) }
        var entries: [Entry] = []
        var leaving: Set<String> = []
        for live in own {
            let set = self.set(of: live)
            var action = action(forLeftOver: live, set)
            if case .delete = action {
                if live.kind == Application.kind {
                    leaving.insert(live.name)
                } else if let user = user(of: live.name, besides: leaving) {
                    action = .keep("is no longer declared, and application \"\(user)\" still uses it")
                }
            }
            entries.append(Entry(key: live.key, applicationSet: set, action: action))
        }
        return entries
    }

    private func action(forLeftOver live: Manifest, _ set: String) -> Action {
        if live.isTerminating { return .keep("is being deleted") }
        let policy =
            declarations.applicationSets.first { $0.name == set }?.syncPolicy.applicationsSync
            ?? HubOwner.policy(of: live)
        if live.kind == Application.kind, !policy.allowsDelete {
            return .keep("is no longer generated, and kept (applicationsSync: \(policy.rawValue))")
        }
        guard declarations.failures.isEmpty else {
            return .keep("is kept, because not everything could be generated")
        }
        if let controller = HubOwner.controller(of: live) {
            return .keep("is kept, because \(controller.kind) \"\(controller.name)\" controls it")
        }
        guard options.prune else { return .keep("is no longer declared; --prune deletes it") }
        return .delete(live: live, finalizers: live.kind == Application.kind ? finalizersToLeave(on: live) : nil)
    }

    /// The finalizers that stay when an Application goes whose cluster the hub does not know: nobody could carry out the
    /// deletion of its resources, and it would wait for ever.
    private func finalizersToLeave(on live: Manifest) -> [String]? {
        guard let hubClusters else { return nil }
        let left = ApplicationSetPolicy.finalizersForDeletion(of: live, clusters: hubClusters)
        return left == HubMerge.finalizers(of: live) ? nil : left
    }

    /// The set that gave a live Application: its name where the set is declared, else the text of the label.
    private func set(of live: Manifest) -> String {
        guard let label = live.labels[HubOwner.applicationSetLabel] else { return "" }
        return declarations.applicationSets.first { HubOwner.isOf($0.name, live) }?.name ?? label
    }

    /// An Application on the hub that stays and uses a project.
    private func user(of project: String, besides leaving: Set<String>) -> String? {
        live.values.filter { live in
            live.kind == Application.kind && !leaving.contains(live.name)
                && live.value["spec"]?["project"]?.string == project
        }.map(\.name).min()
    }

    /// Projects before Applications, which need them; then by name.
    private static func precedes(_ left: ResourceKey, _ right: ResourceKey) -> Bool {
        (left.kind == AppProject.kind ? 0 : 1, left.name, left.namespace)
            < (right.kind == AppProject.kind ? 0 : 1, right.name, right.namespace)
    }
}
