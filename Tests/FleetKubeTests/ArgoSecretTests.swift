import FleetHTTP
import FleetModel
import FleetTestSupport
import FleetValue
import FleetYAML
import Testing

@testable import FleetKube

@Suite struct ArgoSecretTests {
    private let hub = Connection(server: "https://hub.example", title: "the hub")

    private func cluster(_ server: String = "https://eu.example:6443") -> Cluster {
        Cluster(
            name: "eu",
            server: server,
            credential: .argocdSecret(hub: "hub", namespace: "argocd", name: "cluster-eu")
        )
    }

    private func secret(_ config: String, server: String = "https://eu.example:6443/") -> Manifest {
        Manifest([
            "apiVersion": "v1", "kind": "Secret",
            "metadata": ["name": "cluster-eu", "labels": ["argocd.argoproj.io/secret-type": "cluster"]],
            "data": [
                "name": .string(Base64.text(of: Array("eu".utf8))),
                "server": .string(Base64.text(of: Array(server.utf8))),
                "config": .string(Base64.text(of: Array(config.utf8))),
            ],
        ])
    }

    private func resolve(_ secret: Manifest?, _ cluster: Cluster? = nil) throws(KubeError) -> Connection {
        try ConnectionResolver(environment: [:]).connection(for: cluster ?? self.cluster(), secret: secret, of: hub)
    }

    private static let place = #"cluster "eu": Secret argocd/cluster-eu on cluster "hub" "#

