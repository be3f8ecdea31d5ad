import Testing

@testable import FleetRender

@Suite struct RepositoryReferenceTests {
    @Test(arguments: [
        "https://example.com/team/app.git", "http://gitea.local:3000/app", "ssh://git@example.com:22/app.git",
        "git@example.com:team/app.git", "example.com:app", "file:///srv/app", "file://localhost/srv/app",
        "https://user:secret@example.com/app", "git://example.com/app", "HTTPS://example.com/x",
    ])
    func addressesOfGitAreRemote(_ url: String) throws {
        #expect(try RepositoryReference(url) == .remote(url: url))
    }

    @Test(arguments: [".", "./apps", "../apps", "apps", "apps/web", "a b"])
    func everythingElseIsAPath(_ path: String) throws {
        #expect(try RepositoryReference(path) == .relative(path: path))
    }

    private static let ways = "use https://, ssh://, file:// or a path relative to the fleet directory"

    @Test(arguments: [
        ("", "repository \"\": must not be empty"),
        ("-uhttps://example.com", "repository \"-uhttps://example.com\": must not start with \"-\""),
        ("--upload-pack=touch /tmp/x", "repository \"--upload-pack=touch /tmp/x\": must not start with \"-\""),
        ("ext::sh -c id", "repository \"ext::sh -c id\": remote helpers are not allowed; \(ways)"),
        ("fd::17", "repository \"fd::17\": remote helpers are not allowed; \(ways)"),
        ("ext::https://example.com/x", "repository \"ext::https://example.com/x\": is not an address of git; \(ways)"),
        ("ftp://example.com/x", "repository \"ftp://example.com/x\": is not an address of git; \(ways)"),
        ("oci://example.com/x", "repository \"oci://example.com/x\": OCI sources are not supported yet"),
        ("https://example.com/\nx", "repository \"https://example.com/?x\": holds control characters"),
        (
            "ssh://-oProxyCommand=id/x",
            "repository \"ssh://-oProxyCommand=id/x\": host and user must not start with \"-\""
        ),
        ("ssh://git@-oX/x", "repository \"ssh://git@-oX/x\": host and user must not start with \"-\""),
        ("git@-oX:x", "repository \"git@-oX:x\": is not an address of git; \(ways)"),
        ("host:-x", "repository \"host:-x\": is not an address of git; \(ways)"),
        ("https:///x", "repository \"https:///x\": names no host"),
        (
            "file://host/x",
            "repository \"file://host/x\": a file address has three slashes and an absolute path: file:///srv/repository"
        ),
        (
            "/srv/app",
            "repository \"/srv/app\": is an absolute path; write file:///srv/app or a path relative to the fleet directory"
        ),
        ("~/app", "repository \"~/app\": \"~\" is not expanded; \(ways)"),
    ])
    func hostileAndUselessTextIsRefused(_ url: String, _ message: String) {
        #expect {
            try RepositoryReference(url)
        } throws: {
            "\($0)" == message
        }
    }

    @Test(arguments: [
        ("https://user:secret@example.com/app", "https://***@example.com/app"),
        ("https://token@example.com/app", "https://***@example.com/app"),
        ("ssh://git@example.com/app", "ssh://git@example.com/app"),
        ("ssh://git:secret@example.com/app", "ssh://git:***@example.com/app"),
        (
            "fatal: unable to access 'https://a:b@c/d': and HTTP://x@y and https://z/@",
            "fatal: unable to access 'https://***@c/d': and HTTP://***@y and https://z/@"
        ),
        ("git@example.com:app", "git@example.com:app"),
        ("no address", "no address"),
    ])
    func credentialsAreMasked(_ text: String, _ masked: String) {
        #expect(RepositoryReference.masked(text) == masked)
    }
}
