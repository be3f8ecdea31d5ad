import FleetModel
import FleetRender
import FleetTestSupport
import FleetValue
import FleetYAML
import Testing

@testable import FleetDeclarations

/// Fleet directories on disk, and what they come to.
@Suite struct ExpansionTests {
    @Test(arguments: try CaseFolder.all("Expansion"))
    func expands(_ folder: CaseFolder) async throws {
        let clusters = try folder.values("clusters.yaml").map { try Cluster(decoding: $0) }
        let chosen = folder.has("selection.yaml") ? try folder.value("selection.yaml") : [:]
        let labels = try chosen["clusters"]?.string.map { try LabelSelector(parsing: $0) }
        let names = try (chosen["applications"]?.array ?? []).compactMap(\.string).map { try Glob($0, separator: nil) }
        let bench = try ExpansionBench(copying: folder.path(of: "fleet"))
        let fleet = try await bench.expand(clusters, root: chosen["root"]?.string) { application, cluster in
            (labels?.matches(cluster.labels) ?? true)
                && (names.isEmpty || names.contains { $0.matches(application.name) })
        }
        folder.expect(bench.text(fleet), in: "expected.txt")
    }

    @Test func theOrderOfFilesIsNoMatter() async throws {
        let folder = try CaseFolder.one("Expansion", "app-of-apps")
        let clusters = try folder.values("clusters.yaml").map { try Cluster(decoding: $0) }
        let bench = try ExpansionBench(copying: folder.path(of: "fleet"))
        let first = bench.text(try await bench.expand(clusters))
        for _ in 1...3 {
            let again = try await bench.expand(clusters.shuffled())
            #expect(bench.text(again) == first)
        }
    }

    @Test func applicationsBringApplicationsOnlySoDeep() async throws {
        let bench = try ExpansionBench()
        try bench.folder.write("fleet/applications/root.yaml", ExpansionBench.application("app-0"))
        for level in 0..<20 {
            try bench.folder.write("fleet/apps/app-\(level)/next.yaml", ExpansionBench.application("app-\(level + 1)"))
        }
        let fleet = try await bench.expand([ExpansionBench.cluster])
        #expect(fleet.applications.count == Expansion.maximumDepth)
        #expect(fleet.failures.map(\.subject) == ["application/app-16"])
        #expect(fleet.failures.map(\.message) == ["Applications bring Applications more than 16 deep"])
        #expect(!fleet.isComplete)
        #expect(fleet.declared["app-16"]?.root == "app-0")
        #expect(fleet.declared["app-16"]?.parent == "app-15")
    }

    @Test func whatTheDirectoryDeclaresWinsOverTheState() async throws {
        let bench = try ExpansionBench()
        try bench.folder.write("fleet/applications/root.yaml", ExpansionBench.application("root"))
        try bench.folder.write("fleet/apps/root/README.md", "")
        try bench.folder.write("fleet/apps/other/README.md", "")
        let value = try YAMLReader.value(in: ExpansionBench.application("root"))
        let other = try YAMLReader.value(in: ExpansionBench.application("other"))
        let fleet = try await bench.expand(
            [ExpansionBench.cluster],
            beside: [
                DeclaredApplication(try Application(decoding: value), origin: .state("bootstrap/one")),
                DeclaredApplication(try Application(decoding: other), origin: .state("bootstrap/one")),
            ],
            failures: [ApplicationFailure(subject: "application/root", stage: .generate, message: "unreadable")]
        )
        #expect(fleet.failures == [])
        #expect(fleet.declared.mapValues { "\($0.origin)".hasPrefix("bootstrap/") } == ["root": false, "other": true])
    }

    // MARK: Doubts

    private func doubt(about cluster: String, _ failures: ApplicationFailure..., root: String? = nil) -> String? {
        var fleet = ExpandedFleet()
        fleet.failures = failures
        fleet.root = root
        return fleet.doubts.about(cluster)
    }

