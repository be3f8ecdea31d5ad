import FleetDeclarations
import FleetKube
import FleetModel
import FleetRegistry
import FleetValue
import Testing

@testable import FleetSync

@Suite struct RemovedApplicationsTests {
    private func record(_ name: String, _ finalizers: [String], cluster: String = "one") -> ApplicationRecord {
        let manifest: Value = [
            "apiVersion": "argoproj.io/v1alpha1", "kind": "Application",
            "metadata": ["name": .string(name), "finalizers": .array(finalizers.map { .string($0) })],
            "spec": ["source": ["repoURL": "."], "destination": ["name": .string(cluster)], "project": "team"],
        ]
        return ApplicationRecord(
            name: name,
            cluster: cluster,
            origin: "file/x.yaml:1",
            manifest: JSONWriter.text(of: manifest),
            updatedAt: 0
        )
    }

    private func removed(
        _ records: [ApplicationRecord],
        _ change: (inout ExpandedFleet) -> Void = { _ in }
    ) -> RemovedApplications {
        var fleet = ExpandedFleet()
        change(&fleet)
        return RemovedApplications(records: records, fleet: fleet, clusters: [.named("one")])
    }

    @Test(
        arguments: [
            ([], false), (["resources-finalizer.argocd.argoproj.io"], true),
            (["resources-finalizer.argocd.argoproj.io/background"], true),
            (["resources-finalizer.argocd.argoproj.io/foreground"], true),
            (["post-delete-finalizer.argocd.argoproj.io"], false),
            (["resources-finalizer.argocd.argoproj.io.example.com"], false),
        ] as [([String], Bool)]
    )
    func theFinalizerDecides(_ finalizers: [String], _ cascades: Bool) {
        let removed = removed([record("web", finalizers)])
        #expect(removed.cascading.map(\.name) == (cascades ? ["web"] : []))
        #expect(removed.orphaning.map(\.name) == (cascades ? [] : ["web"]))
        #expect(removed.names == ["web"])
        #expect(removed.cascading.allSatisfy { $0.isRemoved && $0.manifests.isEmpty })
    }

    private static let finalizer = "resources-finalizer.argocd.argoproj.io"

    @Test func whatIsDeclaredIsNotRemoved() {
        let records = [record("web", [Self.finalizer]), record("gone", [Self.finalizer])]
        let removed = removed(records) { $0.declared["web"] = DeclaredApplication(.make(), origin: .state("")) }
        #expect(removed.names == ["gone"])
    }

    @Test func anIncompleteFleetProvesNothing() {
        let failing = removed([record("web", [Self.finalizer])]) { fleet in
            fleet.failures = [ApplicationFailure(subject: "application/other", stage: .render, message: "no")]
        }
        #expect(failing.names == [])
        #expect(removed([record("web", [Self.finalizer])]) { $0.root = "root" }.names == [])
    }

    @Test func withoutItsClusterNothingIsDeleted() {
        let removed = removed([record("web", [Self.finalizer], cluster: "unregistered")])
        #expect(removed.cascading.isEmpty)
        #expect(removed.orphaning.map(\.name) == ["web"])
    }

    @Test func aRecordThatCanNotBeReadIsOnlyForgotten() {
        var unreadable = record("web", [Self.finalizer])
        unreadable.manifest = "{"
        #expect(removed([unreadable]).orphaning.map(\.name) == ["web"])
    }

    @Test func theProjectStillCounts() throws {
        var project = AppProject(manifest: Manifest([:]), name: "team")
        project.description = "the team's"
        let found = removed([record("web", [Self.finalizer])]) { $0.projects["team"] = project }
        #expect(found.cascading.map(\.project.description) == ["the team's"])
        #expect(removed([record("web", [Self.finalizer])]).cascading.map(\.project.name) == ["default"])
    }

    @Test func propagationFollowsTheFinalizerOrThePolicy() {
        func propagation(_ application: Application, isRemoved: Bool) -> DeletePropagation {
            DeletePropagation(of: application, isRemoved: isRemoved)
        }
        #expect(propagation(.make(), isRemoved: false) == .foreground)
        #expect(propagation(.make(options: ["PrunePropagationPolicy=background"]), isRemoved: false) == .background)
        #expect(propagation(.make(options: ["PrunePropagationPolicy=orphan"]), isRemoved: false) == .orphan)
        let orphaning = Application.make(options: ["PrunePropagationPolicy=orphan"], finalizers: [Self.finalizer])
        #expect(propagation(orphaning, isRemoved: true) == .foreground)
        #expect(propagation(.make(finalizers: [Self.finalizer + "/background"]), isRemoved: true) == .background)
    }
}
