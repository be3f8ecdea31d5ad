import FleetModel
import FleetTestSupport
import FleetValue
import FleetYAML
import Testing

@Suite struct AppProjectTests {
    private func project(_ spec: Value) throws -> AppProject {
        try AppProject(decoding: [
            "apiVersion": "argoproj.io/v1alpha1", "kind": "AppProject", "metadata": ["name": "shop"], "spec": spec,
        ])
    }

    @Test(arguments: try CaseFolder.all("ModelProject"))
    func findsProblems(_ folder: CaseFolder) throws {
        let value = try YAMLReader.value(in: folder.text("project.yaml"))
        do {
            let problems = try AppProject(decoding: value).problems.map(\.description)
            let text = problems.isEmpty ? "no problems" : problems.joined(separator: "\n")
            folder.expect(text + "\n", in: "expected.txt")
        } catch {
            folder.expect("error \(error)\n", in: "expected.txt")
        }
    }

    @Test func theDefaultProjectPermitsEverything() {
        let project = AppProject.default
        #expect(project.name == "default")
        #expect(project.problems == [])
        #expect(project.permits(repository: "https://git.example.com/a/b.git") == .granted)
        #expect(project.permits(destination: ApplicationDestination(server: "https://x")) == .granted)
        #expect(project.permits(destination: ApplicationDestination(name: "eu-1", namespace: "a")) == .granted)
        #expect(project.permits(kind: GroupKind(group: "apps", kind: "Deployment"), isClusterScoped: false) == .granted)
        #expect(project.permits(kind: GroupKind(group: "", kind: "Node"), isClusterScoped: true) == .granted)
        #expect(project.permits(applicationNamespace: "anywhere") == .granted)
    }

    @Test func anEmptyProjectPermitsNothingButNamespacedKinds() throws {
        let project = try project([:])
        #expect(!project.permits(repository: "x").isGranted)
        #expect(!project.permits(destination: ApplicationDestination(server: "https://x", namespace: "a")).isGranted)
        #expect(project.permits(kind: GroupKind(group: "", kind: "Pod"), isClusterScoped: false).isGranted)
        #expect(!project.permits(kind: GroupKind(group: "", kind: "Namespace"), isClusterScoped: true).isGranted)
    }

    // MARK: Repositories

    @Test(
        arguments: [
            (["https://git.example.com/shop.git"], "https://git.example.com/shop", true),
            (["https://git.example.com/Shop"], "https://GIT.example.com/shop.git", true),
            (["git@git.example.com:shop/app.git"], "ssh://git@git.example.com/shop/app", true),
            (["https://git.example.com/*"], "https://git.example.com/shop", true),
            (["https://git.example.com/*"], "https://git.example.com/shop/app", false),
            (["https://git.example.com/**"], "https://git.example.com/shop/app", true),
            (["*"], "https://git.example.com/shop/app", true),
            (["*", "!https://git.example.com/secret*"], "https://git.example.com/secrets", false),
            (["*", "!https://git.example.com/secret*"], "https://git.example.com/shop", true),
            (["!https://git.example.com/secret"], "https://git.example.com/shop", true),
            (["!https://git.example.com/secret"], "https://git.example.com/secret", false),
            ([], "https://git.example.com/shop", false),
        ] as [([String], String, Bool)]
    )
    func permitsRepositories(_ patterns: [String], _ url: String, _ isGranted: Bool) throws {
        let project = try project(["sourceRepos": .array(patterns.map { .string($0) })])
        #expect(project.permits(repository: url).isGranted == isGranted)
    }

