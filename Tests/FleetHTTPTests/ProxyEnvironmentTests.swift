import FleetHTTP
import Testing

/// The rules of Go's `golang.org/x/net/http/httpproxy`, which kubectl follows.
@Suite
struct ProxyEnvironmentTests {
    @Test
    func schemeDecidesWhichVariableCounts() {
        let environment = ProxyEnvironment(["HTTP_PROXY": "http://a", "https_proxy": "http://b", "HTTPS_PROXY": ""])
        #expect(environment.proxy(scheme: "http", host: "api.test", port: 80) == "http://a")
        #expect(environment.proxy(scheme: "https", host: "api.test", port: 443) == "http://b")
        #expect(ProxyEnvironment.none.proxy(scheme: "https", host: "api.test", port: 443) == nil)
    }

    @Test(arguments: ["localhost", "127.0.0.1", "127.9.9.9", "::1", "[::1]"])
    func loopbackIsNeverProxied(_ host: String) {
        let environment = ProxyEnvironment(["HTTPS_PROXY": "http://p"])
        #expect(environment.proxy(scheme: "https", host: host, port: 443) == nil)
    }

    @Test(
        arguments: [
            // A plain name covers itself and what is below it.
            ("example.com", "example.com", 443, true),
            ("example.com", "API.Example.com", 443, true),
            ("Example.COM", "api.example.com", 443, true),
            ("example.com", "badexample.com", 443, false),
            // With a dot in front only what is below it.
            (".example.com", "api.example.com", 443, true),
            (".example.com", "example.com", 443, false),
            ("*.example.com", "api.example.com", 443, true),
            ("*.example.com", "example.com", 443, false),
            // Ports.
            ("example.com:6443", "example.com", 6443, true),
            ("example.com:6443", "example.com", 443, false),
            ("10.0.0.1:6443", "10.0.0.1", 6443, true),
            ("10.0.0.1:6443", "10.0.0.1", 443, false),
            // Addresses and networks.
            ("10.0.0.1", "10.0.0.1", 443, true),
            ("10.0.0.1", "10.0.0.11", 443, false),
            ("10.0.0.0/8", "10.200.3.4", 443, true),
            ("10.0.0.0/8", "11.0.0.1", 443, false),
            ("10.0.0.0/9", "10.127.0.1", 443, true),
            ("10.0.0.0/9", "10.128.0.1", 443, false),
            ("10.0.0.0/8", "ten.example.com", 443, false),
            ("fd00::/8", "[fd12::1]", 443, true),
            ("fd00::/8", "fe80::1", 443, false),
            ("2001:db8::1", "[2001:db8::1]", 443, true),
            ("[2001:db8::1]:6443", "2001:db8::1", 6443, true),
            ("[2001:db8::1]:6443", "2001:db8::1", 443, false),
            // Lists and blanks.
            (" a.test , b.test,,", "b.test", 443, true),
            ("a.test *", "b.test", 443, false),
            ("x,*", "b.test", 443, true),
            ("10.0.0.0/99", "10.0.0.1", 443, false),
        ] as [(String, String, Int, Bool)]
    )
    func exceptionsAreHonoured(_ exceptions: String, host: String, port: Int, isExcepted: Bool) {
        let environment = ProxyEnvironment(["HTTPS_PROXY": "http://p", "NO_PROXY": exceptions])
        #expect((environment.proxy(scheme: "https", host: host, port: port) == nil) == isExcepted)
    }
}
