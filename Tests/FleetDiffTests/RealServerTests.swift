import FleetDiff
import FleetModel
import FleetServerSupport
import FleetTestSupport
import FleetValue
import FleetYAML
import Testing

/// The promise of the local look, held against what a real kube-apiserver makes of the same apply.
@Suite(
    .enabled(if: APIServer.available, "run Tests/kubernetes once, or set KUBEBUILDER_ASSETS"),
    .timeLimit(.minutes(5))
)
struct RealServerTests {
    private func desired(_ kind: SampleKind, _ name: String, _ namespace: String) throws -> Manifest {
        var value = try YAMLReader.value(in: kind.yaml)
        value["apiVersion"] = .string(kind.apiVersion)
        value["kind"] = .string(kind.kind)
        value["metadata"] = ["name": .string(name), "labels": ["app": "web"]]
        return DesiredManifest.prepared(
            Manifest(value),
            application: "shop",
            namespace: namespace,
            namespaced: true
        )
    }

    private func apply(
        _ manifest: Manifest,
        to path: String,
        on server: APIServer,
        dryRun: Bool = false
    ) async throws -> Manifest {
        let query = path + "?force=true&fieldManager=fleet" + (dryRun ? "&dryRun=All" : "")
        let body = JSONWriter.text(of: manifest.value)
        return Manifest(try await server.send("PATCH", query, body, contentType: "application/apply-patch+yaml"))
    }

    /// Asserts that a resource found to be in sync is one that the server would leave as it is, and answers whether it was.
    private func inSync(_ desired: Manifest, at path: String, on server: APIServer) async throws -> Bool {
        let live = Manifest(try await server.get(path))
        let verdict = LocalComparison.compare(desired: desired, live: live, manager: Tracking.fieldManager)
        guard verdict == .inSync else { return false }
        let predicted = try await apply(desired, to: path, on: server, dryRun: true)
        var (left, right) = (live.value, predicted.value)
        left["metadata"]?["managedFields"] = nil
        right["metadata"]?["managedFields"] = nil
        #expect(left == right)
        #expect(live.appliedFields(by: Tracking.fieldManager) == predicted.appliedFields(by: Tracking.fieldManager))
        #expect(FieldComparison.changes(live: live, predicted: predicted).isEmpty)
        return true
    }

    @Test(arguments: Tampering.all)
    func whatIsInSyncStaysAsItIs(_ tampering: Tampering) async throws {
        let server = try await APIServer.shared(0)
        let namespace = try await server.makeNamespace("tampering")
        let desired = try desired(tampering.kind, "web", namespace)
        let path = tampering.kind.path(in: namespace) + "/web"
        _ = try await apply(desired, to: path, on: server)
        for act in tampering.acts {
            switch act {
            case .edit(let patch):
                let query = path + "?fieldManager=kubectl-edit"
                try await server.send("PATCH", query, patch, contentType: "application/json-patch+json")
            case .control(let subresource, let patch):
                try await server.patch(path + subresource, patch, manager: "kube-controller-manager")
            case .apply(let part):
                let head = #""apiVersion":"\#(tampering.kind.apiVersion)","kind":"\#(tampering.kind.kind)""#
                try await server.apply(#"{\#(head),"metadata":{"name":"web"},\#(part)}"#, to: path, manager: "other")
            }
        }
        #expect(try await inSync(desired, at: path, on: server) == tampering.staysInSync)
    }

    @Test func attributesAnEdit() async throws {
        let server = try await APIServer.shared(0)
        let namespace = try await server.makeNamespace("attribution")
        let desired = try desired(.deployment, "web", namespace)
        let path = SampleKind.deployment.path(in: namespace) + "/web"
        _ = try await apply(desired, to: path, on: server)
        let patch = #"[{"op":"replace","path":"/spec/template/spec/containers/0/ports/0/name","value":"www"}]"#
        try await server.send(
            "PATCH",
            path + "?fieldManager=intruder",
            patch,
            contentType: "application/json-patch+json"
        )
        let live = Manifest(try await server.get(path))
        let predicted = try await apply(desired, to: path, on: server, dryRun: true)
        let changes = FieldComparison.changes(live: live, predicted: predicted)
        #expect(
            changes.allSatisfy { $0.live == nil || $0.owner?.manager == "intruder" || $0.owner?.manager == "fleet" }
        )
        #expect(changes.contains { $0.owner?.manager == "intruder" })
    }

