import FleetHTTP
import Testing

@testable import FleetProviders

/// Addresses, links and limits, without any server.
@Suite struct ServiceAddressTests {
    @Test func namesStayOneComponent() {
        #expect(ServiceAddress.encoded("feature/ä b?#%&=") == "feature%2F%C3%A4%20b%3F%23%25%26%3D")
        #expect(ServiceAddress.encoded("a.b-c_d~e") == "a.b-c_d~e")
        #expect(ServiceAddress.encoded("..") == "%2E%2E")
        #expect(ServiceAddress.encodedPath("/a b//c.yaml/") == "a%20b/c.yaml")
    }

    @Test func addressesAreShownWithoutSecrets() {
        #expect(ServiceAddress.masked("https://jo:pass@git.example/x") == "https://***@git.example/x")
        #expect(ServiceAddress.masked("http://git.example/x?token=1") == "http://git.example/x")
        #expect(ServiceAddress.masked("https://x/\n\u{1B}[0m") == "https://x/  [0m")
    }

    @Test func aRedirectionStaysOnItsServer() {
        let from = "https://git.example:8443/api/v4/projects?page=1"
        func target(_ to: String) -> String? { ServiceAddress.redirection(from: from, to: to) }
        #expect(target("/new?x=1") == "https://git.example:8443/new?x=1")
        #expect(target("https://GIT.example:8443/new") == "https://GIT.example:8443/new")
        for other in [
            "//evil.example/", "https://git.example/new", "http://git.example:8443/new", "https://evil.example:8443/",
            "https://git.example:8443@evil.example/", "https://git.example:8443.evil.example/", "new", "",
        ] {
            #expect(target(other) == nil, "\(other)")
        }
    }

    @Test func theNextPageIsFoundAmongTheLinks() {
        #expect(
            LinkHeader.next(in: [#"<https://x/y?page=2&z=1>; rel="next", <https://x/y?page=9>; rel="last""#])
                == "page=2&z=1"
        )
        #expect(LinkHeader.next(in: [#"<https://x/y?page=1>; rel="prev", <https://x/y?page=3>; rel=next"#]) == "page=3")
        #expect(
            LinkHeader.next(in: [#"<https://x/y?page=1>; rel="first""#, #"<https://x?a=b>; title="q"; rel="next""#])
                == "a=b"
        )
        for none in ["", "<", "<https://x/y?page=2", #"<https://x/y?page=2>; rel="prev""#] {
            #expect(LinkHeader.next(in: [none]) == nil, "\(none)")
        }
    }

    /// A list that went on at an address nobody can read must not look like a list that ended.
    @Test func anUnreadableNextPageIsNotTheEnd() {
        for unreadable in [
            #"<https://x/y>; rel="next""#, #"<https://x/y?>; rel="next""#, "<https://x/y?a b>; rel=\"next\"",
            #"<https://x/y?é>; rel="next""#,
        ] {
            #expect(LinkHeader.next(in: [unreadable])?.isEmpty == true, "\(unreadable)")
        }
    }

    @Test func limitsAreReadFromStatusAndHeaders() {
        func limit(_ status: Int, _ fields: [(String, String)] = []) -> RateLimit {
            let headers = HTTPHeaders(fields.map { HTTPHeaders.Field(name: $0.0, value: $0.1) })
            return RateLimit(HTTPResponse(status: status, headers: headers), now: 1_000)
        }
        #expect(limit(200, [("Retry-After", "5"), ("X-RateLimit-Remaining", "0")]) == .none)
        #expect(limit(403) == .none)
        #expect(limit(403, [("x-ratelimit-remaining", "0")]) == .unknown)
        #expect(limit(403, [("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "1010")]) == .wait(.seconds(11)))
        #expect(limit(403, [("Retry-After", "5")]) == .wait(.seconds(5)))
        #expect(limit(429) == .unknown)
        #expect(limit(429, [("RateLimit-Reset", "900")]) == .wait(.seconds(1)))
        #expect(limit(429, [("RateLimit-Reset", "-9223372036854775808")]) != .none)
        #expect(limit(503) == .none)
        #expect(limit(503, [("Retry-After", "3")]) == .wait(.seconds(3)))
    }

    @Test func servicesSayWhatIsWrongInTheirOwnWays() {
        func text(_ body: String) -> String { ServiceMessage.text(in: Array(body.utf8)) }
        #expect(text(#"{"message": "Bad credentials"}"#) == "Bad credentials")
        #expect(text(#"{"message": {"base": ["no"]}}"#) == #"{"base":["no"]}"#)
        #expect(text(#"{"error": "invalid_token", "error_description": "expired"}"#) == "invalid_token")
        #expect(text(#"{"errors": [{"message": "Two\nlines"}]}"#) == "Two lines")
        #expect(text("<html>") == "")
        #expect(text("[1]") == "")
        #expect(text(#"{"message": "\#(String(repeating: "x", count: 500))"}"#).count == 200)
    }
}
