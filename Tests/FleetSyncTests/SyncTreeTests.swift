import Testing

@testable import FleetSync

@Suite struct SyncTreeTests {
    private func text(_ nodes: [SyncTree<Int>.Node]) -> String {
        nodes.map { node in
            node.member.name + (node.children.isEmpty ? "" : "(\(text(node.children)))")
        }.joined(separator: " ")
    }

    private func member(_ name: String, _ parent: String? = nil, wave: Int = 0) -> SyncTree<Int>.Member {
        SyncTree<Int>.Member(name: name, parent: parent, wave: wave, work: 0)
    }

    @Test func childrenStandBelowTheirParents() {
        let tree = SyncTree([
            member("c", "b"), member("d", "b"), member("b", "a"), member("a"), member("e", "gone"), member("f", "gone"),
            member("g", "lost"), member("h"),
        ])
        #expect(tree.groups.map(text) == ["a(b(c d)) h", "e f", "g"])
    }

    @Test func wavesAscend() {
        let tree = SyncTree([member("a", wave: 2), member("b", wave: -1), member("c", wave: 2), member("d")])
        let waves = tree.groups.flatMap { SyncTree.waves($0) }
        #expect(waves.map { "\($0.wave): \(text($0.members))" } == ["-1: b", "0: d", "2: a c"])
    }

    @Test func ofTwoMembersOfOneNameTheFirstCounts() {
        let tree = SyncTree([member("a", wave: 1), member("a", "x", wave: 2)])
        #expect(tree.groups.map { $0.map(\.member.wave) } == [[1]])
    }
}