    /// Whatever was just applied is in sync, and no difference in what is declared goes unseen.
    @Test(arguments: UInt64(1)...12)
    func randomManifestsAreInSyncUntilSomethingDiffers(_ seed: UInt64) async throws {
        let server = try await APIServer.shared(0)
        let namespace = try await server.makeNamespace("random")
        var random = SplitMix64(seed: seed)
        let kind: SampleKind = seed.isMultiple(of: 3) ? .configMap : .deployment
        var desired = try desired(kind, "web", namespace)
        switch kind {
        case .configMap: RandomManifests.fillConfigMap(&desired.value, &random)
        default: RandomManifests.fillDeployment(&desired.value, &random)
        }
        let path = kind.path(in: namespace) + "/web"
        _ = try await apply(desired, to: path, on: server)
        #expect(try await inSync(desired, at: path, on: server))
        let live = Manifest(try await server.get(path))
        for mutation in Mutation.all(of: desired.value, in: live.value) {
            let verdict = LocalComparison.compare(
                desired: Manifest(mutation.desired),
                live: Manifest(mutation.live),
                manager: Tracking.fieldManager
            )
            #expect(verdict != .inSync, "\(mutation.what)")
        }
    }
}

/// Manifests that a server accepts and stores as they are.
private enum RandomManifests {
    static func fillConfigMap(_ value: inout Value, _ random: inout SplitMix64) {
        var data = Mapping()
        for _ in 0..<Int.random(in: 1...30, using: &random) {
            data["key-\(Int.random(in: 0..<60, using: &random))"] = .string(text(&random))
        }
        value["data"] = .mapping(data)
        value["metadata"]?["annotations"]?["example.com/note"] = .string(text(&random))
    }

    static func fillDeployment(_ value: inout Value, _ random: inout SplitMix64) {
        let names = ["web", "proxy", "a-rather-long-container-name", "log"].shuffled(using: &random)
        let containers = names.prefix(.random(in: 1...4, using: &random)).map { container($0, &random) }
        value["spec"]?["template"]?["spec"] = ["containers": .array(containers)]
        if Bool.random(using: &random) {
            value["spec"]?["template"]?["spec"]?["nodeSelector"] = ["kubernetes.io/os": "linux", "zone": "a"]
        }
        if Bool.random(using: &random) {
            value["spec"]?["template"]?["spec"]?["securityContext"] = ["runAsUser": 1000, "runAsNonRoot": true]
        }
        if Bool.random(using: &random) {
            value["spec"]?["strategy"] = [
                "type": "RollingUpdate", "rollingUpdate": ["maxSurge": 1, "maxUnavailable": "25%"],
            ]
        }
        if Bool.random(using: &random) { value["spec"]?["replicas"] = nil }
    }

    private static func container(_ name: String, _ random: inout SplitMix64) -> Value {
        var container: Value = ["name": .string(name), "image": .string("registry.example/\(name):1")]
        let numbers = Array(1...40).shuffled(using: &random)
        let environment = numbers.prefix(.random(in: 0...20, using: &random)).map { number -> Value in
            ["name": .string("VARIABLE_\(number)"), "value": .string(text(&random))]
        }
        if !environment.isEmpty { container["env"] = .array(environment) }
        let ports = numbers.suffix(.random(in: 0...5, using: &random)).map { number -> Value in
            ["containerPort": .integer(Int64(8000 + number)), "protocol": number.isMultiple(of: 2) ? "TCP" : "UDP"]
        }
        if !ports.isEmpty { container["ports"] = .array(ports) }
        if Bool.random(using: &random) { container["command"] = .array([.string(text(&random)), "run"]) }
        if Bool.random(using: &random) {
            container["livenessProbe"] = ["httpGet": ["path": "/", "port": 80], "periodSeconds": 7]
        }
        if Bool.random(using: &random) { container["resources"] = ["limits": ["memory": "64Mi"]] }
        return container
    }

    private static func text(_ random: inout SplitMix64) -> String {
        let words = [
            "x", "caf\u{e9}", "cafe\u{301}", "a longer text of some thirty bytes", "true", "1", "\"quoted\" \\", "<&>",
            "\u{1F600}",
        ]
        return (0..<Int.random(in: 1...3, using: &random)).map { _ in words.randomElement(using: &random) ?? "" }
            .joined(separator: " ")
    }
}
