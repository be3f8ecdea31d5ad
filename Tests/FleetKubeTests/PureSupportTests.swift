import FleetTestSupport
import FleetValue
import Testing

@testable import FleetKube

struct SecretScrubberTests {
    @Test(arguments: [
        ("nothing here", "nothing here"),
        ("token=abcdefABCDEF0123456789abcdef;", "token=(hidden);"),
        ("k8s-aws-v1.aHR0cHM6Ly9zdHMuZXUtd2VzdC0xLmFtYXpvbmF3cy5jb20v", "(hidden)"),
        (
            "can not read /home/User1/.kube/cache/Very/Long/Path/token",
            "can not read /home/User1/.kube/cache/Very/Long/Path/token"
        ),
        (
            "dial https://ab12cd34.gr7.eu-west-1.eks.amazonaws.com:443",
            "dial https://ab12cd34.gr7.eu-west-1.eks.amazonaws.com:443"
        ),
        ("trace 00000000-1111-2222-3333-444444444444", "trace 00000000-1111-2222-3333-444444444444"),
        ("ä ABCDEFabcdef0123456789ABCDEF ü", "ä (hidden) ü"),
        ("/AbCd0123456789AbCd0123456789xyz", "(hidden)"),
        ("", ""),
    ])
    func takesOutWhatLooksLikeASecret(_ text: String, _ expected: String) {
        #expect(SecretScrubber.scrubbed(text) == expected)
    }

    @Test func takesOutWhatIsKnown() {
        let known = [SecretText("p w"), SecretText("")]
        #expect(SecretScrubber.scrubbed("a p w b p w", known: known) == "a (hidden) b (hidden)")
    }
}

struct CertificateDatesTests {
    @Test func readsTheEndOfACertificate() async throws {
        let folder = try ScratchFolder("certificate")
        let made = try await Tool.run(
            "openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=x",
                "-days", "40000", "-keyout", folder.path("key"), "-out", folder.path("pem"),
            ]
        )
        try #require(made.status == 0, "\(made.stderr)")
        let shown = try await Tool.run(
            "openssl",
            ["x509", "-in", folder.path("pem"), "-noout", "-enddate", "-dateopt", "iso_8601"]
        )
        // `notAfter=2134-05-06 07:08:09Z`, beyond what the short form of a date can say.
        let moment = shown.stdout.split(separator: "=").last.map { $0.trimmingPrefix(" ") } ?? ""
        let expected = RFC3339.seconds(in: String(moment.prefix(20)))
        try #require(expected != nil)
        let pem = try folder.text("pem")
        #expect(CertificateDates.notAfter(pem: Array(("bag attributes\n" + pem).utf8)) == expected)
        #expect(CertificateDates.notAfter(pem: Array(pem.replacing("\n", with: "\r\n").utf8)) == expected)
    }

    @Test func readsTheShortFormOfADate() {
        // A certificate cut down to what is read: version, serial, algorithm, issuer, validity.
        let validity: [UInt8] =
            [0x30, 30, 0x17, 13] + Array("200101000000Z".utf8) + [0x17, 13] + Array("200201000000Z".utf8)
        let body: [UInt8] = [0xA0, 3, 2, 1, 2, 0x02, 1, 1, 0x30, 0, 0x30, 0] + validity
        let certificate: [UInt8] = [0x30, UInt8(body.count + 2), 0x30, UInt8(body.count)] + body
        let pem = "-----BEGIN CERTIFICATE-----\n\(Base64.text(of: certificate))\n-----END CERTIFICATE-----\n"
        #expect(CertificateDates.notAfter(pem: Array(pem.utf8)) == RFC3339.seconds(in: "2020-02-01T00:00:00Z"))
    }

    @Test(arguments: [
        "", "-----BEGIN CERTIFICATE-----\n", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
    ])
    func findsNothingInOtherText(_ text: String) {
        #expect(CertificateDates.notAfter(pem: Array(text.utf8)) == nil)
    }
}

struct LocalFileTests {
    @Test(arguments: [
        ("/a/b", "/x", "/a/b"), ("b", "/x/y", "/x/y/b"), ("./b/../c", "/x/y", "/x/y/c"),
        ("../../../b", "/x", "/../../b"),
        ("b", "/", "/b"),
    ])
    func makesPathsAbsolute(_ path: String, _ folder: String, _ expected: String) {
        #expect(LocalFile.absolute(path, in: folder) == expected)
    }

    @Test(arguments: [("/a/b", "/a"), ("/a", "/"), ("a", ".")])
    func findsTheFolder(_ path: String, _ expected: String) {
        #expect(LocalFile.folder(of: path) == expected)
    }
}

struct APIPathTests {
    private let pods = APIResource(group: "", version: "v1", kind: "Pod", name: "pods", namespaced: true)
    private let roles = APIResource(
        group: "rbac.authorization.k8s.io",
        version: "v1",
        kind: "ClusterRole",
        name: "clusterroles",
        namespaced: false
    )

    @Test func buildsPathsOfAllForms() {
        #expect(pods.path(namespace: nil) == "/api/v1/pods")
        #expect(pods.path(namespace: "web") == "/api/v1/namespaces/web/pods")
        #expect(pods.path(namespace: "web", name: "a", subresource: "status") == "/api/v1/namespaces/web/pods/a/status")
        #expect(
            roles.path(namespace: "ignored", name: "system:node")
                == "/apis/rbac.authorization.k8s.io/v1/clusterroles/system:node"
        )
    }

    @Test func escapesNamesThatNeedIt() {
        #expect(
            roles.path(namespace: nil, name: "a b#ü?")
                == "/apis/rbac.authorization.k8s.io/v1/clusterroles/a%20b%23%C3%BC%3F"
        )
    }

    @Test func escapesQueries() {
        #expect(APIPath.query([]) == "")
        #expect(
            APIPath.query([("labelSelector", "a in (b,c),d!=e"), ("continue", "a+/=="), ("x", "")])
                == "?labelSelector=a%20in%20%28b%2Cc%29%2Cd%21%3De&continue=a%2B%2F%3D%3D&x="
        )
    }

    @Test(arguments: ["", ".", "..", "a/b", "a%2fb"])
    func refusesNamesThatWouldLeadElsewhere(_ name: String) {
        #expect(APIPath.problem(withName: name) != nil)
    }
}
