public import FleetModel
public import FleetRender
import FleetGenerators
import FleetValue

/// What a fleet's declarations come to: every Application with its cluster and manifests, and what failed on the way.
public struct ExpandedFleet: Sendable {
    /// The Applications that could be rendered, sorted by name.
    public var applications: [DesiredApplication] = []
    /// What failed, sorted by subject.
    public var failures: [ApplicationFailure] = []
    /// Every Application that is declared, whether or not it could be rendered, by name.
    public var declared: [String: DeclaredApplication] = [:]

    /// Whether nothing failed, so that what is not declared is known to be no longer wanted.
    public var isComplete: Bool { failures.isEmpty }
}

/// Turns declarations into desired applications: generates, resolves destinations, checks projects, renders, and takes
/// up the Applications among the rendered manifests (app-of-apps) until there are no new ones.
///
/// An error costs the Application or ApplicationSet it concerns and is kept; the rest goes on.
public struct Expansion: Sendable {
    /// How deep Applications may bring Applications.
    static let maximumDepth = 16

    private let clusters: [Cluster]
    private let inventory: ClusterInventory
    private let resolver: DestinationResolver
    private let hubs: Set<String>
    private let renderer: Renderer

    /// Makes an expansion.
    ///
    /// - Parameters:
    ///   - clusters: The registered clusters.
    ///   - configuration: Names the local cluster and the hubs.
    ///   - renderer: Fetches and renders sources.
    public init(clusters: [Cluster], configuration: FleetConfiguration, renderer: Renderer) {
        self.clusters = clusters
        inventory = ClusterInventory(clusters)
        resolver = DestinationResolver(clusters: clusters, local: configuration.localCluster)
        hubs = Set(configuration.hubs)
        self.renderer = renderer
    }

    /// Expands everything that is declared.
    ///
    /// - Parameters:
    ///   - declarations: What the fleet directory holds.
    ///   - roots: Applications that something else than the directory declares.
    ///   - root: Only this root and what it brings; nil for all.
    ///   - selection: Whether an Application for a cluster is wanted. What is not wanted is rendered all the same, since
    ///     it may bring one that is, and left out of the result.
    public func expand(
        _ declarations: Declarations,
        beside roots: [DeclaredApplication] = [],
        root: String? = nil,
        selection: @escaping @Sendable (Application, Cluster) -> Bool = { _, _ in true }
    ) async -> ExpandedFleet {
        var state = State(projects: declarations.projects.map(\.content))
        var round = declarations.applications.map {
            DeclaredApplication($0.content, origin: .file($0.place))
        }
        round += roots
        for declared in declarations.applicationSets {
            round += generate(declared.content, parent: nil, wave: 0, &state)
        }
        if let root { round.removeAll { $0.application.name != root } }
        for depth in 0... {
            if round.isEmpty { break }
            let resolved = resolve(round, &state)
            guard depth < Self.maximumDepth else {
                for (declared, cluster) in resolved {
                    state.fail(
                        declared.application.name,
                        cluster.name,
                        .render,
                        "Applications bring Applications more than \(Self.maximumDepth) deep"
                    )
                }
                break
            }
            round = await render(resolved, selection, &state)
        }
        return state.finished()
    }

    private struct State {
        var fleet = ExpandedFleet()
        var projects: [String: AppProject]

        init(projects: [AppProject]) {
            self.projects = ["default": .default]
            for project in projects { self.projects[project.name] = project }
        }

        mutating func fail(
            _ application: String,
            _ cluster: String?,
            _ stage: ApplicationFailure.Stage,
            _ message: String
        ) {
            fleet.failures.append(
                ApplicationFailure(
                    subject: "application/\(application)",
                    cluster: cluster,
                    stage: stage,
                    message: message
                )
            )
        }

        func finished() -> ExpandedFleet {
            var fleet = fleet
            fleet.applications.sort { $0.name < $1.name }
            fleet.failures.sort { ($0.subject, $0.message) < ($1.subject, $1.message) }
            return fleet
        }
    }

    private func generate(
        _ set: ApplicationSet,
        parent: DeclaredApplication?,
        wave: Int,
        _ state: inout State
    ) -> [DeclaredApplication] {
        var generated: [DeclaredApplication] = []
        do {
            let problems = try ApplicationSetGenerator(applicationSet: set).generate(clusters: inventory) { application in
                generated.append(
                    DeclaredApplication(application, origin: .applicationSet(set.name), parent: parent, wave: wave)
                )
            }
            for problem in problems { state.fail(problem.application, nil, .generate, problem.message) }
        } catch {
            state.fleet.failures.append(
                ApplicationFailure(
                    subject: "applicationset/\(set.name)",
                    stage: .generate,
                    message: String(describing: error)
                )
            )
            return []
        }
        return generated
    }

