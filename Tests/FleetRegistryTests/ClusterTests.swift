import FleetModel
import FleetRegistry
import FleetTestSupport
import Testing

@Suite struct ClusterTests {
    let bench: Bench
    var registry: Registry { bench.registry }

    init() throws {
        bench = try Bench()
    }

    @Test(
        arguments: [
            nil,
            .kubeconfig(file: "/home/me/.kube/config", context: "eu-1"),
            .kubeconfig(file: nil, context: ""),
            .tokenFile(path: "/run/token", certificateAuthority: "/run/ca.pem"),
            .tokenFile(path: "/run/token", certificateAuthority: nil),
            .tokenEnvironment(variable: "TOKEN", certificateAuthority: "/run/ca.pem"),
            .tokenEnvironment(variable: "TOKEN", certificateAuthority: nil),
            .inCluster,
            .argocdSecret(hub: "hub", namespace: "argocd", name: "cluster-eu-1"),
            .argocdSecretFile(path: "/clusters.yaml", cluster: "eu 1"),
        ] as [CredentialReference?]
    )
    func clusterComesBackAsItWas(_ credential: CredentialReference?) throws {
        let cluster = Cluster(
            name: "prod \"eu\" 1/\u{1F680}",
            server: "https://eu-1.example:6443/k8s",
            labels: ["env": "production", "fleet.internal/tier": "1", "empty": ""],
            annotations: ["note": "two\nlines, a \\ and a \" and \u{7} and é"],
            project: "platform",
            credential: credential
        )
        try registry.add(cluster)
        #expect(try registry.clusters() == [cluster])
        #expect(try registry.cluster(named: cluster.name) == cluster)
        #expect(try registry.cluster(server: cluster.server) == cluster)
    }

    @Test func clustersAreSortedByTheBytesOfTheirNames() throws {
        for name in ["b", "é", "a-2", "Z", "a"] { try registry.add(.named(name)) }
        #expect(try registry.clusters().map(\.name) == ["Z", "a", "a-2", "b", "é"])
    }

    @Test func missingClusterIsNilAndNoError() throws {
        #expect(try registry.cluster(named: "eu-1") == nil)
        #expect(try registry.cluster(server: "https://eu-1.example:6443") == nil)
        #expect(try registry.clusters() == [])
    }

    @Test func nameIsTakenOnce() throws {
        try registry.add(.named("eu-1", labels: ["first": "yes"]))
        #expect(throws: RegistryError.clusterExists(name: "eu-1")) { try registry.add(.named("eu-1")) }
        #expect(try registry.clusters() == [.named("eu-1", labels: ["first": "yes"])])
    }

    @Test func serverIsFoundWithoutItsLastSlash() throws {
        try registry.add(.named("eu-1"))
        #expect(try registry.cluster(server: "https://eu-1.example:6443//") == .named("eu-1"))
        #expect(try registry.cluster(server: "https://EU-1.example:6443") == nil)
    }

