import FleetTemplate
import Testing

@testable import FleetSprig

@Suite struct PathsFunctionsTests {
    @Test(arguments: [
        ("http://[::1", "parse \"http://[::1\": missing ']' in host"),
        ("http://h/%zz", "parse \"http://h/%zz\": invalid URL escape \"%zz\""),
        ("http://h:x/#f", "parse \"http://h:x/\": invalid port \":x\" after host"),
        ("http://h/#%4", "parse \"http://h/#%4\": invalid URL escape \"%4\""),
        ("http://a b/", "parse \"http://a b/\": invalid character \" \" in host name"),
        ("http://u ser@h/", "parse \"http://u ser@h/\": net/url: invalid userinfo"),
        ("a:b:c/d", nil), ("1a:b", "parse \"1a:b\": first path segment in URL cannot contain colon"),
        (":x", "parse \":x\": missing protocol scheme"),
        ("http://h%41/", "parse \"http://h%41/\": invalid URL escape \"%41\""),
    ])
    func mistakesInURLsAreTold(_ url: String, _ message: String?) {
        let expected = message.map { "error calling urlParse: unable to parse url: \($0)" } ?? "rendered: a"
        #expect(SprigRendering.reason("{{(urlParse \"\(url)\").scheme}}") == expected)
    }

    @Test(arguments: [
        ("\"host\" 5", "unable to parse host key, must be of type string, but int found"),
        ("\"host\" nil", "runtime error: invalid memory address or nil pointer dereference"),
        (
            "\"userinfo\" \"a b\"",
            "unable to parse userinfo in dict: parse \"proto://a b@host\": net/url: invalid userinfo"
        ),
    ])
    func mistakesInPartsAreTold(_ parts: String, _ message: String) {
        #expect(SprigRendering.reason("{{urlJoin (dict \(parts))}}") == "error calling urlJoin: \(message)")
    }

    @Test func damagedPathsAreKept() throws {
        let path = GoValue.string(bytes: Array("a/".utf8) + [0xFF])
        #expect(try SprigRendering.call("base", path).stringBytes == [0xFF])
    }
}
