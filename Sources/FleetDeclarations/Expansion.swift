import FleetGenerators
public import FleetModel
public import FleetRender
import FleetValue

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
    private let answering: any GeneratorAnswering
    private let fileGlobbing: GeneratorInputs.FileGlobbing
    private let allowedAddresses: [String]

    /// Makes an expansion.
    ///
    /// - Parameters:
    ///   - clusters: The registered clusters.
    ///   - configuration: Names the local cluster and the hubs.
    ///   - renderer: Fetches and renders sources.
    ///   - answering: Knows what generators ask; nil for what the renderer's repositories tell and nothing else.
    public init(
        clusters: [Cluster],
        configuration: FleetConfiguration,
        renderer: Renderer,
        answering: (any GeneratorAnswering)? = nil
    ) {
        self.clusters = clusters
        inventory = ClusterInventory(clusters)
        resolver = DestinationResolver(clusters: clusters, local: configuration.localCluster)
        hubs = Set(configuration.hubs)
        self.renderer = renderer
        fileGlobbing = configuration.generators.fileGlobbing
        allowedAddresses = configuration.generators.allowedAddresses
        self.answering = answering ?? ComposedAnswers(git: GitAnswers(renderer))
    }

    /// Expands everything that is declared.
    ///
    /// - Parameters:
    ///   - declarations: What the fleet directory holds.
    ///   - roots: Applications that something else than the directory declares; the directory's of the same name win.
    ///   - failures: What is declared elsewhere and could not be read: it counts as declared and failed.
    ///   - remembered: What earlier runs know of ApplicationSets' Applications, which policies may say to keep.
    ///   - root: Only this root and what it brings; nil for all.
    ///   - selection: Whether an Application for a cluster is wanted. What is not wanted is rendered all the same, since
    ///     it may bring one that is, and left out of the result.
    /// - Returns: What is declared, as far as it could be read.
    public func expand(
        _ declarations: Declarations,
        beside roots: [DeclaredApplication] = [],
        failures: [ApplicationFailure] = [],
        remembered: RememberedApplications = RememberedApplications(),
        root: String? = nil,
        selection: @escaping @Sendable (Application, Cluster) -> Bool = { _, _ in true }
    ) async -> ExpandedFleet {
        var state = ExpansionState(
            projects: declarations.projects,
            failures: failures,
            configMaps: declarations.configMapData,
            remembered: remembered
        )
        var round = await firstRound(declarations, roots, &state)
        if let root { state.restrict(&round, to: root) }
        var isKeptTakenUp = root != nil
        for depth in 0... {
            var resolved = resolve(round, &state)
            if resolved.isEmpty, !isKeptTakenUp {
                // Only now it is known what nothing declares any more.
                isKeptTakenUp = true
                resolved = resolve(state.takeUpKept(), &state)
            }
            if resolved.isEmpty { break }
            guard depth < Self.maximumDepth else {
                for (declared, cluster) in resolved {
                    let message = "Applications bring Applications more than \(Self.maximumDepth) deep"
                    state.fail(declared, cluster.name, .render, message)
                }
                break
            }
            round = await render(resolved, selection, &state)
        }
        for declared in state.waiting {
            state.fail(declared, nil, .project, "project \"\(declared.application.project)\" is not declared")
        }
        return state.finished()
    }

    private func firstRound(
        _ declarations: Declarations,
        _ roots: [DeclaredApplication],
        _ state: inout ExpansionState
    ) async -> [DeclaredApplication] {
        var round = declarations.applications.map {
            DeclaredApplication($0.content, origin: .file($0.place))
        }
        round += await generate(declarations.applicationSets.map { PendingSet($0.content) }, &state)
        let names = Set(round.map(\.application.name))
        state.forgetFailures(of: names)
        return round + roots.filter { !names.contains($0.application.name) }
    }

    // MARK: - Clusters and projects

    /// Takes note of one round of Applications by name, and finds their clusters and projects.
    private func resolve(
        _ round: [DeclaredApplication],
        _ state: inout ExpansionState
    ) -> [(DeclaredApplication, Cluster)] {
        var resolved: [(DeclaredApplication, Cluster)] = []
        for declared in round where state.register(declared) { state.wait(declared) }
        for declared in state.admitted() where state.isUnambiguous(declared) {
            if let refusal = localityRefusal(of: declared, state.fleet.declared) {
                state.fail(declared, nil, .render, refusal)
                continue
            }
            switch resolver.resolve(declared.application.destination) {
            case .failure(let problem):
                state.fail(declared, nil, .destination, problem.description)
            case .success(let cluster):
                if let refusal = refusal(of: declared.application, cluster, state.fleet.projects) {
                    state.fail(declared, cluster.name, .project, refusal)
                } else {
                    resolved.append((declared, cluster))
                }
            }
        }
        return resolved
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
        return project.permits(destination: place, projectClusters: members(of: project)).refusal
    }

    /// Why an Application must not read from this machine, or nil when it does not, or may.
    ///
    /// Who writes to a repository elsewhere decides what it brings, and must not thereby read this machine's files.
    private func localityRefusal(
        of declared: DeclaredApplication,
        _ all: [String: DeclaredApplication]
    ) -> String? {
        guard let parent = declared.parent.flatMap({ all[$0] }),
            let foreign = parent.application.sources.first(where: { !$0.isOnThisMachine }),
            let local = declared.application.sources.first(where: \.isOnThisMachine)
        else { return nil }
        return "its source \(local.label) is on this machine, but it comes from application "
            + "\"\(parent.application.name)\" whose source \(foreign.label) is not; "
            + "name the repository by its address"
    }

    func members(of project: AppProject) -> [Cluster] {
        clusters.filter { $0.project == project.name }
    }

    /// What ApplicationSets of one origin are generated from.
    func inputs(
        for sets: [ApplicationSet],
        isForeign: Bool,
        _ state: inout ExpansionState
    ) async -> GeneratorInputs {
        let driver = GeneratorDriver(
            answering: isForeign ? ForeignAnswers(answering, allowedAddresses: allowedAddresses) : answering,
            fileGlobbing: fileGlobbing
        )
        let inputs = await driver.inputs(
            for: sets,
            clusters: inventory,
            configMaps: state.configMaps,
            known: state.answers[isForeign] ?? GeneratorAnswers()
        )
        state.answers[isForeign] = inputs.answers
        return inputs
    }

    // MARK: - Rendering

    /// Renders one round and answers the Applications that its manifests bring.
    private func render(
        _ round: [(DeclaredApplication, Cluster)],
        _ selection: @Sendable (Application, Cluster) -> Bool,
        _ state: inout ExpansionState
    ) async -> [DeclaredApplication] {
        var children: [DeclaredApplication] = []
        var sets: [PendingSet] = []
        for ((declared, cluster), result) in zip(round, await rendered(round.map(\.0.application))) {
            switch result {
            case .failure(let error):
                state.fail(declared, cluster.name, .render, error.description)
            case .success(let rendered):
                var manifests = rendered.manifests
                if !hubs.contains(cluster.name) {
                    manifests = take(up: manifests, of: declared, cluster, &children, &sets, &state)
                }
                guard selection(declared.application, cluster) else {
                    state.addUnselected(manifests, of: declared, on: cluster.name)
                    continue
                }
                state.add(
                    DesiredApplication(
                        declared: declared,
                        cluster: cluster,
                        project: state.fleet.projects[declared.application.project] ?? .default,
                        manifests: manifests,
                        revisions: rendered.revisions,
                        hash: rendered.hash,
                        warnings: rendered.warnings
                    )
                )
            }
        }
        return children + (await generate(sets, &state))
    }

    /// Renders Applications side by side; the results are in their order.
    private func rendered(_ applications: [Application]) async -> [Result<RenderedApplication, RenderError>] {
        await renderer.prefetch(applications)
        let renderer = renderer
        return await withTaskGroup(of: (Int, Result<RenderedApplication, RenderError>).self) { group in
            for (index, application) in applications.enumerated() {
                group.addTask {
                    do throws(RenderError) {
                        // In two steps: Swift 6.3.1 with -O loses the index when the call stands in the tuple.
                        let rendered = try await renderer.render(application)
                        return (index, .success(rendered))
                    } catch {
                        return (index, .failure(error))
                    }
                }
            }
            var results = [Result<RenderedApplication, RenderError>](
                repeating: .failure(.cancelled),
                count: applications.count
            )
            for await (index, result) in group { results[index] = result }
            return results
        }
    }
}
