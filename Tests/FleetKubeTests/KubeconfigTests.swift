import FleetHTTP
import FleetTestSupport
import Testing

@testable import FleetKube

struct KubeconfigTests {
    @Test func readsEntriesOfEveryKind() throws {
        let config = try Kubeconfig(
            parsing: """
                apiVersion: v1
                kind: Config
                current-context: eu
                preferences: {}
                clusters:
                - name: c1
                  cluster: {server: "https://eu.example:6443/", tls-server-name: api, proxy-url: "socks5://p:1"}
                contexts:
                - name: eu
                  context: {cluster: c1, user: u1, namespace: web}
                users:
                - name: u1
                  user: {token: "t-1"}
                """,
            file: "/k/config"
        )
        #expect(config.contextNames == ["eu"])
        #expect(config.currentContext == "eu")
        let connection = try config.connection()
        #expect(connection.server == "https://eu.example:6443")
        #expect(connection.tls.serverName == "api")
        #expect(connection.proxy == "socks5://p:1")
        #expect(connection.namespace == "web")
        #expect(connection.credential == .token(SecretText("t-1")))
        #expect(connection.title == "context \"eu\" of /k/config")
    }

    @Test func readsJSON() throws {
        let config = try Kubeconfig(
            parsing: #"{"clusters":[{"name":"a","cluster":{"server":"https://a"}}],"contexts":[],"users":null}"#,
            file: "/k/config"
        )
        #expect(config.clusters["a"]?.server == "https://a")
    }

    @Test func anEmptyFileIsAnEmptyKubeconfig() throws {
        #expect(try Kubeconfig(parsing: "# nothing\n", file: "/k").contextNames == [])
    }

    @Test func theFirstOfSeveralFilesWinsPerEntry() throws {
        let folder = try ScratchFolder("kubeconfig")
        try folder.write(
            "one",
            """
            clusters:
            - {name: shared, cluster: {server: "https://first"}}
            users:
            - {name: red, user: {token: first}}
            contexts: []
            """
        )
        try folder.write(
            "two",
            """
            current-context: second
            clusters:
            - {name: shared, cluster: {server: "https://second", insecure-skip-tls-verify: true}}
            - {name: other, cluster: {server: "https://other"}}
            users:
            - {name: red, user: {username: u, password: p}}
            contexts:
            - {name: second, context: {cluster: shared, user: red}}
            """
        )
        try folder.write("three", "current-context: third\n")
        let list = ["one", "missing", "two", "three", "one"].map { folder.path($0) }.joined(separator: ":")
        let config = try Kubeconfig.load(environment: ["KUBECONFIG": ":" + list + ":"])
        #expect(config.currentContext == "second")
        #expect(config.clusters.keys.sorted() == ["other", "shared"])
        #expect(config.files == [folder.path("one"), folder.path("two"), folder.path("three")])
        // The whole first entry counts: neither the second's password nor its TLS setting is mixed in.
        let connection = try config.connection()
        #expect(connection.server == "https://first")
        #expect(!connection.tls.skipsVerification)
        #expect(connection.credential == .token(SecretText("first")))
    }

    @Test func withoutAListTheHomeFolderCounts() throws {
        let folder = try ScratchFolder("kubeconfig")
        try folder.write(".kube/config", "current-context: home\n")
        #expect(try Kubeconfig.load(environment: ["HOME": folder.path]).currentContext == "home")
        #expect(try Kubeconfig.load(environment: ["HOME": folder.path, "KUBECONFIG": ""]).currentContext == "home")
    }

