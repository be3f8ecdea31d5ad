import FleetHTTP
import Testing

@Suite(.timeLimit(.minutes(1)))
struct HTTPErrorTests {
    @Test(
        arguments: [
            (.invalidRequest("x"), true), (.resolve(host: "h"), true), (.connect(host: "h", reason: "x"), true),
            (.timeout(host: "h", phase: .queue, after: .seconds(1)), true),
            (.timeout(host: "h", phase: .connect, after: .seconds(1)), true),
            (.timeout(host: "h", phase: .total, after: .seconds(1)), false),
            (.tls(host: "h", .expired), true), (.proxy("x"), true), (.cut(host: "h", reason: "x"), false),
            (.tooLarge(host: "h", limit: 1), false), (.cancelled, false), (.other(code: 1, text: "x"), false),
        ] as [(HTTPError, Bool)]
    )
    func onlyCertaintyCountsAsNeverSent(_ error: HTTPError, neverSent: Bool) {
        #expect(error.neverSent == neverSent)
    }

    @Test(
        arguments: [
            (.tls(host: "h:1", .expired), "no secure connection to h:1: the server's certificate has expired"),
            (
                .tls(host: "h:1", .notYetValid),
                "no secure connection to h:1: the server's certificate is not valid yet; check the clock of this machine"
            ),
            (
                .tls(host: "h:1", .unknownAuthority),
                "no secure connection to h:1: the server's certificate is signed by an unknown authority"
            ),
            (
                .tls(host: "h:1", .wrongHost(expected: "api")),
                "no secure connection to h:1: the server's certificate is not for \"api\""
            ),
            (
                .tls(host: "h:1", .clientCertificateRequired),
                "no secure connection to h:1: the server requires a client certificate"
            ),
            (.tls(host: "h:1", .notTLS), "no secure connection to h:1: the server does not speak TLS on this port"),
            (.cut(host: "h:1", reason: "x"), "the connection to h:1 ended before the answer did: x"),
            (
                .timeout(host: "h:1", phase: .total, after: .milliseconds(1500)),
                "no complete answer from h:1 within 1.5 s"
            ),
            (.timeout(host: "h:1", phase: .connect, after: .seconds(10)), "no connection to h:1 within 10 s"),
            (.cancelled, "the request was cancelled"),
        ] as [(HTTPError, String)]
    )
    func errorIsOneSentence(_ error: HTTPError, _ text: String) {
        #expect(error.description == text)
    }

    @Test(
        arguments: [
            (HTTPRequest(url: "/relative"), "\"/relative\" is no address (Bad scheme)"),
            (HTTPRequest(url: "https://user:secret@ho st/"), "\"https://***@ho st/\" is no address (Bad hostname)"),
            (HTTPRequest(url: "ftp://user:secret@host/"), "\"ftp://***@host/\" is neither http nor https"),
            (HTTPRequest(url: ""), "\"\" is no address (Bad scheme)"),
            (HTTPRequest(url: "http://host/\u{0}x"), "\"http://host/\u{0}x\" is no address (No error)"),
            (HTTPRequest(method: "GET /", url: "http://host"), "the method is not a word"),
            (HTTPRequest(method: "", url: "http://host"), "the method is not a word"),
            (
                HTTPRequest(url: "http://host", headers: [("X", "secret\r\nY: 1")]),
                "the header X has a control character in its value"
            ),
            (
                HTTPRequest(url: "http://host", headers: [("Authorization: Bearer secret", "")]),
                "the header name that begins with \"Authorization\" has a character that no name has"
            ),
            (HTTPRequest(url: "http://host", maximumResponseBytes: -1), "the response limit is negative"),
            (
                HTTPRequest(url: "https://127.0.0.1", tls: TLSOptions(serverName: "a b")),
                "\"a b\" is no TLS server name"
            ),
        ]
    )
    func requestThatCanNotBeSentSaysWhy(_ request: HTTPRequest, _ reason: String) async throws {
        let error = try await withLoop { await failure(of: request, on: $0) }
        #expect(error == .invalidRequest(reason))
        #expect(error?.description == "the request can not be sent: \(reason)")
    }

    @Test
    func addressIsTakenApart() throws {
        let url = try ParsedURL("https://user@[::1]:6443/a?b")
        #expect(url.origin == "[::1]:6443")
        #expect(url.hostHeader == "[::1]:6443")
        #expect(try url.replacingHost(with: "kubernetes") == "https://user@kubernetes:6443/a?b")
        #expect(try ParsedURL("HTTPS://Host/../x").replacingHost(with: "::2") == "https://[::2]/../x")
        #expect(try ParsedURL("https://host").hostHeader == "host")
        #expect(try ParsedURL("http://host:443").hostHeader == "host:443")
    }
}
