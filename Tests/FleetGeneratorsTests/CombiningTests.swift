import FleetGenerators
import FleetModel
import FleetTestSupport
import FleetValue
import Testing

/// What holds for combinations whatever is combined.
@Suite struct CombiningTests {
    private static func elements(_ key: String, _ count: Int) -> Value {
        ["list": ["elements": .array((0..<count).map { [key: .string("\(key)\($0)")] })]]
    }

    private static func rows(_ generators: Value, goTemplate: Bool, _ clusters: [Cluster] = []) throws -> [Value] {
        var set = try Fixtures.applicationSet(generators: generators)
        set.goTemplate = goTemplate
        var rows: [Value] = []
        let inputs = GeneratorInputs(clusters: ClusterInventory(clusters))
        try ApplicationSetGenerator(applicationSet: set).parameters(inputs) {
            rows.append(.mapping($0.parameters.values))
        }
        return rows
    }

    @Test(arguments: [true, false], [(0, 3), (3, 0), (1, 1), (7, 5), (20, 30)])
    func matrixGivesEachPairOnceTheFirstOnesOrderFirst(_ goTemplate: Bool, _ size: (Int, Int)) throws {
        let matrix: Value = [
            "matrix": ["generators": [Self.elements("a", size.0), Self.elements("b", size.1)]]
        ]
        let expected = (0..<size.0).flatMap { a in
            (0..<size.1).map { b -> Value in ["a": .string("a\(a)"), "b": .string("b\(b)")] }
        }
        #expect(try Self.rows([matrix], goTemplate: goTemplate) == expected)
    }

    @Test(arguments: [true, false])
    func orderOfClustersDoesNotMatter(_ goTemplate: Bool) throws {
        var random = SplitMix64(seed: 7)
        let clusters = Fixtures.clusters(30)
        let generators: Value = [
            ["matrix": ["generators": [["clusters": [:]], Self.elements("x", 2)]]],
            [
                "merge": [
                    "mergeKeys": ["name"],
                    "generators": [["clusters": [:]], ["list": ["elements": [["name": "c7", "x": "here"]]]]],
                ]
            ],
        ]
        let expected = try Self.rows(generators, goTemplate: goTemplate, clusters)
        #expect(expected.count == 31 * 3)
        for _ in 0..<5 {
            #expect(try Self.rows(generators, goTemplate: goTemplate, clusters.shuffled(using: &random)) == expected)
        }
    }

    @Test(arguments: [true, false])
    func mergeKeepsTheFirstOnesSetsWhateverTheOthersGive(_ goTemplate: Bool) throws {
        var random = SplitMix64(seed: 11)
        for _ in 0..<50 {
            let count = Int.random(in: 0...8, using: &random)
            let names = (0..<count).map { "n\($0)" }.shuffled(using: &random)
            let others = (0..<8).filter { _ in Bool.random(using: &random) }.map { "n\($0)" }
            let merge: Value = [
                "merge": [
                    "mergeKeys": ["name"],
                    "generators": [
                        ["list": ["elements": .array(names.map { ["name": .string($0), "from": "base"] })]],
                        ["list": ["elements": .array(others.map { ["name": .string($0), "from": "other"] })]],
                    ],
                ]
            ]
            let expected = names.map { name -> Value in
                ["name": .string(name), "from": others.contains(name) ? "other" : "base"]
            }
            #expect(try Self.rows([merge], goTemplate: goTemplate) == expected)
        }
    }

    @Test func templatesThatChangeTheirDataChangeNothingElse() throws {
        var set = try Fixtures.applicationSet(
            generators: [
                [
                    "matrix": [
                        "generators": [
                            ["list": ["elements": [["shared": ["n": "one"]]]]],
                            ["list": ["elements": [["name": "a"], ["name": "b"]]]],
                        ]
                    ]
                ]
            ],
            destination: [
                "server": "{{ .shared.n }}", "namespace": "{{ $_ := set .shared \"n\" \"two\" }}{{ .shared.n }}",
            ]
        )
        set.goTemplate = true
        set.template["metadata"] = ["name": "{{.name}}"]
        var servers: [Value?] = []
        try ApplicationSetGenerator(applicationSet: set).render(GeneratorInputs()) {
            servers.append($0.manifest.value["spec"]?["destination"]?["server"])
        }
        #expect(servers == ["one", "one"])
    }

    @Test func valuesOfTwoGeneratorsAreJoinedWithoutBeingShared() throws {
        let override: Value = ["list": ["elements": [["name": "c0", "values": ["size": 3, "more": [1]]]]]]
        let merge: Value = [
            "merge": [
                "mergeKeys": ["name"],
                "generators": [["clusters": ["values": ["size": "small", "keep": "yes"]]], override],
            ]
        ]
        let rows = try Self.rows([merge], goTemplate: true, Fixtures.clusters(2))
        #expect(
            rows.map { $0["values"] } == [
                ["size": 3, "keep": "yes", "more": [1]], ["size": "small", "keep": "yes"],
                ["size": "small", "keep": "yes"],
            ]
        )
    }

    @Test(arguments: [10_000, 10_001, 12_345])
    func anyNumberOfApplicationsIsHandedOutOnceInOrder(_ count: Int) throws {
        var set = try Fixtures.applicationSet(
            generators: [Self.elements("name", 3), Self.elements("name", count - 3)],
            destination: ["server": "s"]
        )
        set.goTemplate = true
        set.template["metadata"] = ["name": "{{.name}}"]
        var places: [ParameterSetPlace] = []
        var duplicates = 0
        try ApplicationSetGenerator(applicationSet: set).render(GeneratorInputs()) {
            places.append($0.place)
            duplicates += $0.problems.count
        }
        #expect(places.count == count)
        #expect(places == places.sorted())
        #expect(Set(places).count == count)
        #expect(duplicates == 6)
    }
}
