import FleetDeclarations
import FleetDiff
import FleetKube
import FleetModel
import FleetValue

extension ClusterObserver {
    /// More namespaces than these are listed instead of read one by one.
    private static let readAtMost = 4

    /// Adds the destinations' namespaces that `CreateNamespace=true` asks for and that are not as they should be.
    ///
    /// A namespace that any application of the cluster declares is that one's: it is only made when it is missing,
    /// because its declaration may come in a later wave, and what was managed of it before is given up.
    func lookAtNamespaces(_ drafts: inout [ApplicationDraft], _ view: ClusterView) async throws(KubeError) {
        let wanted = drafts.indices.filter { Self.namespaceKey(for: drafts[$0].prepared) != nil }
        guard !wanted.isEmpty else { return }
        let live = try await namespaces(named: Set(wanted.map { Self.namespace(of: drafts[$0].prepared) }))
        for index in wanted {
            guard let key = Self.namespaceKey(for: drafts[index].prepared), let answer = live[key.name] else {
                continue
            }
            switch answer {
            case .failure(let error):
                drafts[index].add(ApplicationDraft.unknown(key, error.description))
            case .success(let live):
                let isDeclared = view.owners.owner(of: key) != nil
                let desired = Self.managedNamespace(of: drafts[index].prepared, hasMetadata: !isDeclared)
                let manager = Ownership.namespaceManager(of: drafts[index].name)
                if let live, !Self.differs(live, desired, manager) { continue }
                drafts[index].add(
                    ApplicationDraft.Open(
                        desired: desired,
                        type: .namespaces,
                        readable: .namespaces,
                        live: live,
                        isLookedUp: true,
                        application: drafts[index].name,
                        manager: manager,
                        isManagedNamespace: true
                    )
                )
            }
        }
    }

    private static func namespace(of application: PreparedApplication) -> String {
        application.desired.declared.application.destination.namespace
    }

    /// The namespace that an application wants made, unless it declares it itself.
    private static func namespaceKey(for application: PreparedApplication) -> ResourceKey? {
        let name = namespace(of: application)
        let key = ResourceKey(group: "", kind: "Namespace", namespace: "", name: name)
        guard !name.isEmpty, !application.desired.isRemoved, !application.declares(key),
            application.desired.declared.application.syncPolicy.has(.createNamespace)
        else { return nil }
        return key
    }

    /// The namespace, with what `managedNamespaceMetadata` says or bare; it is not tracked.
    private static func managedNamespace(of application: PreparedApplication, hasMetadata: Bool) -> Manifest {
        let policy = application.desired.declared.application.syncPolicy
        let name = Value.string(namespace(of: application))
        var desired = Manifest(["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": name]])
        guard hasMetadata else { return desired }
        for (key, text) in policy.namespaceLabels.sorted(by: { $0.key < $1.key }) { desired.setLabel(key, text) }
        for (key, text) in policy.namespaceAnnotations.sorted(by: { $0.key < $1.key }) {
            desired.setAnnotation(key, text)
        }
        return desired
    }

    /// Whether the metadata that is managed may differ; what was managed before and is no more differs too.
    private static func differs(_ live: Manifest, _ desired: Manifest, _ manager: String) -> Bool {
        if desired.labels.isEmpty, desired.annotations.isEmpty, live.appliedFields(by: manager) == nil { return false }
        return LocalComparison.compare(desired: desired, live: live, manager: manager) != .inSync
    }

    /// Reads namespaces, few one by one and many with one list; who may not list them reads them one by one.
    private func namespaces(
        named names: Set<String>
    ) async throws(KubeError) -> [String: Result<Manifest?, KubeError>] {
        if names.count > Self.readAtMost {
            do throws(KubeError) {
                let all = try await client.list(.namespaces, labelSelector: "")
                let byName = Dictionary(all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
                return Dictionary(uniqueKeysWithValues: names.map { ($0, .success(byName[$0])) })
            } catch {
                if error.concernsCluster { throw error.ofCluster }
            }
        }
        let client = client
        let answers = await withTaskGroup(of: (String, Result<Manifest?, KubeError>).self) { group in
            for name in names {
                group.addTask {
                    do throws(KubeError) {
                        // In two steps: Swift 6.3.1 with -O loses the first element when the call stands in the tuple.
                        let found = try await client.get(.namespaces, namespace: "", name: name)
                        return (name, .success(found))
                    } catch {
                        return (name, .failure(error))
                    }
                }
            }
            var answers: [String: Result<Manifest?, KubeError>] = [:]
            for await (name, answer) in group { answers[name] = answer }
            return answers
        }
        for case .failure(let error) in answers.sorted(by: { $0.key < $1.key }).map(\.value) where error.concernsCluster
        {
            throw error.ofCluster
        }
        return answers
    }
}
