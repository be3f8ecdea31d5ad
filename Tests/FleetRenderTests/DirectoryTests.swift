import FleetModel
import FleetTestSupport
import FleetValue
import FleetYAML
import Testing

@testable import FleetRender

@Suite struct DirectoryTests {
    /// A case is `tree/` with `options.yaml` (`source.directory`), and `expected.yaml` or `error.txt`, `warnings.txt`.
    @Test(arguments: try CaseFolder.all("RenderDirectory"))
    func rendersAsExpected(_ folder: CaseFolder) async throws {
        var source = ApplicationSource(repoURL: "tree")
        if folder.has("options.yaml") {
            let options = try folder.value("options.yaml")
            source.directory = DirectoryOptions(
                recurse: options["recurse"]?.bool ?? false,
                include: options["include"]?.string ?? "",
                exclude: options["exclude"]?.string ?? ""
            )
        }
        let scratch = try ScratchFolder("directory")
        // A copy, since the project itself is a git working tree.
        try scratch.copy(folder.path(of: "tree"), to: "tree")
        let bench = try Bench()
        do {
            let rendered = try await bench.render(source, fleet: scratch.path)
            #expect(!folder.has("error.txt"), "expected an error")
            folder.expect(YAMLWriter.text(of: rendered.manifests.map(\.value)), in: "expected.yaml")
            if folder.has("warnings.txt") || !rendered.warnings.isEmpty {
                folder.expect(rendered.warnings.map { $0 + "\n" }.joined(), in: "warnings.txt")
            }
        } catch {
            folder.expect("\(error)\n", in: "error.txt")
        }
    }

    /// Files of the table below, each a manifest of its path's name.
    private static let files = [
        "a.yaml", "b.yml", "c.json", "notes.txt", "d.yaml.bak", "sub/a.yaml", "sub/deep/b.yaml", "other/config.yaml",
        "config.yaml", "sub/secret.json",
    ]

    @Test(arguments: [
        ("", "", false, ["a.yaml", "b.yml", "c.json", "config.yaml"]),
        (
            "", "", true,
            [
                "a.yaml", "b.yml", "c.json", "config.yaml", "other/config.yaml", "sub/a.yaml", "sub/deep/b.yaml",
                "sub/secret.json",
            ]
        ),
        ("*.yaml", "", true, ["a.yaml", "config.yaml", "other/config.yaml", "sub/a.yaml", "sub/deep/b.yaml"]),
        ("", "sub/*", true, ["a.yaml", "b.yml", "c.json", "config.yaml", "other/config.yaml"]),
        ("{a.yaml,*.json}", "", true, ["a.yaml", "c.json", "sub/secret.json"]),
        ("**/*.yaml", "", true, ["other/config.yaml", "sub/a.yaml", "sub/deep/b.yaml"]),
        ("*a.yaml", "sub/*", true, ["a.yaml"]), ("config.yaml", "config.yaml", true, []),
        ("?.y*ml", "", false, ["a.yaml", "b.yml"]),
        ("", "{config.yaml,other/*}", false, ["a.yaml", "b.yml", "c.json"]),
        ("sub/[ab]*", "", true, ["sub/a.yaml"]),
        ("sub/*", "", true, ["sub/a.yaml", "sub/deep/b.yaml", "sub/secret.json"]),
        ("sub/*", "", false, []),
    ])
    func excludeComesBeforeInclude(
        _ include: String,
        _ exclude: String,
        _ recurse: Bool,
        _ expected: [String]
    ) async throws {
        let bench = try Bench()
        for file in Self.files {
            let name = file.replacing("/", with: ".")
            let json = "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"\(name)\"}}"
            try bench.folder.write("fleet/\(file)", file.hasSuffix(".json") ? json : configMap(name))
        }
        var source = ApplicationSource(repoURL: ".")
        source.directory = DirectoryOptions(recurse: recurse, include: include, exclude: exclude)
        #expect(try await bench.names(source) == expected.map { $0.replacing("/", with: ".") })
    }

    @Test func aMalformedPatternNamesItsField() async throws {
        let bench = try Bench()
        var source = ApplicationSource(repoURL: ".")
        source.directory = DirectoryOptions(exclude: "{a")
        let error = await bench.error(source)
        #expect(error.hasPrefix("application \"web\": spec.source.directory.exclude: "))
    }

    @Test func aCommitRendersAsItsFilesDo() async throws {
        let files = [
            "app/b.yaml": configMap("b"), "app/a/c.yaml": configMap("c"), "app/a.yaml": configMap("a"),
            "app/Z.yaml": configMap("z"), "app/a-b/d.yaml": configMap("d"),
        ]
        let repository = try await Repository(files)
        try repository.folder.makeLink("app/link.yaml", to: "a/../a/c.yaml")
        try repository.folder.makeLink("app/dangling.yaml", to: "gone.yaml")
        try repository.folder.makeLink("app/folder.yaml", to: "a")
        try await repository.commit()
        var source = ApplicationSource(repoURL: repository.url, path: "app")
        source.directory = DirectoryOptions(recurse: true)
        let bench = try Bench()
        let commit = try await bench.render(source)
        source.repoURL = "."
        let files2 = try await bench.render(source, fleet: repository.path)
        #expect(commit.manifests == files2.manifests)
        #expect(commit.hash == files2.hash)
        #expect(commit.warnings == files2.warnings)
        #expect(commit.manifests.map(\.name) == ["z", "d", "a", "b", "c"])
        #expect(
            commit.warnings == [
                "dangling.yaml was left out: the destination of the symbolic link is missing",
                "folder.yaml was left out: it is a symbolic link to app/a, which is no regular file",
                "ConfigMap c is declared 2 times; the last one counts",
            ]
        )
    }

    @Test func anEmptyFolderRendersNothing() async throws {
        let bench = try Bench()
        try bench.folder.write("fleet/app/README.md", "nothing here")
        let rendered = try await bench.render(ApplicationSource(repoURL: ".", path: "app"))
        #expect(rendered.manifests.isEmpty)
        #expect(rendered.warnings.isEmpty)
    }

    @Test func theHashIsThatOfTheContent() async throws {
        let bench = try Bench()
        try bench.folder.write("fleet/one/a.yaml", configMap("a"))
        try bench.folder.write("fleet/two/other.yml", "# a comment\n---\n" + configMap("a"))
        try bench.folder.write("fleet/three/a.yaml", configMap("a", "k: w"))
        let hashes = try await ["one", "two", "three"].asyncMap { path in
            try await bench.render(ApplicationSource(repoURL: ".", path: path)).hash
        }
        #expect(hashes[0] == hashes[1])
        #expect(hashes[0] != hashes[2])
        #expect(hashes[0].count == 64)
    }
}

extension Sequence {
    func asyncMap<Result>(_ transform: (Element) async throws -> Result) async rethrows -> [Result] {
        var results: [Result] = []
        for element in self { results.append(try await transform(element)) }
        return results
    }
}