    @Test func whatFailedCastsADoubtWhereItMayBelong() {
        #expect(doubt(about: "one") == nil)
        let here = ApplicationFailure(subject: "application/a", cluster: "one", stage: .render, message: "")
        #expect(doubt(about: "one", here) == "application/a could not be read and may declare it now")
        #expect(doubt(about: "two", here) == nil)
        let anywhere = ApplicationFailure(subject: "applicationset/s", stage: .generate, message: "")
        #expect(doubt(about: "two", here, anywhere) == "applicationset/s could not be read and may declare it now")
        // What goes to no known cluster is on none.
        #expect(
            doubt(about: "one", ApplicationFailure(subject: "application/a", stage: .destination, message: "")) == nil
        )
        #expect(
            doubt(about: "one", root: "root") == #"only application "root" and what it brings was looked at"#
        )
    }
}

/// A fleet directory in a scratch folder, and its expansion.
struct ExpansionBench {
    let folder: ScratchFolder

    static let cluster = Cluster(name: "one", server: "https://one.example:6443")

    /// Makes an empty directory, or one that is a copy.
    init(copying source: String? = nil) throws {
        folder = try ScratchFolder("expansion")
        if let source {
            try folder.copy(source, to: "fleet")
        } else {
            try folder.write("fleet/fleet.yaml", "apiVersion: fleet.internal/v1alpha1\nkind: Fleet\n")
        }
    }

    /// The text of an Application whose manifests are in `apps/NAME`.
    static func application(_ name: String) -> String {
        """
        apiVersion: argoproj.io/v1alpha1
        kind: Application
        metadata: {name: \(name)}
        spec:
          source: {repoURL: ., path: apps/\(name)}
          destination: {name: one, namespace: web}

        """
    }

    func expand(
        _ clusters: [Cluster],
        beside roots: [DeclaredApplication] = [],
        failures: [ApplicationFailure] = [],
        root: String? = nil,
        selection: @escaping @Sendable (Application, Cluster) -> Bool = { _, _ in true }
    ) async throws -> ExpandedFleet {
        let directory = try FleetDirectory(path: folder.path("fleet"))
        let expansion = Expansion(
            clusters: clusters,
            configuration: directory.configuration,
            renderer: Renderer(fleetDirectory: directory.path, cacheDirectory: folder.path("cache"))
        )
        return await expansion.expand(
            try directory.declarations(),
            beside: roots,
            failures: failures,
            root: root,
            selection: selection
        )
    }

    /// What a fleet came to, for people; paths are relative to the fleet directory.
    func text(_ fleet: ExpandedFleet) -> String {
        var lines: [String] = []
        for application in fleet.applications {
            let declared = application.declared
            var words = "\(application.name) on \(application.cluster.name), \(declared.origin)"
            if let parent = declared.parent {
                words += ", child of \(parent), root \(declared.root), wave \(declared.wave)"
            }
            lines.append(words)
            lines += application.manifests.map { "  \($0.key)" }
        }
        for (cluster, keys) in fleet.unselected.sorted(by: { $0.key < $1.key }) {
            lines.append("not selected on \(cluster)")
            lines += keys.sorted { $0.key < $1.key }.map { "  \($0.key) of \($0.value)" }
        }
        for failure in fleet.failures {
            let place = [
                failure.cluster.map { "on \($0)" }, failure.parent.map { "child of \($0), wave \(failure.wave)" },
            ]
            let words = place.compactMap { $0 }.joined(separator: ", ")
            lines.append("failed to \(failure.stage.rawValue) \(failure.subject)" + (words.isEmpty ? "" : " \(words)"))
            lines.append("  \(failure.message)")
        }
        let rest = fleet.declared.keys.filter { name in !fleet.applications.contains { $0.name == name } }
        if !rest.isEmpty { lines.append("declared beside: \(rest.sorted().joined(separator: ", "))") }
        lines.append("projects: \(fleet.projects.keys.sorted().joined(separator: ", "))")
        return (lines.joined(separator: "\n") + "\n").replacing(folder.path("fleet") + "/", with: "")
    }
}