    /// Registers one round of Applications by name, and finds clusters and projects.
    private func resolve(
        _ round: [DeclaredApplication],
        _ state: inout State
    ) -> [(DeclaredApplication, Cluster)] {
        var resolved: [(DeclaredApplication, Cluster)] = []
        for declared in round {
            let application = declared.application
            if let earlier = state.fleet.declared[application.name] {
                // A root that contains itself is how app-of-apps manages itself: the first declaration stands.
                if case .application(let parent) = declared.origin,
                    parent == application.name || isAncestor(application.name, of: parent, state.fleet.declared)
                {
                    continue
                }
                state.fail(
                    application.name,
                    nil,
                    .generate,
                    "declared twice: by \(earlier.origin) and by \(declared.origin)"
                )
                resolved.removeAll { $0.0.application.name == application.name }
                continue
            }
            state.fleet.declared[application.name] = declared
            switch resolver.resolve(application.destination) {
            case .failure(let problem):
                state.fail(application.name, nil, .destination, problem.description)
            case .success(let cluster):
                if let refusal = refusal(of: application, cluster, state.projects) {
                    state.fail(application.name, cluster.name, .project, refusal)
                } else {
                    resolved.append((declared, cluster))
                }
            }
        }
        return resolved
    }

    private func isAncestor(_ name: String, of child: String, _ declared: [String: DeclaredApplication]) -> Bool {
        var current: String? = child
        while let step = current {
            if step == name { return true }
            current = declared[step]?.parent
        }
        return false
    }

    private func refusal(
        of application: Application,
        _ cluster: Cluster,
        _ projects: [String: AppProject]
    ) -> String? {
        guard let project = projects[application.project] else {
            return "project \"\(application.project)\" is not declared"
        }
        for source in application.sources {
            if let refusal = project.permits(repository: source.repoURL).refusal { return refusal }
        }
        let place = ApplicationDestination(
            server: cluster.server,
            name: cluster.name,
            namespace: application.destination.namespace
        )
        return project.permits(destination: place, projectClusters: clusters.filter { $0.project == project.name }).refusal
    }

    /// Renders one round and answers the Applications that its manifests bring.
    private func render(
        _ round: [(DeclaredApplication, Cluster)],
        _ selection: @Sendable (Application, Cluster) -> Bool,
        _ state: inout State
    ) async -> [DeclaredApplication] {
        // Without a selection by cluster nothing is left out; children of other clusters come through their parents.
        await renderer.prefetch(round.map(\.0.application))
        let renderer = renderer
        let results = await withTaskGroup(of: (Int, Result<RenderedApplication, RenderError>).self) { group in
            for (index, entry) in round.enumerated() {
                group.addTask {
                    do throws(RenderError) {
                        return (index, .success(try await renderer.render(entry.0.application)))
                    } catch {
                        return (index, .failure(error))
                    }
                }
            }
            var results: [(Int, Result<RenderedApplication, RenderError>)] = []
            for await result in group { results.append(result) }
            return results.sorted { $0.0 < $1.0 }
        }
        var children: [DeclaredApplication] = []
        for (index, result) in results {
            let (declared, cluster) = round[index]
            switch result {
            case .failure(let error):
                state.fail(declared.application.name, cluster.name, .render, error.description)
            case .success(let rendered):
                var manifests = rendered.manifests
                if !hubs.contains(cluster.name) {
                    manifests = take(up: manifests, of: declared, cluster, &children, &state)
                }
                guard selection(declared.application, cluster) else { continue }
                state.fleet.applications.append(
                    DesiredApplication(
                        declared: declared,
                        cluster: cluster,
                        project: state.projects[declared.application.project] ?? .default,
                        manifests: manifests,
                        revisions: rendered.revisions,
                        hash: rendered.hash,
                        warnings: rendered.warnings
                    )
                )
            }
        }
        return children
    }

    /// Separates what `fleet` takes up itself from what is applied to the cluster.
    private func take(
        up manifests: [Manifest],
        of parent: DeclaredApplication,
        _ cluster: Cluster,
        _ children: inout [DeclaredApplication],
        _ state: inout State
    ) -> [Manifest] {
        var applied: [Manifest] = []
        for manifest in manifests {
            guard manifest.groupVersionKind.group == "argoproj.io" else {
                applied.append(manifest)
                continue
            }
            let wave = SyncWave.of(manifest)
            let name = parent.application.name
            do throws(ModelError) {
                switch manifest.kind {
                case "Application":
                    children.append(
                        DeclaredApplication(
                            try Application(decoding: manifest.value),
                            origin: .application(name),
                            parent: parent,
                            wave: wave
                        )
                    )
                case "ApplicationSet":
                    let set = try ApplicationSet(decoding: manifest.value)
                    children += generate(set, parent: parent, wave: wave, &state)
                case "AppProject":
                    let project = try AppProject(decoding: manifest.value)
                    state.projects[project.name] = project
                default:
                    applied.append(manifest)
                }
            } catch {
                state.fail(name, cluster.name, .render, "\(manifest.kind) \"\(manifest.name)\": \(error)")
            }
        }
        return applied
    }
}
