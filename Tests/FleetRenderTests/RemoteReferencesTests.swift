import Testing

@testable import FleetRender

@Suite struct RemoteReferencesTests {
    private let references = RemoteReferences(
        listing: Array(
            """
            a0\tHEAD
            a0\trefs/heads/main
            a1\trefs/heads/feature/x
            a2\trefs/heads/both
            a3\trefs/pull/7/head
            a4\trefs/tags/both
            a5\trefs/tags/v1
            a6\trefs/tags/v1^{}
            a7\trefs/tags/light

            """.utf8
        )
    )

    @Test(arguments: [
        ("HEAD", "a0", "HEAD"), ("main", "a0", "refs/heads/main"), ("feature/x", "a1", "refs/heads/feature/x"),
        ("both", "a2", "refs/heads/both"), ("refs/tags/both", "a4", "refs/tags/both"),
        ("tags/both", "a4", "refs/tags/both"), ("v1", "a6", "refs/tags/v1"), ("light", "a7", "refs/tags/light"),
        ("pull/7/head", "a3", "refs/pull/7/head"),
    ])
    func namesResolveBranchesFirst(_ revision: String, _ commit: String, _ name: String) {
        #expect(references.resolve(revision) == RemoteReferences.Resolution(commit: commit, name: name))
    }

    @Test(arguments: ["x", "feature", "head", "v1^{}", "", "refs/heads"])
    func partsOfNamesAreNone(_ revision: String) {
        #expect(references.resolve(revision) == nil)
    }

    @Test func anEmptyRepositoryHasNoHead() {
        #expect(!RemoteReferences(listing: []).hasHead)
        #expect(RemoteReferences(listing: []).resolve("HEAD") == nil)
    }
}
