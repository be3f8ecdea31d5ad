import FleetModel
import FleetValue
import Testing

@testable import FleetSync

@Suite struct ClusterImportPlanTests {
    private func found(_ name: String, server: String? = nil, labels: [String: String] = [:]) -> FoundCluster {
        FoundCluster.all(
            in: [.clusterSecret(name, server ?? "https://\(name).example", labels: labels)],
            hub: "hub"
        )[0]
    }

    private func imported(_ name: String, labels: [String: String] = [:], secret: String? = nil) -> Cluster {
        Cluster(
            name: name,
            server: "https://\(name).example",
            labels: labels.merging([Cluster.secretTypeLabel: "cluster"]) { $1 },
            credential: .argocdSecret(hub: "hub", namespace: "argocd", name: "cluster-\(secret ?? name)")
        )
    }

    private func plan(
        _ found: [FoundCluster],
        _ registered: [Cluster],
        selector: String? = nil,
        prune: Bool = false
    ) throws -> ClusterImportPlan {
        ClusterImportPlan(
            found,
            registered: registered,
            selector: try selector.map { try LabelSelector(parsing: $0) },
            hub: ("hub", "argocd"),
            prune: prune
        )
    }

    private func summaries(_ plan: ClusterImportPlan) -> [String] {
        plan.entries.map { "\($0.action.rawValue) \($0.name)" + ($0.message.isEmpty ? "" : ": \($0.message)") }
    }

    @Test func everythingIsRegisteredOnceAndKeptUpToDate() throws {
        let first = try plan([found("eu"), found("us", labels: ["env": "test"])], [])
        #expect(summaries(first) == ["created eu", "created us"])
        let registered = first.entries.compactMap(\.cluster)
        #expect(registered == [imported("eu"), imported("us", labels: ["env": "test"])])
        let again = try plan([found("eu"), found("us", labels: ["env": "live"])], registered)
        #expect(summaries(again) == ["unchanged eu", "changed us: labels"])
        #expect(!first.hasFailures)
        #expect(again.hasChanges)
    }

    @Test func aClusterThatWasRegisteredOtherwiseKeepsItsCredentials() throws {
        let own = Cluster(
            name: "eu",
            server: "https://eu.example",
            labels: ["mine": "yes", "env": "old"],
            credential: .kubeconfig(file: nil, context: "eu")
        )
        let plan = try plan([found("eu", labels: ["env": "new"])], [own])
        #expect(summaries(plan) == ["changed eu: labels"])
        let cluster = try #require(plan.entries.first?.cluster)
        #expect(cluster.credential == .kubeconfig(file: nil, context: "eu"))
        #expect(cluster.labels == ["mine": "yes", "env": "new", Cluster.secretTypeLabel: "cluster"])
    }

    @Test func anotherClusterOfTheNameIsLeftAlone() throws {
        let own = Cluster(
            name: "eu",
            server: "https://other.example",
            credential: .kubeconfig(file: nil, context: "eu")
        )
        #expect(
            summaries(try plan([found("eu")], [own]))
                == ["skipped eu: is registered at https://other.example, with credentials of its own"]
        )
    }

    @Test func aSecretThatMovedOrWasRenamedIsFollowed() throws {
        let moved = try plan([found("eu", server: "https://new.example")], [imported("eu")])
        #expect(summaries(moved) == ["changed eu: server"])
        let renamed = try plan([found("eu")], [imported("old", secret: "eu")], prune: true)
        #expect(summaries(renamed) == ["changed old: renamed to eu, server"])
        let taken = try plan([found("eu")], [imported("old", secret: "eu"), imported("eu", secret: "x")])
        #expect(summaries(taken).first == "failed eu: was called \"old\", and \"eu\" is registered already")
    }

    @Test func oneWrongSecretFailsOnlyItselfAndStopsRemovals() throws {
        var wrong = Manifest.clusterSecret("wrong", "https://wrong.example")
        wrong.value["stringData"]?["server"] = ""
        let all = FoundCluster.all(in: [wrong, .clusterSecret("eu", "https://eu.example")], hub: "hub")
        let plan = try plan(all, [imported("gone")], prune: true)
        #expect(
            summaries(plan) == [
                "failed Secret argocd/cluster-wrong: data.server: is required", "created eu",
                "skipped gone: is kept, because not every Secret on the hub could be read",
            ]
        )
        #expect(plan.hasFailures)
    }

    @Test func oneNameOfTwoSecretsMeansNeither() throws {
        var other = Manifest.clusterSecret("eu", "https://other.example")
        other.value["metadata"]?["name"] = "cluster-other"
        let all = FoundCluster.all(in: [other, .clusterSecret("eu", "https://eu.example")], hub: "hub")
        #expect(
            summaries(try plan(all, [])) == [
                "failed eu: Secret argocd/cluster-eu is one of several with this name",
                "failed eu: Secret argocd/cluster-other is one of several with this name",
            ]
        )
    }

    @Test func onlyWhatCameFromTheHubIsForgottenAndOnlyWhenAsked() throws {
        let other = Cluster(
            name: "elsewhere",
            server: "https://e.example",
            credential: .argocdSecret(hub: "other", namespace: "argocd", name: "e")
        )
        let registered = [imported("eu"), imported("gone"), other, .named("own")]
        #expect(
            summaries(try plan([found("eu")], registered))
                == ["unchanged eu", "skipped gone: is no longer on the hub; --prune forgets it"]
        )
        #expect(
            summaries(try plan([found("eu")], registered, prune: true))
                == ["unchanged eu", "removed gone: is no longer on the hub"]
        )
    }

    @Test func aSelectorNarrowsBothWays() throws {
        let registered = [
            imported("eu", labels: ["env": "live"]), imported("gone"), imported("left", labels: ["env": "live"]),
        ]
        let plan = try plan(
            [found("eu", labels: ["env": "test"]), found("us", labels: ["env": "live"])],
            registered,
            selector: "env=live",
            prune: true
        )
        // The label of "eu" is another one on the hub now: it is not selected, and not gone either.
        #expect(summaries(plan) == ["removed left: is no longer on the hub", "created us"])
    }

    @Test func removalsGoUnderTheBreaker() throws {
        let registered = (1...6).map { imported("c\($0)") }
        let many = try plan([found("c1"), found("c2")], registered, prune: true)
        #expect(
            throws: ClusterImportRefusal.tooMany(["c3", "c4", "c5", "c6"], total: 6)
        ) { try many.checkRemovals(DeletionLimit(), isExplicit: false) }
        try many.checkRemovals(DeletionLimit(count: 4, percent: 0), isExplicit: true)
        let none = try plan([], [imported("c1")], prune: true)
        #expect(throws: ClusterImportRefusal.nothingFound(removing: 1)) {
            try none.checkRemovals(DeletionLimit(), isExplicit: false)
        }
    }
}
