import FleetHTTP
import Testing

/// Against `openssl s_server`, which speaks HTTP/1.0 and closes after each answer.
@Suite(.timeLimit(.minutes(1)))
struct TLSTests {
    private let certificates: Certificates

    init() async throws {
        certificates = try await Certificates.shared.value
    }

    private func trusting(_ authority: String = "authority") -> TLSOptions {
        TLSOptions(certificateAuthority: .file(certificates.path("\(authority).pem")))
    }

    @Test(arguments: [false, true])
    func certificateOfATrustedAuthorityIsAccepted(inMemory: Bool) async throws {
        let server = try await TLSServer.start("server")
        let authority = certificates.path("authority.pem")
        let tls = TLSOptions(
            certificateAuthority: inMemory ? .data(try certificates.pem("authority.pem")) : .file(authority)
        )
        try await withLoop { loop in
            for _ in 0..<5 {
                let response = try await loop.perform(HTTPRequest(url: server.url(), tls: tls))
                #expect(response.status == 200)
                #expect(response.text.contains("TLSv1.3"))
            }
        }
    }

    @Test
    func sessionIsUsedAgain() async throws {
        let server = try await TLSServer.start("server")
        try await withLoop { loop in
            let first = try await loop.perform(HTTPRequest(url: server.url(), tls: trusting()))
            #expect(first.text.contains("New, TLSv1.3"))
            let second = try await loop.perform(HTTPRequest(url: server.url(), tls: trusting()))
            #expect(second.text.contains("Reused, TLSv1.3"))
            // Not by a request that trusts somebody else.
            let other = await failure(of: HTTPRequest(url: server.url(), tls: trusting("stranger")), on: loop)
            #expect(other == .tls(host: "127.0.0.1:\(server.port)", .unknownAuthority))
        }
    }

    @Test(arguments: ["stranger", nil])
    func unknownAuthorityIsRefused(trusted: String?) async throws {
        let server = try await TLSServer.start("server")
        let tls = trusted.map { trusting($0) } ?? TLSOptions()
        let error = try await withLoop { await failure(of: HTTPRequest(url: server.url(), tls: tls), on: $0) }
        #expect(error == .tls(host: "127.0.0.1:\(server.port)", .unknownAuthority))
    }

    @Test
    func expiredCertificateIsRefused() async throws {
        let server = try await TLSServer.start("expired")
        let error = try await withLoop { await failure(of: HTTPRequest(url: server.url(), tls: trusting()), on: $0) }
        #expect(error == .tls(host: "127.0.0.1:\(server.port)", .expired))
    }

    @Test
    func certificateForAnotherHostIsRefused() async throws {
        let server = try await TLSServer.start("internal")
        let error = try await withLoop { await failure(of: HTTPRequest(url: server.url(), tls: trusting()), on: $0) }
        #expect(error == .tls(host: "127.0.0.1:\(server.port)", .wrongHost(expected: "127.0.0.1")))
    }

    @Test(arguments: ["server", "expired", "internal"])
    func anythingGoesWithoutVerification(_ certificate: String) async throws {
        let server = try await TLSServer.start(certificate)
        let tls = TLSOptions(skipsVerification: true)
        let response = try await withLoop { try await $0.perform(HTTPRequest(url: server.url(), tls: tls)) }
        #expect(response.status == 200)
    }

