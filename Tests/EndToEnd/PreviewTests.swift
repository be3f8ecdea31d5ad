import FleetTestSupport
import FleetValue
import Testing

/// `fleet app generate --out-dir`, `fleet appset` and `fleet eval template`, none of which needs a cluster or a state.
@Suite struct PreviewTests {
    private let home: ScratchFolder

    private static let set = """
        apiVersion: argoproj.io/v1alpha1
        kind: ApplicationSet
        metadata: {name: web, namespace: argocd}
        spec:
          goTemplate: true
          goTemplateOptions: [missingkey=error]
          generators:
            - matrix:
                generators:
                  - git: {repoURL: ., revision: HEAD, directories: [{path: "apps/*"}]}
                  - clusters: {selector: {matchLabels: {env: production}}}
          template:
            metadata: {name: "{{.path.basename}}-{{.name}}"}
            spec:
              project: default
              source: {repoURL: ., path: "{{.path.path}}", targetRevision: HEAD}
              destination: {name: "{{.name}}", namespace: web}

        """
    private static let clusters = ["eu", "us", "lab"].map { name in
        """
        apiVersion: fleet.internal/v1alpha1
        kind: Cluster
        metadata: {name: \(name), labels: {env: \(name == "lab" ? "staging" : "production")}}
        spec: {server: "https://\(name).example.com"}
        ---

        """
    }.joined()

    init() throws {
        home = try ScratchFolder("preview")
        try home.write("Fleet/fleet.yaml", "apiVersion: fleet.internal/v1alpha1\nkind: Fleet\n")
        try home.write("Fleet/applicationsets/web.yaml", Self.set)
        for app in ["db", "web"] { try home.write("Fleet/apps/\(app)/app.yaml", "") }
        try home.write("clusters.yaml", Self.clusters)
    }

    private func fleet(_ arguments: String...) async throws -> ToolResult {
        try await FleetBinary.run(arguments, home: home)
    }

    /// With the clusters of the file.
    private func preview(_ arguments: String...) async throws -> ToolResult {
        try await FleetBinary.run(arguments + ["--clusters", "clusters.yaml"], home: home)
    }

    private func git(_ arguments: String...) async throws -> String {
        let names = ["-c", "user.name=test", "-c", "user.email=test@example.com"]
        let result = try await Tool.run("git", names + arguments, in: home.path)
        try #require(result.status == 0, "\(result.stderr)")
        return result.stdout
    }

    // MARK: app generate --out-dir