    @Test func aMissingFileIsAnErrorWhenItIsNamed() throws {
        let folder = try ScratchFolder("kubeconfig")
        let path = folder.path("none")
        #expect(message { try Kubeconfig.load(file: path, environment: [:]) } == "\(path): does not exist")
        #expect(
            message { try Kubeconfig.load(environment: ["KUBECONFIG": "\(path):\(path)2"]) }
                == "\(path):\(path)2: there is no kubeconfig; name one with --kubeconfig or KUBECONFIG"
        )
        #expect(message { try Kubeconfig.load(file: folder.path, environment: [:]) } == "\(folder.path): is a folder")
    }

    @Test func relativePathsAreRelativeToTheirFile() throws {
        let folder = try ScratchFolder("kubeconfig")
        try folder.write("a/certs/ca.pem", "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n")
        try folder.write("b/id.pem", "-----BEGIN CERTIFICATE-----\n")
        try folder.write("id.key", "-----BEGIN PRIVATE KEY-----\n")
        try folder.write(
            "a/config",
            """
            current-context: x
            contexts: [{name: x, context: {cluster: c, user: u}}]
            clusters: [{name: c, cluster: {server: "https://c", certificate-authority: certs/ca.pem}}]
            """
        )
        try folder.write(
            "b/config",
            """
            users:
            - name: u
              user: {client-certificate: ./id.pem, client-key: ../id.key, tokenFile: token}
            - name: plugin
              user:
                exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: bin/login}
            - name: path
              user:
                exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: login}
            """
        )
        let list = "\(folder.path("a/config")):\(folder.path("b/config"))"
        let config = try Kubeconfig.load(environment: ["KUBECONFIG": list])
        let connection = try config.connection()
        #expect(connection.tls.certificateAuthority == .file(folder.path("a/certs/ca.pem")))
        #expect(connection.tls.clientCertificate == .file(folder.path("b/id.pem")))
        #expect(connection.tls.clientKey == .file(folder.path("id.key")))
        #expect(connection.credential == .tokenFile(folder.path("b/token")))
        #expect(config.users["plugin"]?.exec?.command == folder.path("b/bin/login"))
        #expect(config.users["path"]?.exec?.command == "login")
    }

    @Test func inlineDataWinsOverFiles() throws {
        let authority = "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t"
        let connection = try kubeconfig(
            cluster: "{server: \"https://c\", certificate-authority: /none, certificate-authority-data: \(authority)}",
            user: "{}"
        ).connection()
        #expect(connection.tls.certificateAuthority == .data(Array("-----BEGIN CERTIFICATE-----".utf8)))
    }

    @Test func readsImpersonation() throws {
        let connection = try kubeconfig(
            user: "{token: t, as: jane, as-uid: '7', as-groups: [dev, ops], as-user-extra: {acme.com/team: [a, b]}}"
        ).connection()
        let headers = try #require(connection.impersonation).headers.map { "\($0.name): \($0.value)" }
        #expect(
            headers == [
                "Impersonate-User: jane", "Impersonate-Uid: 7", "Impersonate-Group: dev", "Impersonate-Group: ops",
                "Impersonate-Extra-acme.com%2Fteam: a", "Impersonate-Extra-acme.com%2Fteam: b",
            ]
        )
    }

    @Test(arguments: [
        ("https://h:6443/", false, "https://h:6443"), ("h:8080", false, "http://h:8080"), ("h", true, "https://h"),
        ("HTTPS://h/k8s/clusters/c-1//", false, "https://h/k8s/clusters/c-1"),
        ("https://[::1]:6443", false, "https://[::1]:6443"),
    ])
    func bringsAddressesToOneForm(_ text: String, _ hasTLS: Bool, _ expected: String) {
        #expect(ServerAddress.normalised(text, hasTLS: hasTLS).address == expected)
    }

    @Test func tellsWhetherAddressesAreTheSame() {
        #expect(ServerAddress.isSame("https://Host/", "https://host:443"))
        #expect(ServerAddress.isSame("https://host/a/", "https://host/a"))
        #expect(!ServerAddress.isSame("https://host/a", "https://host/A"))
        #expect(!ServerAddress.isSame("https://host", "https://host:6443"))
        #expect(!ServerAddress.isSame("http://host", "https://host"))
    }

    /// What is wrong, in every way that a person gets it wrong; the line counts from 1.
    @Test(arguments: [
        ("a: [", "/k:1: "),
        ("kind: Deployment", "/k:1: kind: expected \"Config\"; this is no kubeconfig"),
        ("a: 1\n---\nb: 2", "/k:3: holds 2 documents, and a kubeconfig is one"),
        ("- 1", "/k: expected a mapping, found a list"),
        ("clusters:\n- cluster: {}", "/k:2: clusters[0].name: is required"),
        ("users:\n- name: u\n  user:\n    token: 12", "/k:4: users[0].user.token: expected a string, found a number"),
        (
            "users:\n- {name: u}\n- {name: u}",
            "/k:3: users[1].name: \"u\" stands twice under users"
        ),
        (
            "users:\n- name: u\n  user:\n    client-key-data: '%%'",
            "/k:4: users[0].user.client-key-data: is not valid base64"
        ),
        (
            "users:\n- name: u\n  user:\n    as-groups: [a]",
            "/k:4: users[0].user.as-groups: needs \"as\", the user to act as"
        ),
        (
            "users:\n- name: u\n  user:\n    exec:\n      command: x\n      apiVersion: client.authentication.k8s.io/v1alpha1",
            "/k:6: users[0].user.exec.apiVersion: \"client.authentication.k8s.io/v1alpha1\" is not supported; "
                + "update the plugin and use client.authentication.k8s.io/v1"
        ),
        (
            "users:\n- name: u\n  user:\n    exec:\n      command: x\n      apiVersion: client.authentication.k8s.io/v1",
            "/k:4: users[0].user.exec.interactiveMode: is required with client.authentication.k8s.io/v1: "
                + "Never, IfAvailable or Always"
        ),
    ])
    func saysWhatIsWrongAndWhere(_ text: String, _ expected: String) {
        let actual = message { try Kubeconfig(parsing: text, file: "/k") }
        if expected.hasSuffix(": ") { #expect(actual.hasPrefix(expected)) } else { #expect(actual == expected) }
    }

    @Test func anErrorInTheTextShowsNoneOfIt() {
        let actual = message { try Kubeconfig(parsing: "users:\n- {token: 'hunter2\n", file: "/k") }
        #expect(!actual.contains("hunter2"))
        #expect(actual.hasPrefix("/k:"))
    }

    @Test func secretsHaveNoText() throws {
        let config = try kubeconfig(
            user: "{token: hunter2, client-key-data: aHVudGVyMg==}",
            environment: ["PASSWORD": "hunter2"]
        )
        let plugin = try kubeconfig(
            user: """
                {exec: {apiVersion: client.authentication.k8s.io/v1, command: x, interactiveMode: Never, \
                env: [{name: P, value: hunter2}]}}
                """,
            environment: ["PASSWORD": "hunter2"]
        )
        var text = ""
        dump(config, to: &text)
        dump(plugin, to: &text)
        dump(try plugin.connection(), to: &text)
        text += "\(try plugin.connection())"
        text += "\(config) \(config.users)"
        #expect(!text.contains("hunter2"))
        #expect(!text.contains("104, 117, 110"))
    }

    @Test(arguments: [
        ("nope", "/k: has no context \"nope\"; there are: ghost, noserver, other, x"),
        ("ghost", "/k:4: contexts[2].context.user: there is no user \"nobody\"; there are: u"),
        ("other", "/k:3: contexts[1].context.cluster: there is no cluster \"gone\"; there are: c, d"),
        ("noserver", "/k:8: clusters[1].cluster.server: is required"),
    ])
    func saysWhatIsMissing(_ context: String, _ expected: String) throws {
        let config = try Kubeconfig(
            parsing: """
                contexts:
                - {name: x, context: {cluster: c}}
                - {name: other, context: {cluster: gone}}
                - {name: ghost, context: {cluster: c, user: nobody}}
                - {name: noserver, context: {cluster: d}}
                clusters:
                - {name: c, cluster: {server: "https://c"}}
                - {name: d}
                users:
                - {name: u}
                """,
            file: "/k"
        )
        #expect(message { try config.connection(context: context) } == expected)
    }

    @Test func needsACurrentContextOrAName() throws {
        let config = try Kubeconfig(parsing: "contexts: [{name: b, context: {}}, {name: a}]", file: "/k")
        #expect(message { try config.connection() } == "/k: has no current-context; name a context; there are: a, b")
    }

    @Test(arguments: [
        (
            "{server: \"https://c\", insecure-skip-tls-verify: true, certificate-authority: /x}", "{}",
            "/k:3: clusters[0].cluster.insecure-skip-tls-verify: contradicts the certificate authority beside it; "
                + "remove one of them"
        ),
        (
            "{server: \"https://c\", certificate-authority: none.pem}", "{}",
            "/k:3: clusters[0].cluster.certificate-authority: /none.pem does not exist"
        ),
        (
            "{server: \"ftp://c\"}", "{}",
            "/k:3: clusters[0].cluster.server: has the scheme \"ftp\", not https"
        ),
        (
            "{server: \"https://u:p@c\"}", "{}",
            "/k:3: clusters[0].cluster.server: holds a user name; put it into the user's entry"
        ),
        (
            "{server: \"https://c\", proxy-url: proxy.example}", "{}",
            "/k:3: clusters[0].cluster.proxy-url: is no address of a proxy: http://, https:// or socks5:// and a host"
        ),
        (
            "{server: \"https://c\"}", "{client-certificate-data: LS0tLS1CRUdJTiA=}",
            "/k:4: users[0].user.client-key: is required beside client-certificate"
        ),
        (
            "{server: \"https://c\"}", "{client-certificate-data: aHVudGVyMg==}",
            "/k:4: users[0].user.client-certificate-data: is not PEM text"
        ),
        (
            "{server: \"https://c\"}", "{token: t, username: u}",
            "/k:4: users[0].user.username: stands beside a token, and only one of both can be sent"
        ),
        (
            "{server: \"https://c\"}", "{auth-provider: {name: gcp}}",
            "/k:4: users[0].user.auth-provider: \"gcp\" is built into old versions of kubectl only; "
                + "use its credential plugin (exec) instead"
        ),
    ])
    func saysWhatContradictsItself(_ cluster: String, _ user: String, _ expected: String) throws {
        let config = try kubeconfig(cluster: cluster, user: user)
        #expect(message { try config.connection() } == expected)
    }
}

/// A kubeconfig with one context; the cluster stands on line 3, the user on line 4.
func kubeconfig(
    cluster: String = "{server: \"https://c\"}",
    user: String,
    environment: [String: String] = [:]
) throws -> Kubeconfig {
    try Kubeconfig(
        parsing: """
            current-context: x
            contexts: [{name: x, context: {cluster: c, user: u}}]
            clusters: [{name: c, cluster: \(cluster)}]
            users: [{name: u, user: \(user)}]
            """,
        file: "/k",
        environment: environment
    )
}

/// The text of the error that a call throws, or of its success.
func message<Success>(_ body: () throws -> Success) -> String {
    do {
        _ = try body()
        return "no error"
    } catch {
        return "\(error)"
    }
}

/// The text of the error that a call throws, or of its success.
func failure<Success>(_ body: () async throws -> Success) async -> String {
    do {
        _ = try await body()
        return "no error"
    } catch {
        return "\(error)"
    }
}