    @Test
    func serverNameTakesThePlaceOfTheHost() async throws {
        let server = try await TLSServer.start("internal", [])
        var tls = trusting()
        tls.serverName = "api.internal"
        let request = HTTPRequest(url: server.url("/path"), tls: tls)
        try await withLoop { loop in
            async let response = loop.perform(request)
            let sent = await server.answerOnce("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            let text = try await response.text
            #expect(text == "ok")
            // The address stays what it was, only the certificate's name differs.
            #expect(sent.contains("GET /path HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\n"))
            #expect(!sent.contains("Host: api.internal"))
            // The same connection is good for the same name, and for no other.
            async let again = loop.perform(request)
            _ = await server.answerOnce("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            let second = try await again
            #expect(second.reusedConnection)
        }
    }

    @Test
    func serverNameIsVerified() async throws {
        let server = try await TLSServer.start("internal")
        try await withLoop { loop in
            var tls = trusting()
            tls.serverName = "api.internal"
            let response = try await loop.perform(HTTPRequest(url: server.url(), tls: tls))
            #expect(response.status == 200)
            tls.serverName = "other.internal"
            let error = await failure(of: HTTPRequest(url: server.url(), tls: tls), on: loop)
            #expect(error == .tls(host: "127.0.0.1:\(server.port)", .wrongHost(expected: "other.internal")))
        }
    }

    @Test
    func serverNameWorksThroughAProxy() async throws {
        let server = try await TLSServer.start("internal")
        let port = server.port
        let proxy = try LocalServer { connection, _ in
            connection.send("HTTP/1.1 200 Connection established\r\n\r\n")
            connection.relay(toPort: port)
            return false
        }
        var tls = trusting()
        tls.serverName = "api.internal"
        let request = HTTPRequest(url: server.url(), tls: tls, proxy: "http://127.0.0.1:\(proxy.port)")
        let response = try await withLoop { try await $0.perform(request) }
        #expect(response.status == 200)
        #expect(response.header("Connection") == nil)
        #expect(proxy.soFar.requests.map(\.path) == ["127.0.0.1:\(port)"])
    }

    @Test
    func plainServerIsNoTLSServer() async throws {
        let server = try LocalServer(connections: { connection in
            connection.waitForBytes()
            connection.send("HTTP/1.1 400 Bad Request\r\n\r\n")
        })
        let error = try await withLoop { await failure(of: HTTPRequest(url: server.url(scheme: "https")), on: $0) }
        #expect(error == .tls(host: "127.0.0.1:\(server.port)", .notTLS))
    }

    @Test(arguments: [false, true])
    func handshakeThatIsCutIsNoConnection(resets: Bool) async throws {
        let server = try LocalServer(connections: { connection in
            connection.waitForBytes()
            if resets { connection.resetOnClose() }
        })
        let error = try await withLoop {
            await failure(of: HTTPRequest(url: server.url(scheme: "https"), connectTimeout: .seconds(60)), on: $0)
        }
        let reason = "the server closed the connection during the TLS handshake"
        #expect(error == .connect(host: "127.0.0.1:\(server.port)", reason: reason))
        #expect(error?.neverSent == true)
    }

    // MARK: - Client certificates

    private var mutual: [String] {
        ["-www", "-Verify", "1", "-verify_return_error", "-CAfile", certificates.path("authority.pem")]
    }

    @Test(arguments: [false, true])
    func clientCertificateIsShown(inMemory: Bool) async throws {
        let server = try await TLSServer.start("server", mutual)
        var tls = trusting()
        tls.clientCertificate =
            inMemory ? .data(try certificates.pem("client.pem")) : .file(certificates.path("client.pem"))
        tls.clientKey = inMemory ? .data(try certificates.pem("client.key")) : .file(certificates.path("client.key"))
        let response = try await withLoop { try await $0.perform(HTTPRequest(url: server.url(), tls: tls)) }
        #expect(response.status == 200)
    }

    @Test
    func keyMayBeInTheSameText() async throws {
        let server = try await TLSServer.start("server", mutual)
        var tls = trusting()
        tls.clientCertificate = .data(try certificates.pem("client.pem") + certificates.pem("client.key"))
        let response = try await withLoop { try await $0.perform(HTTPRequest(url: server.url(), tls: tls)) }
        #expect(response.status == 200)
    }

    @Test
    func missingClientCertificateIsNamed() async throws {
        let server = try await TLSServer.start("server", mutual)
        let error = try await withLoop { await failure(of: HTTPRequest(url: server.url(), tls: trusting()), on: $0) }
        #expect(error == .tls(host: "127.0.0.1:\(server.port)", .clientCertificateRequired))
    }

    @Test
    func clientCertificateOfAStrangerIsNamed() async throws {
        let server = try await TLSServer.start("server", mutual)
        var tls = trusting()
        tls.clientCertificate = .file(certificates.path("stranger.pem"))
        tls.clientKey = .file(certificates.path("stranger.key"))
        let error = try await withLoop { await failure(of: HTTPRequest(url: server.url(), tls: tls), on: $0) }
        guard case .tls(host: _, .clientCertificateRejected) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test(arguments: ["encrypted.key", "server.key", "nowhere.key", "authority.pem"])
    func unusableClientKeyIsNamed(_ key: String) async throws {
        let server = try await TLSServer.start("server", mutual)
        var tls = trusting()
        tls.clientCertificate = .file(certificates.path("client.pem"))
        tls.clientKey = .file(certificates.path(key))
        let error = try await withLoop { await failure(of: HTTPRequest(url: server.url(), tls: tls), on: $0) }
        guard case .tls(host: _, .clientCertificateUnusable) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(error?.neverSent == true)
    }

    @Test
    func unusableAuthorityIsNamed() async throws {
        let server = try await TLSServer.start("server")
        try await withLoop { loop in
            for authority in [PEM.file(certificates.path("nowhere.pem")), .data(Array("no PEM".utf8)), .data([])] {
                let tls = TLSOptions(certificateAuthority: authority)
                let error = await failure(of: HTTPRequest(url: server.url(), tls: tls), on: loop)
                guard case .tls(host: _, .authorityUnusable) = error else {
                    Issue.record("\(authority): \(String(describing: error))")
                    continue
                }
            }
        }
    }
}
