import FleetValue
import FleetYAML
import Testing

@testable import FleetModel

@Suite struct ClusterSecretTests {
    /// Printed by Argo CD's own function (argo-cd util/db/secrets.go), run with Go 1.19.
    @Test(
        arguments: [
            ("https://kubernetes.default.svc", "cluster-kubernetes.default.svc-3396314289"),
            ("https://EU-1.Example.com:6443/prefix", "cluster-eu-1.example.com-1905520367"),
            ("https://10.0.0.1", "cluster-10.0.0.1-783440302"),
            ("http://[fe80::1ff:fe23:4567:890a]:8000", "cluster-fe80--1ff-fe23-4567-890a-664858999"),
            ("https://[2001:DB8:0:0:1:0:0:1]", "cluster-2001-db8--1-0-0-1-12599301"),
            ("https://[::1]:6443", "cluster---1-744957926"),
            ("https://[::ffff:10.1.2.3]:443", "cluster---ffff-10.1.2.3-3032621020"),
            ("https://[1:0:0:2:0:0:0:3]", "cluster-1-0-0-2--3-1280609146"),
            ("https://[2001:db8::]", "cluster-2001-db8---156704613"),
            ("https://[1:2:3:4:5:6:7:8]", "cluster-1-2-3-4-5-6-7-8-554473302"),
            ("https://[1:2:3:4:5:6:1.2.3.4]", "cluster-1-2-3-4-5-6-102-304-3876856325"),
        ]
    )
    func secretsAreNamedAsArgoCDNamesThem(_ server: String, _ name: String) {
        #expect(Cluster.secretName(server: server) == name)
    }

    @Test(arguments: [
        "", ":", ":::", "1:2", "1:2:3:4:5:6:7:8:9", "::1::", "12345::", "1:2:3:4:5:6:7:", "::1.2.3", "g::",
    ])
    func whatIsNoAddressHasNoShortForm(_ text: String) {
        #expect(IPv6Text.short(text) == nil)
    }

    @Test func aSecretIsReadBack() throws {
        let cluster = Cluster(
            name: "eu 1",
            server: "https://eu-1.example.com:6443",
            labels: ["env": "production", Cluster.secretTypeLabel: "cluster"],
            annotations: ["note": "free text"],
            project: "shop",
            credential: .inCluster
        )
        let secret = cluster.secret(namespace: "argocd", config: #"{"bearerToken":"t"}"#)
        #expect(secret.namespace == "argocd")
        #expect(secret.value["stringData"]?["config"] == #"{"bearerToken":"t"}"#)
        #expect(try Cluster.config(ofSecret: secret.value) == #"{"bearerToken":"t"}"#)
        var read = try Cluster(decoding: secret.value)
        #expect(read.credential == nil)
        read.credential = .inCluster
        #expect(read == cluster)
    }

    @Test func annotationsThatRepeatTheSecretAreDropped() throws {
        let secret = try YAMLReader.value(
            in: """
                apiVersion: v1
                kind: Secret
                metadata:
                  name: eu
                  labels: {argocd.argoproj.io/secret-type: cluster}
                  annotations:
                    kubectl.kubernetes.io/last-applied-configuration: '{"data":{}}'
                    copied: "the token is abcdef-123456"
                    plugin: "pass-word-of-plugin"
                    note: kept
                stringData:
                  server: https://eu.example.com
                  config: '{"bearerToken":"abcdef-123456","execProviderConfig":{"env":{"P":"pass-word-of-plugin"}}}'
                """
        )
        #expect(try Cluster(decoding: secret).annotations == ["note": "kept"])
    }
}
