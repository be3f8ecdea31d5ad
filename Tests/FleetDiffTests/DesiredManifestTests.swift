import FleetDiff
import FleetModel
import FleetValue
import FleetYAML
import Testing

struct DesiredManifestTests {
    private func prepared(_ yaml: String, namespace: String = "shop", namespaced: Bool = true) throws -> Value {
        let manifest = Manifest(try YAMLReader.value(in: yaml))
        return DesiredManifest.prepared(manifest, application: "web", namespace: namespace, namespaced: namespaced)
            .value
    }

    private func metadata(_ kind: String, namespace: String = "shop") -> Value {
        var metadata: Value = [
            "name": "a", "labels": ["fleet.internal/application": "web"],
            "annotations": ["fleet.internal/tracking-id": .string("web:\(kind):\(namespace)/a")],
        ]
        if !namespace.isEmpty { metadata["namespace"] = .string(namespace) }
        return metadata
    }

    @Test func setsNamespaceAndTracking() throws {
        let value = try prepared("{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}")
        #expect(value == ["apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata("/ConfigMap")])
        let named = try prepared("{apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: other}}")
        #expect(named["metadata"] == metadata("/ConfigMap", namespace: "other"))
        let wide = try prepared(
            "{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: a, namespace: other}}",
            namespaced: false
        )
        #expect(wide["metadata"] == metadata("rbac.authorization.k8s.io/ClusterRole", namespace: ""))
    }

    @Test func keepsLabelsAndAnnotations() throws {
        let value = try prepared(
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: a, labels: {x: z}, annotations: null}}"
        )
        #expect(value["metadata"]?["labels"] == ["x": "z", "fleet.internal/application": "web"])
        #expect(value["metadata"]?["annotations"]?.mapping?.count == 1)
    }

    @Test func leavesOutWhatTheServerKeeps() throws {
        let value = try prepared(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: a, creationTimestamp: null, uid: x, resourceVersion: '1', generation: 2, selfLink: /x, managedFields: []}
            spec: {replicas: 1}
            status: {}
            """
        )
        #expect(
            value == [
                "apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata("apps/Deployment"),
                "spec": ["replicas": 1],
            ]
        )
    }

    @Test func fillsInWhatOldServersRefuseToDoWithout() throws {
        let value = try prepared("{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {ports: [{port: 80}]}}")
        #expect(value["spec"] == ["ports": [["port": 80, "protocol": "TCP"]]])
    }

    @Test(arguments: [
        ("stringData: {a: x, b: ''}", #"{"data":{"a":"eA==","b":""}}"#),
        ("{data: {a: old, c: Yw==}, stringData: {a: é}}", #"{"data":{"a":"w6k=","c":"Yw=="}}"#),
        ("{data: null, stringData: {a: x}}", #"{"data":{"a":"eA=="}}"#),
        ("stringData: {}", "{}"),
        ("{data: {a: eA==}, stringData: {}}", #"{"data":{"a":"eA=="}}"#),
        // What is no text is for the server to refuse, and never becomes an empty value.
        ("stringData: {port: 8080, a: x}", #"{"data":{"a":"eA=="},"stringData":{"port":8080}}"#),
        ("stringData: {a: null}", #"{"stringData":{"a":null}}"#),
        ("{data: text, stringData: {a: x}}", #"{"data":"text","stringData":{"a":"x"}}"#),
        ("stringData: text", #"{"stringData":"text"}"#),
    ])
    func mergesStringData(_ yaml: String, _ expected: String) throws {
        var manifest = try YAMLReader.value(in: yaml)
        for (key, value): (String, Value) in [("apiVersion", "v1"), ("kind", "Secret"), ("metadata", ["name": "a"])] {
            manifest[key] = value
        }
        let value = DesiredManifest.prepared(
            Manifest(manifest),
            application: "web",
            namespace: "shop",
            namespaced: true
        ).value
        var rest = value.mapping ?? [:]
        for key in ["apiVersion", "kind", "metadata"] { rest[key] = nil }
        #expect(JSONWriter.text(of: .mapping(rest), sortsKeys: true) == expected)
    }

    @Test func leavesOtherKindsStringDataAlone() throws {
        let value = try prepared("{apiVersion: example.com/v1, kind: Secret, metadata: {name: a}, stringData: {a: x}}")
        #expect(value["stringData"] == ["a": "x"])
        #expect(value["data"] == nil)
    }
}
