import FleetValue
import FleetYAML
import Testing

@Suite struct YAMLPositionTests {
    private static let text = """
        # comment
        metadata:
          name: web
          labels: {a: x, "b.c/d": y}
        spec:
          ports:
          - port: 80
            name: http
          - - 1
            - [2, three]
          1: number
          on: truth
        ---
        # empty
        ---
        - second
        - text: |
            a
            b
          after: &x {z: 1}
          alias: *x
        """

    private func position(_ steps: [ValuePath.Step], _ document: Int = 0) -> [Int]? {
        YAMLReader.position(of: ValuePath(steps), document: document, in: Array(Self.text.utf8))
            .map { [$0.line, $0.column] }
    }

    @Test func entriesAreFoundByTheirKey() {
        #expect(position([]) == [2, 1])
        #expect(position([.key("metadata")]) == [2, 1])
        #expect(position([.key("metadata"), .key("name")]) == [3, 3])
        #expect(position([.key("metadata"), .key("labels"), .key("b.c/d")]) == [4, 18])
        #expect(position([.key("spec"), .key("1")]) == [11, 3])
        #expect(position([.key("spec"), .key("true")]) == [12, 3])
    }

    @Test func elementsAreFoundByTheirIndex() {
        #expect(position([.key("spec"), .key("ports"), .index(0)]) == [7, 5])
        #expect(position([.key("spec"), .key("ports"), .index(0), .key("name")]) == [8, 5])
        #expect(position([.key("spec"), .key("ports"), .index(1), .index(1), .index(1)]) == [10, 11])
    }

    @Test func theDeepestAncestorStandsInForWhatIsMissing() {
        #expect(position([.key("metadata"), .key("uid")]) == [2, 1])
        #expect(position([.key("spec"), .key("ports"), .index(7), .key("name")]) == [6, 3])
        #expect(position([.key("metadata"), .key("name"), .key("deeper")]) == [3, 3])
        #expect(position([.key("metadata"), .index(0)]) == [2, 1])
        #expect(position([.index(0)]) == [2, 1])
        #expect(position([.index(1), .key("alias"), .key("z")], 1) == [21, 3])
    }

    @Test func documentsCountWithoutEmptyOnes() {
        #expect(position([.index(0)], 1) == [16, 3])
        #expect(position([.index(1), .key("after"), .key("z")], 1) == [20, 14])
        #expect(position([], 2) == nil)
    }

    @Test func jsonWithTabsWorksToo() {
        let text = Array("{\n\t\"a\": {\n\t\t\"b\":\t[1, 2]\n\t}\n}".utf8)
        let position = YAMLReader.position(of: ValuePath(keys: "a", "b").appending(1), document: 0, in: text)
        #expect(position?.line == 3)
        #expect(position?.column == 12)
    }

    @Test func brokenTextAnswersWhatCameBefore() {
        let text = Array("a:\n  b: 1\n  c: [\n".utf8)
        #expect(YAMLReader.position(of: ValuePath(keys: "a", "b"), document: 0, in: text)?.line == 2)
        #expect(YAMLReader.position(of: ValuePath(keys: "a", "x"), document: 0, in: text)?.line == 1)
    }
}