    @Test func serverOfTwoClustersIsAmbiguous() throws {
        try registry.add(Cluster(name: "two", server: "https://a.example"))
        try registry.add(Cluster(name: "one", server: "https://a.example"))
        #expect(
            throws: RegistryError.ambiguousServer(server: "https://a.example", clusters: ["one", "two"])
        ) { try registry.cluster(server: "https://a.example/") }
    }

    @Test func updateChangesOneCluster() throws {
        try registry.add(.named("eu-1"))
        try registry.add(.named("eu-2"))
        let updated = try registry.update(named: "eu-1") { $0.labels["env"] = "staging" }
        #expect(updated == .named("eu-1", labels: ["env": "staging"]))
        #expect(try registry.clusters() == [updated, .named("eu-2")])
    }

    @Test func updateThatThrowsChangesNothing() throws {
        try registry.add(.named("eu-1"))
        #expect(throws: Refusal()) {
            try registry.update(named: "eu-1") { cluster in
                cluster.labels["env"] = "staging"
                throw Refusal()
            }
        }
        #expect(try registry.clusters() == [.named("eu-1")])
        #expect(throws: RegistryError.unknownCluster(name: "us-1")) { try registry.update(named: "us-1") { _ in } }
    }

    @Test func renameTakesEverythingAlong() throws {
        try registry.add(.named("eu-1"))
        try registry.record(ClusterFacts(version: "v1.31.2", lastSeen: 5, lastAttempt: 6), of: "eu-1")
        try registry.save([.named("web"), .named("other", cluster: "eu-2")])
        let entry = InventoryEntry(key: .deployment("web"), version: "v1")
        try registry.record(inventory: [entry], application: "web", cluster: "eu-1")
        try registry.update(named: "eu-1") { $0.name = "eu-west-1" }

        #expect(try registry.facts().keys.sorted() == ["eu-west-1"])
        #expect(try registry.applications().map(\.cluster) == ["eu-2", "eu-west-1"])
        #expect(try registry.inventory(cluster: "eu-west-1") == ["web": [entry]])
        #expect(throws: RegistryError.unknownCluster(name: "eu-1")) { try registry.inventory(cluster: "eu-1") }
    }

    @Test func renameToATakenNameIsRefused() throws {
        try registry.add(.named("eu-1"))
        try registry.add(.named("eu-2"))
        #expect(throws: RegistryError.clusterExists(name: "eu-2")) {
            try registry.update(named: "eu-1") { $0.name = "eu-2" }
        }
        #expect(try registry.clusters() == [.named("eu-1"), .named("eu-2")])
    }

    @Test func removalTakesWhatBelongsToTheCluster() throws {
        for name in ["eu-1", "eu-2"] {
            try registry.add(.named(name))
            try registry.record(ClusterFacts(version: "v1.31.2", lastSeen: 5, lastAttempt: 6), of: name)
            try registry.save([.named("web-\(name)", cluster: name)])
            try registry.record(
                inventory: [InventoryEntry(key: .deployment("web"), version: "v1")],
                application: "web-\(name)",
                cluster: name
            )
            try registry.record(
                observations: [.deployment("web"): Observation(resourceVersion: "1", desiredHash: "h")],
                application: "web-\(name)",
                cluster: name
            )
            try registry.markInventoryKnown(cluster: name)
            #expect(try registry.acquireLease(cluster: name, holder: .run(7), duration: .seconds(60)) == .acquired)
        }
        bench.clock.advance(by: 61)
        try registry.removeCluster(named: "eu-1")

        #expect(try registry.clusters().map(\.name) == ["eu-2"])
        #expect(try registry.applications().map(\.name) == ["web-eu-2"])
        for table in ["cluster_facts", "inventory", "observation", "lease"] {
            #expect(try registry.value("SELECT count(*) FROM \(table)") == "1", "\(table)")
        }
        // A new cluster of the old name starts from nothing.
        try registry.add(.named("eu-1"))
        #expect(try registry.inventory(cluster: "eu-1") == [:])
        #expect(try !registry.inventoryIsKnown(cluster: "eu-1"))
        #expect(throws: RegistryError.unknownCluster(name: "us-1")) { try registry.removeCluster(named: "us-1") }
    }

    @Test func clusterInUseIsNotRemoved() throws {
        try registry.add(.named("eu-1"))
        _ = try registry.acquireLease(cluster: "eu-1", holder: .run(7), duration: .seconds(60))
        #expect(throws: RegistryError.clusterInUse(name: "eu-1", by: .run(7), until: 1060)) {
            try registry.removeCluster(named: "eu-1")
        }
        bench.graveyard.bury(7)
        try registry.removeCluster(named: "eu-1")
        #expect(try registry.clusters() == [])
    }

    @Test func tenThousandClustersAreSelectedByLabel() throws {
        // In one statement: what is tested is the reading.
        try registry.execute(
            """
            WITH RECURSIVE number (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM number WHERE i < 9999)
            INSERT INTO cluster (name, server, labels, annotations, project)
            SELECT printf('cluster-%05d', i), printf('https://cluster-%05d.example', i), json_patch(
                json_object('env', iif(i % 2, 'staging', 'production'),
                    'region', iif(i / 2 % 2, iif(i / 4 % 2, 'eu', 'us'), 'asia')),
                iif(i % 10 IN (2, 4), json_object('tier', '1'), '{}')
            ), '{}', '' FROM number
            """
        )
        let all = try registry.clusters()
        #expect(all.count == 10_000)
        #expect(all.map(\.name) == all.map(\.name).sorted())
        let selectors = [
            ("", 10_000), ("env=production", 5000), ("region in (eu, us)", 5000), ("env=production,tier", 2000),
            ("!tier", 8000), ("region notin (eu),env!=production", 3750), ("env=none", 0),
        ]
        for (text, count) in selectors {
            let selector = try LabelSelector(parsing: text)
            let selected = try registry.clusters(matching: selector)
            #expect(selected == all.filter { selector.matches($0.labels) }, "\(text)")
            #expect(selected.count == count, "\(text)")
        }
    }

    @Test func factsAreReplaced() throws {
        try registry.add(.named("eu-1"))
        try registry.add(.named("eu-2"))
        let first = ClusterFacts(version: "v1.31.2", lastSeen: 10.25, lastAttempt: 10.25)
        let second = ClusterFacts(version: "v1.31.2", lastSeen: 10.25, lastError: "connection refused", lastAttempt: 20)
        try registry.record(first, of: "eu-1")
        #expect(try registry.facts() == ["eu-1": first])
        try registry.record(second, of: "eu-1")
        #expect(try registry.facts() == ["eu-1": second])
        #expect(throws: RegistryError.unknownCluster(name: "us-1")) { try registry.record(first, of: "us-1") }
    }
}

private struct Refusal: Error, Equatable {}
