import FleetModel

extension Expansion {
    /// Separates what `fleet` takes up itself from what is applied to the cluster.
    func take(
        up manifests: [Manifest],
        of parent: DeclaredApplication,
        _ cluster: Cluster,
        _ children: inout [DeclaredApplication],
        _ sets: inout [PendingSet],
        _ state: inout ExpansionState
    ) -> [Manifest] {
        var applied: [Manifest] = []
        for manifest in manifests {
            // What is a hook, or to be skipped, is none of the fleet's Applications.
            guard manifest.apiVersion == Application.apiVersion, Self.takenUp.contains(manifest.kind),
                !Hook.isHook(manifest), !Hook.isSkipped(manifest)
            else {
                applied.append(manifest)
                continue
            }
            let subject = "\(manifest.kind.lowercased())/\(manifest.name)"
            let name = parent.application.name
            let wave = SyncWave.of(manifest)
            if let refusal = refusal(of: manifest, from: parent, cluster, state.fleet.projects) {
                state.fail(subject, nil, .project, refusal, parent: name, wave: wave)
                continue
            }
            do throws(ModelError) {
                switch manifest.kind {
                case Application.kind:
                    children.append(
                        DeclaredApplication(
                            try Application(decoding: manifest.value),
                            origin: .application(name),
                            parent: parent,
                            wave: wave
                        )
                    )
                case ApplicationSet.kind:
                    sets.append(PendingSet(try ApplicationSet(decoding: manifest.value), parent: parent, wave: wave))
                default:
                    let project = try AppProject(decoding: manifest.value)
                    if let earlier = state.add(project, from: "application/\(name)") {
                        let message = "it is declared twice: by \(earlier) and by application/\(name)"
                        state.fail(subject, nil, .project, message, parent: name, wave: wave)
                    }
                }
            } catch {
                state.fail(subject, nil, .generate, "\(error)", parent: name, wave: wave)
            }
        }
        return applied
    }

    /// The kinds that `fleet` takes up itself.
    private static let takenUp: Set<String> = [Application.kind, ApplicationSet.kind, AppProject.kind]

    /// Why an Application must not bring an Application, ApplicationSet or AppProject; nil when it may.
    ///
    /// Where Argo CD runs these are resources like any other, so that a project which does not permit them, or not in
    /// their namespace, keeps its Applications from making themselves others with more rights.
    private func refusal(
        of manifest: Manifest,
        from parent: DeclaredApplication,
        _ cluster: Cluster,
        _ projects: [String: AppProject]
    ) -> String? {
        guard let project = projects[parent.application.project] else { return nil }
        var key = manifest.key
        if key.namespace.isEmpty { key.namespace = parent.application.destination.namespace }
        let place = ApplicationDestination(server: cluster.server, name: cluster.name)
        return project.permits(
            resource: key,
            isClusterScoped: false,
            on: place,
            projectClusters: members(of: project)
        ).refusal
    }
}