    @Test func refusalsNameTheRule() throws {
        let project = try project([
            "sourceRepos": ["https://git.example.com/*", "!https://git.example.com/secret"],
            "destinations": [["server": "*", "namespace": "shop"], ["server": "*", "namespace": "!kube-system"]],
            "clusterResourceBlacklist": [["group": "", "kind": "Node"]],
            "namespaceResourceBlacklist": [["group": "", "kind": "Secret"]],
        ])
        #expect(
            project.permits(repository: "https://git.example.com/Secret.git").refusal
                == "project \"shop\" does not permit repository \"https://git.example.com/Secret.git\": "
                + "sourceRepos[1] \"!https://git.example.com/secret\""
        )
        #expect(
            project.permits(repository: "https://elsewhere").refusal
                == nil,
            "a refusing entry that does not match counts as one that matches"
        )
        #expect(
            project.permits(
                destination: ApplicationDestination(server: "https://x", name: "eu-1", namespace: "kube-system")
            ).refusal
                == "project \"shop\" does not permit namespace \"kube-system\" of cluster \"eu-1 https://x\": "
                + "destinations[1]"
        )
        #expect(
            project.permits(kind: GroupKind(group: "", kind: "Node"), isClusterScoped: true, name: "a").refusal
                == "project \"shop\" does not permit cluster resource Node \"a\": clusterResourceBlacklist[0]"
        )
        #expect(
            project.permits(kind: GroupKind(group: "x.io", kind: "A"), isClusterScoped: true, name: "a").refusal
                == "project \"shop\" does not permit cluster resource A.x.io \"a\": "
                + "no entry of clusterResourceWhitelist matches"
        )
        #expect(
            project.permits(kind: GroupKind(group: "", kind: "Secret"), isClusterScoped: false).refusal
                == "project \"shop\" does not permit kind Secret: namespaceResourceBlacklist[0]"
        )
        #expect(
            project.permits(applicationNamespace: "team").refusal
                == "project \"shop\" does not permit applications in namespace \"team\": "
                + "no entry of sourceNamespaces matches"
        )
    }

    // MARK: Destinations

    @Test(
        arguments: [
            ([["server": "https://a", "namespace": "shop"]], "https://a", "", "shop", true),
            ([["server": "https://a/", "namespace": "shop"]], "https://a", "", "shop", true),
            ([["server": "https://a", "namespace": "shop"]], "https://b", "", "shop", false),
            ([["server": "https://*", "namespace": "shop-*"]], "https://b/x", "", "shop-1", true),
            ([["name": "eu-*", "namespace": "*"]], "https://a", "eu-1", "shop", true),
            ([["name": "eu-*", "namespace": "*"]], "https://a", "", "shop", false),
            // A refusing name refuses alone, and what has no name as well.
            (
                [["server": "*", "namespace": "*"], ["name": "!eu-1", "namespace": "*"]], "https://a", "eu-1", "x",
                false
            ),
            (
                [["server": "*", "namespace": "*"], ["name": "!eu-1", "namespace": "a"]], "https://a", "eu-1", "x",
                false
            ),
            ([["server": "*", "namespace": "*"], ["name": "!eu-1", "namespace": "*"]], "https://a", "", "x", false),
            (
                [["server": "*", "namespace": "*"], ["name": "!eu-1", "namespace": "*"]], "https://a", "eu-2", "x", true
            ),
            // A refusing server refuses together with the namespace beside it.
            (
                [["server": "*", "namespace": "*"], ["server": "!https://a", "namespace": "x"]], "https://a", "", "x",
                false
            ),
            (
                [["server": "*", "namespace": "*"], ["server": "!https://a", "namespace": "x"]], "https://a", "", "y",
                true
            ),
            // A refusing namespace refuses together with the server or name beside it.
            ([["server": "*", "namespace": "*"], ["server": "*", "namespace": "!x"]], "https://a", "", "x", false),
            (
                [["server": "*", "namespace": "*"], ["server": "https://b", "namespace": "!x"]], "https://a", "", "x",
                true
            ),
            (
                [["server": "*", "namespace": "*"], ["name": "eu-1", "namespace": "!x"]], "https://a", "eu-1", "x",
                false
            ),
            ([["server": "https://a", "namespace": "!x"]], "https://a", "", "y", true),
            ([], "https://a", "eu-1", "shop", false),
        ] as [([Value], String, String, String, Bool)]
    )
    func permitsDestinations(
        _ rules: [Value],
        _ server: String,
        _ name: String,
        _ namespace: String,
        _ isGranted: Bool
    ) throws {
        let project = try project(["destinations": .array(rules)])
        let destination = ApplicationDestination(server: server, name: name, namespace: namespace)
        #expect(project.permits(destination: destination).isGranted == isGranted)
    }

    @Test func scopedProjectsNeedTheirOwnClusters() throws {
        let project = try project([
            "destinations": [["server": "*", "name": "*", "namespace": "*"]], "permitOnlyProjectScopedClusters": true,
        ])
        let destination = ApplicationDestination(server: "https://a", name: "eu-1", namespace: "x")
        let own = [Cluster(name: "eu-1", server: "https://other")]
        #expect(project.permits(destination: destination, projectClusters: own) == .granted)
        #expect(
            project.permits(destination: destination).refusal
                == "project \"shop\" does not permit namespace \"x\" of cluster \"eu-1 https://a\": "
                + "the cluster does not belong to the project (permitOnlyProjectScopedClusters)"
        )
        let unnamed = ApplicationDestination(server: "https://b")
        #expect(!project.permits(destination: unnamed, projectClusters: [Cluster(name: "", server: "x")]).isGranted)
    }

    // MARK: Kinds

    @Test func absentAndEmptyWhitelistsDiffer() throws {
        let deployment = GroupKind(group: "apps", kind: "Deployment")
        let absent = try project(["namespaceResourceWhitelist": nil])
        let empty = try project(["namespaceResourceWhitelist": []])
        let listed = try project([
            "namespaceResourceWhitelist": [["group": "apps", "kind": "*Set"], ["group": "*", "kind": "Deployment"]]
        ])
        #expect(absent.permits(kind: deployment, isClusterScoped: false).isGranted)
        #expect(!empty.permits(kind: deployment, isClusterScoped: false).isGranted)
        #expect(listed.permits(kind: deployment, isClusterScoped: false).isGranted)
        #expect(!listed.permits(kind: GroupKind(group: "", kind: "Pod"), isClusterScoped: false).isGranted)
    }

    @Test func clusterRulesMayNameResources() throws {
        let project = try project([
            "clusterResourceWhitelist": [["group": "", "kind": "Namespace", "name": "team1-*"]]
        ])
        let namespace = GroupKind(group: "", kind: "Namespace")
        #expect(project.permits(kind: namespace, isClusterScoped: true, name: "team1-shop").isGranted)
        #expect(!project.permits(kind: namespace, isClusterScoped: true, name: "team2-shop").isGranted)
        #expect(!project.permits(kind: namespace, isClusterScoped: true).isGranted)
    }

    @Test func aResourceNeedsItsOwnNamespaceToo() throws {
        let project = try project([
            "destinations": [["name": "eu-1", "namespace": "shop"]],
            "clusterResourceWhitelist": [["group": "*", "kind": "*"]],
        ])
        let destination = ApplicationDestination(name: "eu-1", namespace: "shop")
        func permits(_ kind: String, _ namespace: String) -> Bool {
            let key = ResourceKey(group: "", kind: kind, namespace: namespace, name: "a")
            return project.permits(resource: key, isClusterScoped: namespace.isEmpty, on: destination).isGranted
        }
        #expect(permits("ConfigMap", "shop"))
        #expect(!permits("ConfigMap", "other"))
        #expect(permits("Node", ""))
    }

    @Test func applicationsMayStandInListedNamespaces() throws {
        let project = try project(["sourceNamespaces": ["team-*", "/^ops-[0-9]+$/", "/(/"]])
        #expect(project.permits(applicationNamespace: "").isGranted)
        #expect(project.permits(applicationNamespace: "argocd", controllerNamespace: "argocd").isGranted)
        #expect(project.permits(applicationNamespace: "team-a").isGranted)
        #expect(project.permits(applicationNamespace: "ops-12").isGranted)
        #expect(!project.permits(applicationNamespace: "ops-x").isGranted)
        #expect(!project.permits(applicationNamespace: "argocd").isGranted)
    }

    @Test func everythingElseIsKept() throws {
        let project = try project([
            "description": "The shop", "syncWindows": [["kind": "deny"]], "orphanedResources": ["warn": true],
            "signatureKeys": [["keyID": "4AEE18F83AFDEB23"]],
            "destinationServiceAccounts": [["server": "*", "namespace": "a", "defaultServiceAccount": "b"]],
            "roles": [["name": "ci", "description": "CI", "policies": ["p"], "groups": ["g"]]],
        ])
        #expect(project.description == "The shop")
        #expect(project.syncWindows == [["kind": "deny"]])
        #expect(project.orphanedResources == ["warn": true])
        #expect(project.signatureKeys == [["keyID": "4AEE18F83AFDEB23"]])
        #expect(
            project.destinationServiceAccounts
                == [DestinationServiceAccount(server: "*", namespace: "a", defaultServiceAccount: "b")]
        )
        #expect(project.roles == [ProjectRole(name: "ci", description: "CI", policies: ["p"], groups: ["g"])])
    }
}

@Suite struct RepositoryURLTests {
    @Test(
        arguments: [
            ("https://git.example.com/Shop.git", "https://git.example.com/shop"),
            ("https://user@git.example.com/shop", "https://user@git.example.com/shop"),
            ("git@Git.example.com:Shop/app.git", "git@git.example.com/shop/app"),
            ("ssh://git@git.example.com/shop/app.git", "git@git.example.com/shop/app"),
            ("ssh://git@git.example.com:2222/shop/app", "git@git.example.com:2222/shop/app"),
            ("git.example.com:shop", "git.example.com:shop"),
            ("  ../shop.git.git\n", "../shop.git"),
            ("", ""),
        ]
    )
    func normalizes(_ url: String, _ expected: String) {
        #expect(RepositoryURL.normalized(url) == expected)
    }
}