    @Test func aFolderOfApplicationsLivesThroughChanges() async throws {
        let first = try await preview("app", "generate", "--out-dir", "out")
        #expect(first.stdout == ["db-eu", "db-us", "web-eu", "web-us"].map { "out/\($0).yaml created\n" }.joined())
        #expect(first.stderr == "4 created, 0 changed, 0 removed, 0 unchanged\n")
        #expect(first.status == 0)
        let again = try await preview("app", "generate", "--out-dir", "out", "--dry-run")
        #expect(again.stdout == "")
        #expect(again.status == 0)

        try home.write("out/mine.yaml", "a: b\n")
        try home.remove("Fleet/apps/db")
        try home.write("Fleet/apps/new/app.yaml", "")
        let tried = try await preview("app", "generate", "--out-dir", "out", "--dry-run")
        #expect(
            tried.stdout == """
                out/new-eu.yaml would be created
                out/new-us.yaml would be created
                out/db-eu.yaml would be removed
                out/db-us.yaml would be removed

                """
        )
        #expect(tried.status == 1)
        #expect(home.has("out/db-eu.yaml"))
        let done = try await preview("app", "generate", "--out-dir", "out")
        #expect(done.stderr == "2 created, 0 changed, 2 removed, 2 unchanged\n")
        #expect(done.status == 0)
        #expect(!home.has("out/db-eu.yaml"))
        #expect(try home.text("out/mine.yaml") == "a: b\n")
        #expect(!home.has("state"))
    }

    @Test func theBreakerHoldsFilesBack() async throws {
        for app in ["a", "b"] { try home.write("Fleet/apps/\(app)/app.yaml", "") }
        _ = try await preview("app", "generate", "--out-dir", "out")
        for app in ["a", "b"] { try home.remove("Fleet/apps/\(app)") }
        let refused = try await preview("app", "generate", "--out-dir", "out")
        #expect(refused.status == 2)
        #expect(
            refused.stderr == """
                error: out: 4 of 8 files would be removed, which is more than 3 and more than 10 %; allow it with \
                --allow-deletions N|P%: a-eu.yaml, a-us.yaml, b-eu.yaml, b-us.yaml
                0 created, 0 changed, 0 removed, 4 kept, 4 unchanged

                """
        )
        #expect(home.has("out/a-eu.yaml"))
        let allowed = try await preview("app", "generate", "--out-dir", "out", "--allow-deletions", "50%")
        #expect(allowed.status == 0)
        #expect(!home.has("out/a-eu.yaml"))
    }

    @Test func anErrorRemovesNothing() async throws {
        _ = try await preview("app", "generate", "--out-dir", "out")
        try home.remove("Fleet/apps/db")
        try home.write(
            "Fleet/applicationsets/z.yaml",
            Self.set.replacing("name: web,", with: "name: z,").replacing("{{.path.basename}}", with: "{{.nope}}")
        )
        let failed = try await preview("app", "generate", "--out-dir", "out", "--allow-deletions", "100%")
        #expect(failed.status == 2)
        #expect(
            failed.stderr.contains("Fleet/applicationsets/z.yaml:8:7: ApplicationSet \"z\": spec.generators[0]"),
            "\(failed.stderr)"
        )
        #expect(failed.stderr.contains("2 files that are no longer generated stay while there are errors"))
        #expect(home.has("out/db-eu.yaml"))

        try home.write("Fleet/applicationsets/z.yaml", "kind: [\n")
        let unread = try await preview("app", "generate", "--out-dir", "out", "--allow-deletions", "100%")
        #expect(unread.status == 2)
        #expect(home.has("out/db-eu.yaml"))
    }

    @Test func aGeneratorThatGivesNothingRemovesNothingWithoutTheFlag() async throws {
        _ = try await preview("app", "generate", "--out-dir", "out")
        try home.write("clusters.yaml", "")
        let empty = try await preview("app", "generate", "--out-dir", "out")
        #expect(empty.status == 2)
        #expect(empty.stderr.contains("a generator of argocd/web gives nothing"), "\(empty.stderr)")
        #expect(home.has("out/db-eu.yaml"))
        let allowed = try await preview("app", "generate", "--out-dir", "out", "--allow-deletions", "4")
        #expect(allowed.status == 0)
        #expect(!home.has("out/db-eu.yaml"))
    }

    @Test func aFolderThatTheFleetReadsIsRefused() async throws {
        let result = try await preview("app", "generate", "--out-dir", "Fleet/applications/generated")
        #expect(result.status == 2)
        #expect(
            result.stderr == """
                error: Fleet/applications/generated: the fleet directory reads this folder, so that every Application would \
                be declared twice; name another one

                """
        )
        #expect(!home.has("Fleet/applications"))
    }

    @Test func aSetThatGivesNothingIsAWarning() async throws {
        try home.write("clusters.yaml", "")
        let result = try await preview("app", "generate", "-o", "name")
        #expect(result.stdout == "")
        #expect(
            result.stderr == """
                warning: ./Fleet/applicationsets/web.yaml:1:1: ApplicationSet "web" gives no Applications; --params -o table \
                shows why

                """
        )
        #expect(result.status == 0)
    }

    @Test func selectionPrintsAndKeepsTheRest() async throws {
        let some = try await preview("app", "generate", "-o", "name", "--app", "web-*", "-l", "env=production")
        #expect(some.stdout == "application/web-eu\napplication/web-us\n")
        _ = try await preview("app", "generate", "--out-dir", "out")
        try home.remove("Fleet/apps/db")
        try home.remove("Fleet/apps/web")
        try home.write("Fleet/apps/new/app.yaml", "")
        let done = try await preview("app", "generate", "--out-dir", "out", "--app", "db-*")
        #expect(done.stdout == "out/db-eu.yaml removed\nout/db-us.yaml removed\n")
        #expect(home.has("out/web-eu.yaml"))
    }

    @Test func parameterSetsAreExplained() async throws {
        let set = Self.set.replacing("{env: production}}}", with: "{env: nowhere}}}")
        try home.write("Fleet/applicationsets/web.yaml", set)
        let text = try await preview("app", "generate", "--params", "-o", "table")
        #expect(
            text.stdout == """
                ApplicationSet argocd/web (./Fleet/applicationsets/web.yaml:1)
                  spec.generators[0] matrix: 0 parameter sets
                  ./Fleet/applicationsets/web.yaml:11:24: warning: \
                spec.generators[0].matrix.generators[1].clusters.selector: matches no cluster

                """
        )
        #expect(text.status == 0)
    }

    // MARK: appset diff

    @Test func commitsAreComparedWithoutACheckout() async throws {
        _ = try await git("init", "--quiet")
        _ = try await git("add", ".")
        _ = try await git("commit", "--quiet", "-m", "one")
        try home.remove("Fleet/apps/db")
        try home.write("Fleet/apps/new/app.yaml", "")
        try home.write(
            "Fleet/applicationsets/web.yaml",
            Self.set.replacing("namespace: web}", with: "namespace: webby}")
        )
        let expected = """
            - argocd/db-eu on eu (ApplicationSet argocd/web): its resources are deleted with it
            - argocd/db-us on us (ApplicationSet argocd/web): its resources are deleted with it
            + argocd/new-eu on eu (ApplicationSet argocd/web)
            + argocd/new-us on us (ApplicationSet argocd/web)
            ~ argocd/web-eu on eu (ApplicationSet argocd/web)
                spec.destination.namespace: "web" -> "webby"
            ~ argocd/web-us on us (ApplicationSet argocd/web)
                spec.destination.namespace: "web" -> "webby"

            """
        let files = try await preview("appset", "diff", "--base", "HEAD")
        #expect(files.stdout == expected)
        #expect(files.stderr == "2 created, 2 changed, 2 deleted, 0 unchanged; 2 clusters concerned\n")
        #expect(files.status == 1)

        _ = try await git("add", "--all")
        _ = try await git("commit", "--quiet", "-m", "two")
        let commits = try await preview("appset", "diff", "--base", "HEAD~1", "--head", "HEAD")
        #expect(commits.stdout == expected)
        let none = try await preview("appset", "diff", "--base", "HEAD")
        #expect(none.stdout == "")
        #expect(none.status == 0)
        let unknown = try await preview("appset", "diff", "--base", "nowhere")
        #expect(unknown.status == 2)
        #expect(unknown.stderr.contains("nowhere"), "\(unknown.stderr)")
        #expect(try await git("status", "--porcelain") == "")
    }

    @Test func theOwnRepositoryIsReadUnderItsAddressToo() async throws {
        let address = "https://git.invalid/acme/fleet.git"
        let set = Self.set.replacing("repoURL: ., revision: HEAD", with: "repoURL: \"\(address)\", revision: main")
            .replacing(#"path: "apps/*""#, with: #"path: "Fleet/apps/*""#)
        try home.write("Fleet/applicationsets/web.yaml", set)
        _ = try await git("init", "--quiet")
        _ = try await git("add", ".")
        _ = try await git("commit", "--quiet", "-m", "one")
        try home.write("Fleet/apps/new/app.yaml", "")
        let result = try await preview("appset", "diff", "--base", "HEAD", "--same-repository", address)
        #expect(
            result.stdout == """
                + argocd/new-eu on eu (ApplicationSet argocd/web)
                + argocd/new-us on us (ApplicationSet argocd/web)

                """,
            "\(result.stderr)"
        )
        #expect(result.status == 1)
    }

    @Test func twoFilesAreComparedInEveryFormat() async throws {
        let old = Self.list(["eu", "us"], path: "apps/web")
        try home.write("old.yaml", old)
        try home.write("new.yaml", Self.list(["us", "lab"], path: "apps/`web`"))
        let json = try await preview("appset", "diff", "old.yaml", "new.yaml", "-o", "json")
        #expect(json.status == 1)
        let value = try JSONReader.value(in: json.stdout)
        #expect(value["apiVersion"] == "fleet.internal/v1")
        #expect(value["kind"] == "ApplicationSetDiff")
        #expect(value["summary"] == ["created": 1, "changed": 1, "deleted": 1, "unknown": 0, "unchanged": 0])
        #expect(value["clusters"] == ["eu", "lab", "us"])
        #expect(value["items"]?[0]?["change"] == "deleted")
        #expect(value["items"]?[0]?["deletesResources"] == true)
        #expect(
            value["items"]?[2]?["fields"] == [
                ["path": "spec.source.path", "old": "apps/web", "new": "apps/`web`"]
            ]
        )
        let markdown = try await preview("appset", "diff", "old.yaml", "new.yaml", "-o", "markdown")
        #expect(
            markdown.stdout == """
                ### ApplicationSets: 1 created, 1 changed, 1 deleted, 0 unchanged; 3 clusters concerned

                <details open><summary><b>Deleted: 1</b></summary>

                - `list-eu` on `eu` (`list`): its resources are deleted with it

                </details>

                <details><summary><b>Changed: 1</b></summary>

                - `list-us` on `us` (`list`)

                  ```diff
                  @@ spec.source.path @@
                  -"apps/web"
                  +"apps/`web`"
                  ```


                </details>

                <details><summary><b>Created: 1</b></summary>

                - `list-lab` on `lab` (`list`)

                </details>

                """
        )
        #expect(markdown.stderr == "")
        let same = try await preview("appset", "diff", "old.yaml", "old.yaml")
        #expect(same.status == 0)
    }

    @Test func aCommentIsCutWithAWord() async throws {
        try home.write("old.yaml", Self.list([], path: "x"))
        try home.write("new.yaml", Self.list((0..<3000).map { "cluster-\($0)" }, path: "x"))
        let result = try await preview("appset", "diff", "old.yaml", "new.yaml", "-o", "markdown")
        #expect(result.stdout.utf8.count <= 64 << 10)
        #expect(result.stdout.utf8.count > 60 << 10)
        #expect(result.stdout.hasSuffix("more that do not fit here; \"fleet appset diff\" shows them all.\n"))
        #expect(result.stdout.contains("\n</details>\n"))
    }

    @Test func aSideThatFailsIsShownAsUnknown() async throws {
        let old = Self.list(["eu"], path: "x")
        try home.write("old.yaml", old)
        try home.write("new.yaml", old.replacing("\"list-{{cluster}}\"", with: "\"list-{{cluster}}{{x\""))
        let result = try await preview("appset", "diff", "old.yaml", "new.yaml")
        #expect(result.status == 2)
        #expect(
            result.stdout == """
                ? list-eu on eu (ApplicationSet list): not known whether it is deleted: ApplicationSet "list" can not be \
                generated there

                """
        )
        #expect(
            result.stderr.hasPrefix(
                "error: new.yaml:8:16: new side: ApplicationSet \"list\": spec.template.metadata.name"
            )
        )
    }

    @Test func theBreakerIsForetold() async throws {
        try home.write("old.yaml", Self.list(["a", "b", "c", "d"], path: "x"))
        try home.write("new.yaml", Self.list([], path: "x"))
        let result = try await preview("appset", "diff", "old.yaml", "new.yaml")
        #expect(result.status == 1)
        #expect(
            result.stderr.hasPrefix(
                "warning: 4 of 4 Applications would be deleted, which is more than 3 and more than 10 %: it takes "
                    + "--allow-deletions\n"
            )
        )
    }

    // MARK: appset which, list, validate

    @Test func clustersAndPathsAreFound() async throws {
        let cluster = try await preview("appset", "which", "--cluster", "https://eu.example.com", "-o", "json")
        let value = try JSONReader.value(in: cluster.stdout)
        #expect(value["kind"] == "ApplicationReferenceList")
        #expect(value["items"]?.array?.compactMap { $0["name"] } == ["db-eu", "web-eu"])
        let path = try await preview("appset", "which", "--path", "Fleet/apps/db/app.yaml", "-o", "name")
        #expect(path.stdout == "application/db-eu\napplication/db-us\n")
        let new = try await preview("appset", "which", "--cluster", "asia", "--label", "env=production")
        #expect(
            new.stdout == """
                APPLICATION       APPLICATIONSET   CLUSTER   BY
                argocd/db-asia    argocd/web       asia      destination.name asia
                argocd/web-asia   argocd/web       asia      destination.name asia

                """
        )
        let none = try await preview("appset", "which", "--cluster", "nowhere", "-o", "name")
        #expect(none.stdout == "")
        #expect(none.status == 0)
    }

    @Test func setsAreListed() async throws {
        let list = try await preview("appset", "list", "-o", "json")
        let item = try JSONReader.value(in: list.stdout)["items"]?[0]
        #expect(item?["name"] == "web")
        #expect(item?["applications"] == 4)
        #expect(item?["generators"] == ["clusters", "git", "matrix"])
    }

    @Test func validationTellsAllPlaces() async throws {
        let good = try await fleet("appset", "validate", "--offline")
        #expect(good.stdout == "")
        #expect(good.stderr == "1 ApplicationSet: 0 errors, 0 warnings\n")
        #expect(good.status == 0)
        try home.write("a/bad.yaml", Self.list(["eu"], path: "{{pth}}").replacing("generators:", with: "genrators:"))
        try home.write("a/odd.yaml", Self.list(["eu"], path: "{{pth}}"))
        try home.write("a/broken.yaml", "a: [\n")
        let bad = try await fleet("appset", "validate", "-f", "a")
        #expect(
            bad.stdout == """
                a/bad.yaml:4:1: error: spec.generators: is required
                a/bad.yaml:5:3: error: spec.genrators: is not a known field; did you mean "generators"?
                a/broken.yaml:1:5: error: did not find expected node content
                a/odd.yaml:11:61: warning: spec.template.spec.source.path: "{{pth}}" is left at spec.generators[0], \
                parameter set 0: there is no such parameter

                """
        )
        #expect(bad.status == 2)
        let odd = try await fleet("appset", "validate", "a/odd.yaml", "-o", "json")
        #expect(odd.status == 0)
        let value = try JSONReader.value(in: odd.stdout)
        #expect(value["kind"] == "ApplicationSetValidation")
        #expect(value["warnings"] == 1)
        #expect(value["items"]?[0]?["line"] == 11)
        #expect(try await fleet("appset", "validate", "a/odd.yaml", "--strict").status == 2)
    }

    /// What the generators of a set with a wrong field ask is answered all the same.
    @Test func aMisspeltFieldIsTheOnlyNews() async throws {
        let wrong = Self.set.replacing("goTemplateOptions:", with: "goTemplateOption:")
        try home.write("Fleet/applicationsets/web.yaml", wrong)
        let result = try await preview("appset", "validate")
        #expect(
            result.stdout
                == "./Fleet/applicationsets/web.yaml:6:3: error: spec.goTemplateOption: is not a known field; "
                + "did you mean \"goTemplateOptions\"?\n"
        )
        #expect(result.status == 2)
    }

    // MARK: eval template

    @Test(arguments: [
        (["--engine", "go"], "{{ .a | upper }} {{ .num }} {{ .x }}", "TEXT 1e+06 <no value>"),
        (["--functions", "none", "--missing-key", "zero"], "{{ printf \"%v\" .num }}", "1e+06"),
        (["--functions", "sprig"], "{{ list 1 2 | join \"-\" }}", "1-2"),
        (["--functions", "helm"], "{{ required \"no\" .a }}{{ toYaml .m }}", "textk: v"),
        (["--functions", "argo"], "{{ normalize \"A b\" }}", "a-b"),
        (["--engine", "fasttemplate"], "{{a}} {{ nope }}", "text {{ nope }}"),
    ])
    func templatesAreRendered(_ options: [String], _ template: String, _ expected: String) async throws {
        try home.write("t.tmpl", template)
        try home.write("d.yaml", "a: text\nnum: 1000000\nm: {k: v}\n")
        let result = try await FleetBinary.run(
            ["eval", "template", "--file", "t.tmpl", "--data", "d.yaml"] + options,
            home: home
        )
        #expect(result.stdout == expected)
        #expect(result.stderr == "")
        #expect(result.status == 0)
    }

    @Test func templatesThatFailPrintNothing() async throws {
        try home.write("t.tmpl", "before {{ .a }}")
        let missing = try await fleet("eval", "template", "--file", "t.tmpl", "--missing-key", "error")
        #expect(missing.stdout == "")
        #expect(missing.stderr.contains("map has no entry for key \"a\""), "\(missing.stderr)")
        #expect(missing.status == 2)
        try home.write("t.tmpl", "{{ if }}")
        #expect(try await fleet("eval", "template", "--file", "t.tmpl").status == 2)
        #expect(try await fleet("eval", "template", "--file", "nowhere").status == 2)
    }

    @Test(
        arguments: [
            ["appset", "diff"], ["appset", "diff", "a"], ["appset", "diff", "a", "b", "--base", "main"],
            ["appset", "diff", "a", "b", "--head", "main"], ["appset", "which"],
            ["appset", "which", "--cluster", "a", "--path", "b"], ["appset", "which", "--path", "a", "--label", "b=c"],
            ["app", "generate", "-o", "table"], ["app", "generate", "--dry-run"],
            ["app", "generate", "--params", "--out-dir", "x"],
            ["app", "generate", "--out-dir", "x", "--allow-deletions", "y"],
            ["eval", "template"], ["eval", "template", "--file", "x", "--engine", "perl"],
        ]
    )
    func badUsageIs64(_ arguments: [String]) async throws {
        let result = try await FleetBinary.run(arguments, home: home)
        #expect(result.status == 64, "\(result.stderr)")
    }

    /// An ApplicationSet of a list generator.
    private static func list(_ clusters: [String], path: String) -> String {
        let elements = clusters.map { "{cluster: \($0)}" }.joined(separator: ", ")
        return """
            apiVersion: argoproj.io/v1alpha1
            kind: ApplicationSet
            metadata: {name: list}
            spec:
              generators:
                - list: {elements: [\(elements)]}
              template:
                metadata: {name: "list-{{cluster}}"}
                spec:
                  project: default
                  source: {repoURL: "https://git.example.com/apps.git", path: "\(path)"}
                  destination: {name: "{{cluster}}", namespace: web}

            """
    }
}