    @Test func aTokenAndAnAuthorityAreTakenOver() throws {
        let connection = try resolve(
            secret(#"{"bearerToken":"abc","tlsClientConfig":{"insecure":false,"serverName":"api","caData":"Q0E="}}"#)
        )
        #expect(connection.server == "https://eu.example:6443")
        #expect(connection.credential == .token(SecretText("abc")))
        #expect(connection.tls == TLSOptions(certificateAuthority: .data(Array("CA".utf8)), serverName: "api"))
        #expect(connection.title == #"Secret argocd/cluster-eu on cluster "hub""#)
    }

    @Test func certificatesPasswordsAndProxiesAreTakenOver() throws {
        let certificate = try resolve(
            secret(#"{"tlsClientConfig":{"certData":"Q0U=","keyData":"S0U=","insecure":true}}"#)
        )
        #expect(certificate.credential == .none)
        #expect(certificate.tls.clientCertificate == .data(Array("CE".utf8)))
        #expect(certificate.tls.clientKey == .data(Array("KE".utf8)))
        #expect(certificate.tls.skipsVerification)
        let password = try resolve(secret(#"{"username":"u","password":"p","proxyUrl":"http://proxy:3128"}"#))
        #expect(password.credential == .basic(username: "u", password: SecretText("p")))
        #expect(password.proxy == "http://proxy:3128")
        #expect(try resolve(secret("")).credential == .none)
    }

    @Test func argoCDsOwnClusterIsReachedAsTheHubIs() throws {
        let own = "https://kubernetes.default.svc"
        #expect(try resolve(secret("{}", server: own), cluster(own)).title == "the hub")
    }

    @Test(
        arguments: [
            (#"{"bearerToken":7}"#, "config.bearerToken: expected a string, found a number"),
            (#"{"bearerToken":"SECRET"#, "config is not JSON at 1:16"),
            (#"{"tlsClientConfig":{"caData":"SECRET!"}}"#, "config.tlsClientConfig.caData: is not valid base64"),
            (
                #"{"tlsClientConfig":{"certData":"Q0U="}}"#,
                "config.tlsClientConfig: needs both certData and keyData, or none of them"
            ),
            (
                #"{"tlsClientConfig":{"insecure":true,"caData":"Q0U="}}"#,
                "config.tlsClientConfig.insecure: contradicts caData beside it"
            ),
            (
                #"{"bearerToken":"SECRET","username":"u"}"#,
                "config.bearerToken: stands beside a user name, and only one of both can be sent"
            ),
            (
                #"{"awsAuthConfig":{"clusterName":"eu"}}"#,
                "config.awsAuthConfig: needs Argo CD's own program; register the cluster with a kubeconfig context instead"
            ),
            (
                #"{"execProviderConfig":{"command":"/bin/argocd-k8s-auth","args":["SECRET"]}}"#,
                "config.execProviderConfig: names the program \"argocd-k8s-auth\", and a Secret of another cluster must "
                    + "not start programs here; register the cluster with a kubeconfig context instead"
            ),
        ]
    )
    func whatIsWrongIsNamedAndNotShown(_ config: String, _ words: String) {
        let text = message { try resolve(secret(config)) }
        #expect(text == Self.place + words)
        #expect(!text.contains("SECRET"))
    }

    @Test func aSecretThatIsGoneOrLeadsElsewhereIsRefused() {
        #expect(message { try resolve(nil) } == Self.place + "does not exist")
        #expect(
            message { try resolve(secret("{}", server: "https://other.example")) } == Self.place
                + "leads to https://other.example, but the cluster is registered at https://eu.example:6443; "
                + "import it again if it moved"
        )
        #expect(
            message { try ConnectionResolver(environment: [:]).connection(for: cluster()) } == Self.place
                + "was not read"
        )
    }

    // MARK: Files

    private func file(_ folder: ScratchFolder) throws -> (path: String, cluster: Cluster) {
        let path = try folder.write(
            "clusters.yaml",
            """
            apiVersion: v1
            kind: Secret
            metadata: {name: a, labels: {argocd.argoproj.io/secret-type: cluster}}
            stringData: {name: us, server: "https://us.example", config: '{"bearerToken":"us-token"}'}
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: b, labels: {argocd.argoproj.io/secret-type: cluster}}
            stringData:
              name: eu
              server: https://eu.example:6443
              config: '{"execProviderConfig":{"command":"aws","args":["eks"],"env":{"A":"1"}}}'
            """
        )
        return (path, Cluster(name: "eu", server: "https://eu.example:6443"))
    }

    @Test func aFileOfThisMachineMayNameAPlugin() throws {
        let folder = try ScratchFolder("secrets")
        var (path, cluster) = try file(folder)
        cluster.credential = .argocdSecretFile(path: path, cluster: "eu")
        let resolver = ConnectionResolver(environment: ["HOME": "/h"])
        let plugin = ExecPlugin(
            apiVersion: .v1beta1,
            command: "aws",
            arguments: ["eks"],
            environment: [.init(name: "A", value: SecretText("1"))]
        )
        let wanted = Credential.plugin(plugin, ExecPluginContext(environment: ["HOME": "/h"]))
        #expect(try resolver.connection(for: cluster).credential == wanted)
        // The file is read once.
        try folder.write("clusters.yaml", "{}")
        #expect(try resolver.connection(for: cluster).credential == wanted)
    }

    @Test func whatIsWrongWithAFileIsSaid() throws {
        let folder = try ScratchFolder("secrets")
        var (path, cluster) = try file(folder)
        cluster.credential = .argocdSecretFile(path: path, cluster: "ap")
        #expect(
            message { try ConnectionResolver(environment: [:]).connection(for: cluster) }
                == #"cluster "eu": Secret of cluster "ap" in \#(path) does not exist"#
        )
        cluster.credential = .argocdSecretFile(path: "/none", cluster: "eu")
        #expect(
            message { try ConnectionResolver(environment: [:]).connection(for: cluster) }
                == #"cluster "eu": Secret file /none does not exist"#
        )
        let broken = try folder.write("broken.yaml", "a: 1\nconfig: 'SECRET\n")
        cluster.credential = .argocdSecretFile(path: broken, cluster: "eu")
        let text = message { try ConnectionResolver(environment: [:]).connection(for: cluster) }
        #expect(text.hasPrefix(#"cluster "eu": Secret file \#(broken) is not YAML (line "#), "\(text)")
        #expect(!text.contains("SECRET"))
    }

    // MARK: Export

    @Test func aConfigLeadsBackToTheSameConnection() throws {
        let folder = try ScratchFolder("secrets")
        let configs = [
            #"{"bearerToken":"abc","tlsClientConfig":{"insecure":false,"serverName":"api","caData":"Q0E="}}"#,
            #"{"username":"u","password":"p","tlsClientConfig":{"insecure":true},"proxyUrl":"http://proxy:3128"}"#,
            #"{"tlsClientConfig":{"insecure":false,"certData":"Q0U=","keyData":"S0U="}}"#,
        ]
        for config in configs {
            let value = try resolve(secret(config)).argocdConfig()
            #expect(value == (try JSONReader.value(in: config)), "\(config)")
        }
        let token = try folder.write("token", "abc\n")
        let authority = try folder.write("ca", "CA")
        let connection = Connection(
            server: "https://x",
            tls: TLSOptions(certificateAuthority: .file(authority)),
            credential: .tokenFile(token)
        )
        #expect(
            try connection.argocdConfig()
                == ["bearerToken": "abc", "tlsClientConfig": ["insecure": false, "caData": "Q0E="]]
        )
        let acting = Connection(server: "https://x", impersonation: Impersonation(user: "somebody"))
        #expect(throws: ModelError(ValuePath(), "Argo CD's Secrets can not say whom to act as")) {
            try acting.argocdConfig()
        }
    }
}
