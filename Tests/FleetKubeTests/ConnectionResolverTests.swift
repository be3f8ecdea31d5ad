import FleetHTTP
import FleetModel
import FleetTestSupport
import Testing

@testable import FleetKube

struct ConnectionResolverTests {
    private func cluster(_ credential: CredentialReference?, server: String = "https://c:6443") -> Cluster {
        Cluster(name: "eu", server: server, credential: credential)
    }

    @Test func aKubeconfigMustLeadToTheRegisteredAddress() throws {
        let folder = try ScratchFolder("resolve")
        let file = try folder.write(
            "config",
            """
            contexts: [{name: x, context: {cluster: c}}]
            clusters: [{name: c, cluster: {server: "https://C:6443/"}}]
            """
        )
        let reference = CredentialReference.kubeconfig(file: file, context: "x")
        #expect(try Connection.resolve(cluster(reference), environment: [:]).server == "https://C:6443")
        #expect(
            message { try Connection.resolve(cluster(reference, server: "https://d:6443"), environment: [:]) }
                == "context \"x\" of \(file): leads to https://C:6443, but cluster \"eu\" is registered at "
                + "https://d:6443; register it again if it moved"
        )
    }

    @Test func readsEachKubeconfigOnce() throws {
        let folder = try ScratchFolder("resolve")
        let text = """
            contexts: [{name: x, context: {cluster: c}}, {name: z, context: {cluster: c}}]
            clusters: [{name: c, cluster: {server: "https://c:6443"}}]
            """
        let file = try folder.write("config", text)
        let resolver = ConnectionResolver(environment: ["KUBECONFIG": file])
        _ = try resolver.connection(for: cluster(.kubeconfig(file: file, context: "x")))
        _ = try resolver.connection(for: cluster(.kubeconfig(file: nil, context: "x")))
        try folder.write("config", "{}")
        #expect(try resolver.connection(for: cluster(.kubeconfig(file: file, context: "z"))).server == "https://c:6443")
        #expect(try resolver.connection(for: cluster(.kubeconfig(file: nil, context: "z"))).server == "https://c:6443")
        let missing = CredentialReference.kubeconfig(file: folder.path("none"), context: "x")
        for _ in 0..<2 {
            #expect(
                message { try resolver.connection(for: cluster(missing)) } == "\(folder.path("none")): does not exist"
            )
        }
    }

    @Test func readsATokenFromTheEnvironment() throws {
        let reference = CredentialReference.tokenEnvironment(variable: "T", certificateAuthority: nil)
        let connection = try Connection.resolve(cluster(reference), environment: ["T": "abc\n"])
        #expect(connection.credential == .token(SecretText("abc")))
        #expect(connection.server == "https://c:6443")
        #expect(
            message { try Connection.resolve(cluster(reference), environment: [:]) }
                == "cluster \"eu\": environment variable T, which should hold the token, is not set"
        )
    }

    @Test func pointsAtATokenFileAndAnAuthority() throws {
        let folder = try ScratchFolder("resolve")
        let authority = try folder.write("ca.pem", "-----BEGIN CERTIFICATE-----")
        let reference = CredentialReference.tokenFile(path: "/t", certificateAuthority: authority)
        let connection = try Connection.resolve(cluster(reference), environment: [:])
        #expect(connection.credential == .tokenFile("/t"))
        #expect(connection.tls.certificateAuthority == .file(authority))
        let missing = CredentialReference.tokenFile(path: "/t", certificateAuthority: "/none/ca")
        #expect(
            message { try Connection.resolve(cluster(missing), environment: [:]) }
                == "/none/ca: does not exist; it should hold the certificate authority of cluster \"eu\""
        )
    }

    @Test func usesThePodsServiceAccount() throws {
        let folder = try ScratchFolder("resolve")
        try folder.write("token", "abc\n")
        try folder.write("ca.crt", "-----BEGIN CERTIFICATE-----")
        try folder.write("namespace", "web")
        let environment = ["KUBERNETES_SERVICE_HOST": "fd00::1", "KUBERNETES_SERVICE_PORT": "443"]
        let resolver = ConnectionResolver(environment: environment, serviceAccountFolder: folder.path)
        let connection = try resolver.connection(for: cluster(.inCluster))
        #expect(connection.server == "https://[fd00::1]:443")
        #expect(connection.credential == .tokenFile(folder.path("token")))
        #expect(connection.tls.certificateAuthority == .file(folder.path("ca.crt")))
        #expect(connection.namespace == "web")
    }

    @Test func saysWhyThereAreNoCredentials() {
        #expect(
            message { try Connection.resolve(cluster(nil), environment: [:]) }
                == "cluster \"eu\": has no credentials; register it again with a kubeconfig context or a token"
        )
        #expect(
            message { try Connection.resolve(cluster(.inCluster), environment: [:]) }
                == "cluster \"eu\": is reached with the service account of the Pod that fleet runs in, but "
                + "KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set"
        )
        let environment = ["KUBERNETES_SERVICE_HOST": "h", "KUBERNETES_SERVICE_PORT": "443"]
        #expect(
            message {
                try ConnectionResolver(environment: environment, serviceAccountFolder: "/none")
                    .connection(for: cluster(.inCluster))
            }
                == "cluster \"eu\": is reached with the service account of the Pod that fleet runs in, but "
                + "/none/token does not exist"
        )
    }
}
