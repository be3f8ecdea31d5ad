import FleetHTTP
import FleetModel
import FleetTestSupport
import FleetValue
import FleetYAML
import Foundation
import Testing

@testable import FleetKube

/// The client against a real kube-apiserver.
@Suite(
    .enabled(if: APIServer.available, "run Tests/kubernetes once, or set KUBEBUILDER_ASSETS"),
    .timeLimit(.minutes(3))
)
struct APIServerTests {
    private static let configMaps = APIResource(
        group: "",
        version: "v1",
        kind: "ConfigMap",
        name: "configmaps",
        namespaced: true
    )
    private static let namespaces = APIResource(
        group: "",
        version: "v1",
        kind: "Namespace",
        name: "namespaces",
        namespaced: false
    )

    /// Runs a test as somebody, in a fresh namespace if the user may make one.
    private func with(
        _ access: APIServer.Access = .admin,
        namespace: String? = nil,
        options: KubeClientOptions = KubeClientOptions(),
        _ body: (KubeClient, APIServer) async throws -> Void
    ) async throws {
        let server = try await APIServer.shared(0)
        let connection = try Kubeconfig.load(file: server.kubeconfig(access)).connection()
        let loop = TransferLoop()
        let client = KubeClient(cluster: "one", connection: connection, loop: loop, options: options)
        do {
            if let namespace {
                try await client.create(
                    Manifest(["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(namespace)]]),
                    as: Self.namespaces
                )
            }
            try await body(client, server)
        } catch {
            await loop.shutdown()
            throw error
        }
        await loop.shutdown()
    }

    private func configMap(_ namespace: String, _ name: String, _ data: Value) -> Manifest {
        Manifest([
            "apiVersion": "v1", "kind": "ConfigMap",
            "metadata": ["namespace": .string(namespace), "name": .string(name)], "data": data,
        ])
    }

    @Test func speaksHTTP2AndKnowsTheVersion() async throws {
        try await with { client, _ in
            let version = try await client.version()
            #expect(version.major == 1)
            #expect(version.minor >= 20)
            let request = APIRequest(path: "/version", safety: .repeatable, place: client.place("get", "version"))
            let response = try await client.send(request)
            #expect(response.httpVersion == .http2)
            #expect(response.reusedConnection)
        }
    }

    @Test func discoversWhatIsServed() async throws {
        let folder = try ScratchFolder("discovery")
        try await with(options: KubeClientOptions(discoveryCacheFolder: folder.path)) { client, _ in
            let discovery = try await client.discover()
            #expect(discovery.failedGroups.allSatisfy { $0.group.hasPrefix("broken.") })
            let deployment = try #require(discovery.resource(for: GroupKind(group: "apps", kind: "Deployment")))
            #expect(deployment.version == "v1")
            #expect(deployment.name == "deployments")
            #expect(deployment.namespaced)
            #expect(deployment.supports("patch"))
            #expect(deployment.subresources.sorted() == ["scale", "status"])
            let role = try #require(discovery.resource(named: "clusterroles"))
            #expect(!role.namespaced)
            #expect(discovery.resource(named: "po")?.kind == "Pod")
            let listable = Set(discovery.listable.map(\.groupKind))
            #expect(listable.contains(GroupKind(group: "", kind: "Secret")))
            #expect(!listable.contains(GroupKind(group: "authorization.k8s.io", kind: "SubjectAccessReview")))
            await #expect(throws: KubeError.self) {
                try await client.resource(for: GroupKind(group: "apps", kind: "Nonsense"))
            }
        }
    }

    @Test func aBrokenExtensionServerDoesNotEmptyDiscovery() async throws {
        try await with { client, _ in
            let type = try await client.resource(for: GroupKind(group: "apiregistration.k8s.io", kind: "APIService"))
            let service: Value = [
                "apiVersion": "apiregistration.k8s.io/v1", "kind": "APIService",
                "metadata": ["name": "v1.broken.example.com"],
                "spec": [
                    "group": "broken.example.com", "version": "v1", "groupPriorityMinimum": 100, "versionPriority": 100,
                    "insecureSkipTLSVerify": true, "service": ["name": "nowhere", "namespace": "default"],
                ],
            ]
            let applied = try await client.apply(Manifest(service), as: type)
            #expect(applied.value["spec"]?["service"]?["name"] == "nowhere")
            let again = try await client.apply(Manifest(service), as: type)
            #expect(again.value["spec"] == applied.value["spec"])
            // The server takes a moment to notice the new group.
            var discovery = try await client.discover(refresh: true)
            func isNoticed() -> Bool { discovery.failedGroups.first?.message.hasPrefix("answered 503") == true }
            for _ in 0..<200 where !isNoticed() {
                try await Task.sleep(for: .milliseconds(50))
                discovery = try await client.discover(refresh: true)
            }
            #expect(discovery.failedGroups.map(\.group) == ["broken.example.com"])
            #expect(isNoticed())
            #expect(discovery.resource(named: "deployments") != nil)
            let text = await failure {
                try await client.resource(for: GroupKind(group: "broken.example.com", kind: "Thing"))
            }
            #expect(text.hasPrefix("cluster \"one\": find Thing.broken.example.com: it is not known whether"))
            try await client.delete(type, namespace: "", name: "v1.broken.example.com")
        }
    }

    @Test func createsReadsReplacesAndDeletes() async throws {
        try await with(namespace: "kube-crud") { client, _ in
            let created = try await client.create(configMap("kube-crud", "a", ["x": "1"]), as: Self.configMaps)
            let uid = try #require(created.value["metadata"]?["uid"]?.string)
            let version = try #require(created.value["metadata"]?["resourceVersion"]?.string)
            #expect(
                await failure { try await client.create(configMap("kube-crud", "a", [:]), as: Self.configMaps) }
                    == "cluster \"one\": create ConfigMap kube-crud/a: already exists: configmaps \"a\" already exists"
            )
            var changed = created
            changed.value["data"]?["x"] = "2"
            let replaced = try await client.replace(changed, as: Self.configMaps)
            #expect(replaced.value["data"]?["x"] == "2")
            let stale = await failure { try await client.replace(changed, as: Self.configMaps) }
            #expect(stale.hasPrefix("cluster \"one\": replace ConfigMap kube-crud/a: conflict: Operation cannot be"))
            let patched = try await client.patch(
                Self.configMaps,
                namespace: "kube-crud",
                name: "a",
                with: ["data": ["x": nil, "y": "3"]]
            )
            #expect(patched.value["data"] == ["y": "3"])
            let read = try await client.get(Self.configMaps, namespace: "kube-crud", name: "a")
            #expect(read == patched)
            #expect(try await client.get(Self.configMaps, namespace: "kube-crud", name: "none") == nil)
            #expect(try await client.get(Self.configMaps, namespace: "no-such-namespace", name: "a") == nil)

            let wrongVersion = await failure {
                try await client.delete(Self.configMaps, namespace: "kube-crud", name: "a", resourceVersion: version)
            }
            #expect(wrongVersion.contains("delete ConfigMap kube-crud/a: conflict: "))
            let wrong = await failure {
                try await client.delete(Self.configMaps, namespace: "kube-crud", name: "a", uid: "other")
            }
            #expect(wrong.contains("delete ConfigMap kube-crud/a: conflict: "))
            #expect(
                try await client.delete(Self.configMaps, namespace: "kube-crud", name: "a", uid: uid, dryRun: true)
                    == .deleted
            )
            #expect(try await client.get(Self.configMaps, namespace: "kube-crud", name: "a") != nil)
            #expect(try await client.delete(Self.configMaps, namespace: "kube-crud", name: "a", uid: uid) == .deleted)
            #expect(try await client.delete(Self.configMaps, namespace: "kube-crud", name: "a", uid: uid) == .notFound)
        }
    }

    @Test func aFinalizerKeepsWhatIsDeleted() async throws {
        try await with(namespace: "kube-finalizer") { client, _ in
            var manifest = configMap("kube-finalizer", "a", [:])
            manifest.value["metadata"]?["finalizers"] = ["example.com/hold"]
            try await client.create(manifest, as: Self.configMaps)
            let outcome = try await client.delete(Self.configMaps, namespace: "kube-finalizer", name: "a")
            guard case .pending(let left) = outcome else {
                Issue.record("\(outcome)")
                return
            }
            #expect(left.value["metadata"]?["finalizers"] == ["example.com/hold"])
            try await client.patch(
                Self.configMaps,
                namespace: "kube-finalizer",
                name: "a",
                with: ["metadata": ["finalizers": nil]]
            )
            #expect(try await client.get(Self.configMaps, namespace: "kube-finalizer", name: "a") == nil)
        }
    }

    @Test func appliesWithOwnershipConflictsAndForce() async throws {
        try await with(namespace: "kube-apply") { client, _ in
            let mine = configMap("kube-apply", "a", ["x": "1", "y": "1"])
            let dry = try await client.apply(mine, as: Self.configMaps, dryRun: true)
            #expect(dry.value["data"] == ["x": "1", "y": "1"])
            #expect(try await client.get(Self.configMaps, namespace: "kube-apply", name: "a") == nil)

            let applied = try await client.apply(mine, as: Self.configMaps)
            let managers = (applied.value["metadata"]?["managedFields"]?.array ?? []).map { $0["manager"]?.string }
            #expect(managers == ["fleet"])
            // Applying what is there changes nothing; managed fields in the manifest are left out.
            let again = try await client.apply(applied, as: Self.configMaps)
            #expect(again.value["metadata"]?["resourceVersion"] == applied.value["metadata"]?["resourceVersion"])

            let theirs = configMap("kube-apply", "a", ["x": "2"])
            do {
                try await client.apply(theirs, as: Self.configMaps, fieldManager: "other")
                Issue.record("no conflict")
            } catch KubeError.applyConflict(let place, let conflicts) {
                #expect("\(place)" == "cluster \"one\": apply ConfigMap kube-apply/a")
                #expect(conflicts.map(\.field) == [".data.x"])
                #expect(conflicts.map(\.manager) == ["fleet"])
                #expect(conflicts.map(\.isUpdate) == [false])
            }
            let forced = try await client.apply(theirs, as: Self.configMaps, fieldManager: "other", force: true)
            #expect(forced.value["data"] == ["x": "2", "y": "1"])

            // A field that an update wrote, as kubectl edit does.
            let patch: Value = ["data": ["y": "9"]]
            try await client.patch(
                Self.configMaps,
                namespace: "kube-apply",
                name: "a",
                with: patch,
                fieldManager: "kubectl-edit"
            )
            do {
                try await client.apply(mine, as: Self.configMaps)
                Issue.record("no conflict")
            } catch KubeError.applyConflict(_, let conflicts) {
                let found = conflicts.sorted { $0.field < $1.field }
                #expect(found.map(\.field) == [".data.x", ".data.y"])
                #expect(found.map(\.manager) == ["other", "kubectl-edit"])
                #expect(found.map(\.isUpdate) == [false, true])
            }
            // What the manifest no longer has is removed.
            let less = try await client.apply(
                configMap("kube-apply", "a", ["x": "1"]),
                as: Self.configMaps,
                force: true
            )
            #expect(less.value["data"] == ["x": "1", "y": "9"])
        }
    }

    @Test func appliesPortsWithoutAProtocol() async throws {
        try await with(namespace: "kube-ports") { client, _ in
            let documents = """
                apiVersion: v1
                kind: Service
                metadata: {name: web, namespace: kube-ports}
                spec: {selector: {app: web}, ports: [{port: 80}, {port: 81, name: other, targetPort: 8081}]}
                ---
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web, namespace: kube-ports}
                spec:
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec: {containers: [{name: web, image: nginx, ports: [{containerPort: 80}]}]}
                """
            for document in try YAMLReader.documents(
                in: documents.replacing("port: 80}, ", with: "port: 80, name: web}, "),
                file: "x"
            ) {
                let manifest = Manifest(document.value)
                let type = try await client.resource(for: manifest.groupVersionKind)
                let first = try await client.apply(manifest, as: type)
                let second = try await client.apply(manifest, as: type)
                #expect(second.value["metadata"]?["resourceVersion"] == first.value["metadata"]?["resourceVersion"])
            }
        }
    }

    @Test func listsInPagesBySelectorAndAcrossNamespaces() async throws {
        try await with(namespace: "kube-list") { client, _ in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<25 {
                    group.addTask {
                        var manifest = self.configMap("kube-list", "c\(index + 100)", ["i": .string("\(index)")])
                        manifest.setLabel("fleet-test", index % 5 == 0 ? "five" : "other")
                        try await client.create(manifest, as: Self.configMaps)
                    }
                }
                try await group.waitForAll()
            }
            let all = try await client.listing(Self.configMaps, namespace: "kube-list", pageSize: 4)
            // Newer servers add a ConfigMap of their own to every namespace.
            let names = all.items.map(\.name).filter { $0 != "kube-root-ca.crt" }
            #expect(names == (100..<125).map { "c\($0)" })
            #expect(!all.resourceVersion.isEmpty)
            #expect(all.items.allSatisfy { $0.apiVersion == "v1" && $0.kind == "ConfigMap" })
            let fives = try await client.list(
                Self.configMaps,
                namespace: nil,
                labelSelector: "fleet-test in (five),!nothing",
                pageSize: 2
            )
            #expect(fives.map(\.name) == ["c100", "c105", "c110", "c115", "c120"])
            #expect(try await client.list(Self.configMaps, namespace: "no-such-namespace") == [])
            let bad = await failure { try await client.list(Self.configMaps, namespace: nil, labelSelector: "=,=") }
            #expect(bad.hasPrefix("cluster \"one\": list ConfigMap: bad request: "))
            #expect(try await client.namespaces().map(\.name).contains("kube-list"))
            #expect(try await client.namespace("kube-list")?.kind == "Namespace")
            #expect(try await client.namespace("no-such-namespace") == nil)
        }
    }

    @Test func handlesCustomResources() async throws {
        try await with(namespace: "kube-crd") { client, _ in
            let definition = try YAMLReader.value(
                in: """
                    apiVersion: apiextensions.k8s.io/v1
                    kind: CustomResourceDefinition
                    metadata: {name: widgets.kubetest.example.com}
                    spec:
                      group: kubetest.example.com
                      scope: Namespaced
                      names: {plural: widgets, singular: widget, kind: Widget, shortNames: [wd]}
                      versions:
                      - name: v1
                        served: true
                        storage: true
                        subresources: {status: {}}
                        schema:
                          openAPIV3Schema:
                            type: object
                            properties:
                              spec: {type: object, properties: {size: {type: integer}}}
                              status: {type: object, x-kubernetes-preserve-unknown-fields: true}
                    """
            )
            let definitions = try await client.resource(
                for: GroupKind(group: "apiextensions.k8s.io", kind: "CustomResourceDefinition")
            )
            try await client.apply(Manifest(definition), as: definitions)
            let kind = GroupVersionKind(group: "kubetest.example.com", version: "v1", kind: "Widget")
            var found: APIResource?
            for _ in 0..<100 where found == nil {
                _ = try await client.discover(refresh: true)
                found = try? await client.resource(for: kind)
                if found == nil { try await Task.sleep(for: .milliseconds(50)) }
            }
            let type = try #require(found)
            #expect(type.subresources == ["status"])
            let widget: Value = [
                "apiVersion": "kubetest.example.com/v1", "kind": "Widget",
                "metadata": ["name": "a", "namespace": "kube-crd"], "spec": ["size": 3],
            ]
            try await client.apply(Manifest(widget), as: type)
            var wrong = widget
            wrong["spec"] = ["size": "big"]
            let invalid = await failure { try await client.apply(Manifest(wrong), as: type, force: true) }
            #expect(invalid.hasPrefix("cluster \"one\": apply Widget.kubetest.example.com kube-crd/a: "))
            #expect(invalid.contains("spec.size"))
            let patched = try await client.patch(
                type,
                namespace: "kube-crd",
                name: "a",
                with: ["status": ["ready": true]],
                subresource: "status"
            )
            #expect(patched.value["status"]?["ready"] == true)
            #expect(try await client.list(type, namespace: nil).map(\.name) == ["a"])
            #expect(
                try await client.delete(type, namespace: "kube-crd", name: "a", propagation: .foreground) != .notFound
            )
            let outcome = try await client.delete(
                definitions,
                namespace: "",
                name: "widgets.kubetest.example.com"
            )
            #expect(outcome != .notFound)
        }
    }

    @Test func namesThatNeedEscapingReachTheirResource() async throws {
        try await with { client, _ in
            let roles = try await client.resource(
                for: GroupKind(group: "rbac.authorization.k8s.io", kind: "ClusterRole")
            )
            let name = "fleet:test role+ü&x=1"
            let role: Value = [
                "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole",
                "metadata": ["name": .string(name)],
                "rules": [],
            ]
            try await client.apply(Manifest(role), as: roles)
            #expect(try await client.get(roles, namespace: "", name: name)?.name == name)
            #expect(try await client.delete(roles, namespace: "", name: name) == .deleted)
        }
    }

    @Test func saysWhatIsInvalid() async throws {
        try await with(namespace: "kube-invalid") { client, _ in
            let bad = configMap("kube-invalid", "a", ["bad key!": "x"])
            do {
                try await client.apply(bad, as: Self.configMaps)
                Issue.record("was accepted")
            } catch KubeError.invalid(_, _, let causes) {
                #expect(causes.map(\.field) == ["data[bad key!]"])
            }
            let missing = await failure {
                try await client.apply(configMap("no-such-namespace", "a", [:]), as: Self.configMaps)
            }
            #expect(
                missing == "cluster \"one\": apply ConfigMap no-such-namespace/a: not found: "
                    + "namespaces \"no-such-namespace\" not found"
            )
            let secrets = APIResource(group: "", version: "v1", kind: "Secret", name: "secrets", namespaced: true)
            for data in [
                ["x": "not base64 hunter2!"], ["x": ["hunter2": "hunter2"]], ["bad hunter key!": "aHVudGVyMg=="],
            ] as [Value] {
                let secret: Value = [
                    "apiVersion": "v1", "kind": "Secret", "metadata": ["name": "s", "namespace": "kube-invalid"],
                    "data": data,
                ]
                let applied = await failure { try await client.apply(Manifest(secret), as: secrets) }
                let created = await failure { try await client.create(Manifest(secret), as: secrets) }
                #expect(applied.contains("may quote the Secret's data"))
                #expect(created.contains("may quote the Secret's data"))
                #expect(!(applied + created).contains("hunter2"))
                #expect(!(applied + created).contains("aHVudGVyMg"))
            }
        }
    }

    @Test func aKindThatIsNotServedIsNoEmptyList() async throws {
        try await with { client, _ in
            let ghost = APIResource(group: "ghost.io", version: "v1", kind: "Ghost", name: "ghosts", namespaced: true)
            let notServed =
                "the server does not serve ghost.io/v1 Ghost; is its CustomResourceDefinition installed?"
            #expect(
                await failure { try await client.list(ghost, namespace: nil) }
                    == "cluster \"one\": list Ghost.ghost.io: \(notServed)"
            )
            #expect(
                await failure { try await client.get(ghost, namespace: "default", name: "a") }
                    == "cluster \"one\": get Ghost.ghost.io default/a: \(notServed)"
            )
            let core = APIResource(group: "", version: "v1", kind: "Ghost", name: "ghosts", namespaced: true)
            #expect(
                await failure { try await client.get(core, namespace: "default", name: "a") }
                    == "cluster \"one\": get Ghost default/a: the server does not serve v1 Ghost; "
                    + "is its CustomResourceDefinition installed?"
            )
        }
    }

    // MARK: Access

    @Test func aClientCertificateLogsIn() async throws {
        try await with(.clientCertificate) { client, _ in
            let namespace = try await client.namespace("default")
            #expect(namespace?.name == "default")
        }
    }

    @Test func aWrongTokenIsRefused() async throws {
        try await with(.wrongToken) { client, server in
            #expect(
                await failure { try await client.namespaces() }
                    == "cluster \"one\": list Namespace: unauthorized: the server does not accept the credentials of "
                    + "context \"one-wrong-token\" of \(server.kubeconfig(.wrongToken))"
            )
        }
    }

    @Test func anExpiredClientCertificateIsNamed() async throws {
        try await with(.expiredCertificate) { client, server in
            let text = await failure { try await client.namespaces() }
            #expect(
                text.hasPrefix(
                    "cluster \"one\": list Namespace: unauthorized: the server does not accept the credentials of "
                        + "context \"one-expired-certificate\" of \(server.kubeconfig(.expiredCertificate)); "
                        + "the client certificate expired at 20"
                )
            )
        }
    }

    @Test func somebodyWithoutRightsIsForbidden() async throws {
        try await with(.nobody) { client, _ in
            let discovery = try await client.discover()
            #expect(discovery.resource(named: "pods") != nil)
            let text = await failure { try await client.namespaces() }
            #expect(
                text
                    == "cluster \"one\": list Namespace: forbidden: namespaces is forbidden: User \"nobody\" cannot list "
                    + "resource \"namespaces\" in API group \"\" at the cluster scope"
            )
            let secrets = APIResource(group: "", version: "v1", kind: "Secret", name: "secrets", namespaced: true)
            let secret = await failure { try await client.get(secrets, namespace: "default", name: "x") }
            #expect(
                secret.contains(
                    "get Secret default/x: forbidden: secrets \"x\" is forbidden: User \"nobody\" cannot get"
                )
            )
        }
    }

    @Test func serversThatCanNotBeTrustedGetNothing() async throws {
        try await with(.wrongAuthority) { client, server in
            #expect(
                await failure { try await client.version() }
                    == "cluster \"one\": get version: no secure connection to 127.0.0.1:\(server.port): "
                    + "the server's certificate is signed by an unknown authority"
            )
        }
        try await with(.expiredServer) { client, server in
            #expect(
                await failure { try await client.version() }
                    == "cluster \"one\": get version: no secure connection to 127.0.0.1:\(server.port): "
                    + "the server's certificate has expired"
            )
        }
    }

    @Test func actsAsSomebodyElse() async throws {
        let server = try await APIServer.shared(0)
        var connection = try Kubeconfig.load(file: server.kubeconfig).connection()
        connection.impersonation = Impersonation(user: "jane", groups: ["dev"], extra: ["acme.com/team": ["a"]])
        let loop = TransferLoop()
        let client = KubeClient(cluster: "one", connection: connection, loop: loop)
        let text = await failure { try await client.namespaces() }
        await loop.shutdown()
        #expect(text.contains("User \"jane\" cannot list"))
    }

    @Test func aTokenFromTheEnvironmentLogsIn() async throws {
        let server = try await APIServer.shared(0)
        let token = try #require(server.token(.admin))
        let reference = CredentialReference.tokenEnvironment(variable: "T", certificateAuthority: server.authorityFile)
        let cluster = Cluster(name: "one", server: server.url, credential: reference)
        let connection = try Connection.resolve(cluster, environment: ["T": token])
        let loop = TransferLoop()
        let client = KubeClient(cluster: "one", connection: connection, loop: loop)
        let namespace = try? await client.namespace("default")
        await loop.shutdown()
        #expect(namespace?.name == "default")
    }

    @Test func aPluginsCertificateLogsIn() async throws {
        let server = try await APIServer.shared(0)
        let folder = try ScratchFolder("plugin")
        let certificate = try Kubeconfig.load(file: server.kubeconfig(.clientCertificate)).connection().tls
        guard case .file(let certificateFile)? = certificate.clientCertificate,
            case .file(let keyFile)? = certificate.clientKey
        else {
            Issue.record("no files")
            return
        }
        let status = JSONWriter.text(
            of: [
                "kind": "ExecCredential", "apiVersion": "client.authentication.k8s.io/v1",
                "status": [
                    "clientCertificateData": .string(try String(contentsOfFile: certificateFile, encoding: .utf8)),
                    "clientKeyData": .string(try String(contentsOfFile: keyFile, encoding: .utf8)),
                ],
            ]
        )
        try folder.write("answer", status)
        try folder.writeScript("login", "#!/bin/sh\ncat \(folder.path)/answer\n")
        let config = try Kubeconfig(
            parsing: """
                current-context: x
                contexts: [{name: x, context: {cluster: c, user: u}}]
                clusters: [{name: c, cluster: {server: "\(server.url)", certificate-authority: "\(server.authorityFile)"}}]
                users:
                - name: u
                  user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: ./login, interactiveMode: Never}}
                """,
            file: folder.path("config"),
            environment: ["PATH": "/usr/bin:/bin"]
        )
        let loop = TransferLoop()
        let client = KubeClient(cluster: "one", connection: try config.connection(), loop: loop)
        let namespace = try? await client.namespace("default")
        await loop.shutdown()
        #expect(namespace?.name == "default")
    }
}
