import FleetHTTP
import Testing

@Suite(.timeLimit(.minutes(1)))
struct ProxyTests {
    @Test
    func plainRequestGoesThroughTheProxy() async throws {
        let proxy = try LocalServer { connection, _ in
            connection.answer("200 OK", "from the proxy")
            return true
        }
        // A loopback host, which only an explicit proxy gets.
        let request = HTTPRequest(url: "http://127.0.0.1:1/path", proxy: "http://user:secret@127.0.0.1:\(proxy.port)")
        let response = try await withLoop { try await $0.perform(request) }
        #expect(response.text == "from the proxy")
        let seen = try #require(proxy.soFar.requests.first)
        #expect(seen.path == "http://127.0.0.1:1/path")
        #expect(seen.header("Proxy-Authorization") == "Basic dXNlcjpzZWNyZXQ=")
    }

    @Test
    func proxyThatRefusesIsNamed() async throws {
        let proxy = try LocalServer { connection, _ in
            connection.answer("407 Proxy Authentication Required", ["Proxy-Authenticate: Basic"], "no")
            return true
        }
        let error = try await withLoop {
            await failure(
                of: HTTPRequest(url: "https://api.invalid/", proxy: "http://user:secret@127.0.0.1:\(proxy.port)"),
                on: $0
            )
        }
        #expect(error == .proxy("answered 407 when asked for a connection to api.invalid:443"))
        #expect(error?.description == "proxy answered 407 when asked for a connection to api.invalid:443")
        #expect(error?.neverSent == true)
        let seen = try #require(proxy.soFar.requests.first)
        #expect(seen.method == "CONNECT")
        #expect(seen.path == "api.invalid:443")
    }

    @Test(arguments: ["http", "socks5"])
    func proxyThatIsNotThereIsNamed(scheme: String) async throws {
        let port = try freePort()
        let error = try await withLoop {
            await failure(
                of: HTTPRequest(url: "https://api.invalid/", proxy: "\(scheme)://user:secret@127.0.0.1:\(port)"),
                on: $0
            )
        }
        #expect(error == .proxy("can not be reached: Connection refused"))
        #expect(error?.neverSent == true)
    }

    @Test
    func environmentNamesTheProxyUnlessTheRequestDoes() async throws {
        let proxy = try LocalServer { connection, _ in
            connection.answer("200 OK", "from the proxy")
            return true
        }
        let environment = ProxyEnvironment(["HTTP_PROXY": "127.0.0.1:\(proxy.port)", "NO_PROXY": "excepted.invalid"])
        try await withLoop(proxies: environment) { loop in
            let response = try await loop.perform(HTTPRequest(url: "http://api.invalid/"))
            #expect(response.text == "from the proxy")
            // Neither reaches the proxy, so neither name is found.
            let direct = await failure(of: HTTPRequest(url: "http://api.invalid/", proxy: ""), on: loop)
            #expect(direct == .resolve(host: "api.invalid:80"))
            let excepted = await failure(of: HTTPRequest(url: "http://excepted.invalid/"), on: loop)
            #expect(excepted == .resolve(host: "excepted.invalid:80"))
            #expect(excepted?.description == "no address found for excepted.invalid:80")
        }
        #expect(proxy.soFar.requests.count == 1)
    }

    @Test(
        arguments: [
            ("http://p:1", "http://p:1"), ("HTTPS://p", "HTTPS://p"), ("p:3128", "http://p:3128"),
            ("socks5://u:s@p:1080", "socks5h://u:s@p:1080"), ("socks5h://p", "socks5h://p"), ("", nil),
        ] as [(String, String?)]
    )
    func proxyIsTranslated(_ given: String, _ expected: String?) throws {
        let url = try ParsedURL("https://api.invalid")
        let proxy = try HTTPRequest(url: "", proxy: given).effectiveProxy(for: url, environment: .none)
        #expect(proxy == expected)
    }

    @Test
    func unknownProxySchemeIsRefusedWithoutItsPassword() throws {
        let url = try ParsedURL("https://api.invalid")
        #expect(throws: HTTPError.invalidRequest("proxy \"ftp://***@p\" is not http, https or socks5")) {
            try HTTPRequest(url: "", proxy: "ftp://u:s@p").effectiveProxy(for: url, environment: .none)
        }
    }
}
