import FleetServerSupport
import FleetTestSupport
import FleetValue
import Foundation

/// Argo CD on an API server, as far as its resources go: the namespace and the three definitions, and no controllers.
enum ArgoCD {
    /// Installs the definitions and the namespace, and waits until Applications are served.
    static func install(on server: APIServer) async throws {
        let namespace = #"{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"argocd"}}"#
        try await server.send("POST", "/api/v1/namespaces", namespace)
        for (kind, plural) in [
            ("Application", "applications"), ("ApplicationSet", "applicationsets"), ("AppProject", "appprojects"),
        ] {
            try await server.apply(
                definition(kind, plural),
                to: "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/\(plural).argoproj.io",
                manager: "argocd"
            )
        }
        for _ in 0..<200 {
            let paths = ["applications", "applicationsets", "appprojects"].map(path)
            var served = 0
            for path in paths where try await server.getIfPresent(path) != nil { served += 1 }
            if served == paths.count { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw TestSupportError.badAnswer(request: "GET applications", status: 404, body: "they are never served")
    }

    /// The path of one kind's resources in `argocd`, or of one of them.
    static func path(_ plural: String, _ name: String) -> String { path(plural) + "/" + name }

    /// The path of one kind's resources in `argocd`.
    static func path(_ plural: String) -> String { "/apis/argoproj.io/v1alpha1/namespaces/argocd/\(plural)" }

    /// Makes a cluster Secret, as `argocd cluster add` and `kubectl apply` would.
    static func addCluster(
        _ name: String,
        server address: String,
        config: String,
        labels: [String: String] = [:],
        to server: APIServer
    ) async throws {
        var texts: Value = ["argocd.argoproj.io/secret-type": "cluster"]
        for (key, text) in labels { texts[key] = .string(text) }
        let entries: Value = ["name": .string(name), "server": .string(address), "config": .string(config)]
        let secret: Value = [
            "apiVersion": "v1", "kind": "Secret",
            "metadata": [
                "name": .string("cluster-\(name)"), "labels": texts,
                "annotations": [
                    "team": "platform",
                    "kubectl.kubernetes.io/last-applied-configuration": .string(JSONWriter.text(of: entries)),
                ],
            ],
            "stringData": entries,
        ]
        try await server.send("POST", "/api/v1/namespaces/argocd/secrets", JSONWriter.text(of: secret))
    }

    /// The `config` by which Argo CD reaches a server as its admin.
    static func config(of server: APIServer) throws -> String {
        let authority = try Data(contentsOf: URL(filePath: server.authorityFile)).base64EncodedString()
        let config: Value = [
            "bearerToken": .string(server.token(.admin) ?? ""),
            "tlsClientConfig": ["insecure": false, "caData": .string(authority)],
        ]
        return JSONWriter.text(of: config)
    }

    private static func definition(_ kind: String, _ plural: String) -> String {
        """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: \(plural).argoproj.io}
        spec:
          group: argoproj.io
          scope: Namespaced
          names: {kind: \(kind), listKind: \(kind)List, plural: \(plural), singular: \(kind.lowercased())}
          versions:
            - name: v1alpha1
              served: true
              storage: true
              schema:
                openAPIV3Schema:
                  type: object
                  required: [metadata, spec]
                  properties:
                    spec: {type: object, x-kubernetes-preserve-unknown-fields: true}
                    status: {type: object, x-kubernetes-preserve-unknown-fields: true}
                    operation: {type: object, x-kubernetes-preserve-unknown-fields: true}
        """
    }
}
