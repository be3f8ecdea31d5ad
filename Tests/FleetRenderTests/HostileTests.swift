import FleetModel
import FleetTestSupport
import Testing

@testable import FleetRender

/// Declarations and repositories that want more than to be rendered.
@Suite(.timeLimit(.minutes(2))) struct HostileTests {
    @Test func noAddressStartsAProgram() async throws {
        let bench = try Bench()
        let marker = bench.folder.path("marker")
        for url in [
            "ext::sh -c touch% \(marker)", "--upload-pack=touch \(marker)", "-c core.sshCommand=touch",
            "ssh://-oProxyCommand=touch \(marker)/x", "file://\(marker);touch \(marker)", "`touch \(marker)`",
            "$(touch \(marker))", "git@-oProxyCommand=touch:x",
        ] {
            let error = await bench.error(ApplicationSource(repoURL: url))
            #expect(error.hasPrefix("repository "), "\(error)")
        }
        for revision in ["--upload-pack=touch \(marker)", "-x", "main:refs/heads/x", "$(touch \(marker))"] {
            let source = ApplicationSource(repoURL: "file://\(marker)", targetRevision: revision)
            #expect(await bench.error(source).hasPrefix("repository "))
        }
        #expect(!bench.folder.has("marker"))
    }

    @Test func configurationOfAWorkTreeStartsNoProgram() async throws {
        let repository = try await Repository(["a.yaml": configMap("a")])
        let marker = repository.folder.path("../marker-\(repository.path.suffix(6))")
        try await repository.git("config", "core.fsmonitor", "touch \(marker); false")
        let rendered = try await Bench().render(ApplicationSource(repoURL: "."), fleet: repository.path)
        #expect(rendered.manifests.map(\.name) == ["a"])
        #expect(FileAccess.node(at: marker) == nil)
    }

    @Test func variablesOfAGitHookDoNotMisleadGit() async throws {
        let repository = try await Repository(["a.yaml": configMap("a")])
        let other = try await Repository(["b.yaml": configMap("b")])
        var bench = try Bench()
        bench.options.environment["GIT_DIR"] = other.path + "/.git"
        bench.options.environment["GIT_WORK_TREE"] = other.path
        bench.options.environment["GIT_INDEX_FILE"] = other.path + "/.git/index"
        #expect(try await bench.names(ApplicationSource(repoURL: repository.url)) == ["a"])
        let commit = try await repository.git("rev-parse", "HEAD")
        let rendered = try await bench.render(ApplicationSource(repoURL: "."), fleet: repository.path)
        #expect(rendered.revisions == [commit])
    }

    @Test(arguments: ["/etc/hostname", "../../../outside.yaml", "/proc/self/environ"])
    func linksOutOfACommitAreErrors(_ target: String) async throws {
        let repository = try await Repository(["app/b.yaml": configMap("b")])
        try repository.folder.makeLink("app/a.yaml", to: target)
        let commit = try await repository.commit()
        let source = ApplicationSource(repoURL: repository.url, path: "app")
        #expect(
            try await Bench().error(source)
                == "\(repository.url) at \(commit.prefix(7)): app/a.yaml leads out of the repository, to \"\(target)\""
        )
    }

    @Test func aPathThroughALinkOutOfACommitIsAnError() async throws {
        let repository = try await Repository()
        try repository.folder.makeLink("app", to: "../..")
        let commit = try await repository.commit(["b.yaml": configMap("b")])
        let label = "\(repository.url) at \(commit.prefix(7))"
        let bench = try Bench()
        for path in ["app", "app/tmp", "app/../../x"] {
            let error = await bench.error(ApplicationSource(repoURL: repository.url, path: path))
            let outside = "\(label): \(path) leads out of the repository, to \"../..\""
            let inside =
                "application \"web\": spec.source.path: \"\(path)\" leads out of the repository; "
                + "it starts at the repository's root"
            #expect(error == outside || error == inside)
        }
    }

    @Test func namesThatNoCheckoutWouldMakeAreLeftOut() async throws {
        let repository = try await Repository(["a.yaml": configMap("a")])
        let blob = try await repository.git("rev-parse", "HEAD:a.yaml")
        let tree = try await repository.git("rev-parse", "HEAD^{tree}")
        var entries = ""
        for (mode, name, object) in [
            ("40000", "..", tree), ("40000", ".", tree), ("40000", ".git", tree), ("100644", "x/y.yaml", blob),
            ("100644", "z.yaml", blob),
        ] {
            let bytes = stride(from: 0, to: 40, by: 2).map { offset -> String in
                let start = object.index(object.startIndex, offsetBy: offset)
                return "\\x" + object[start...object.index(after: start)]
            }
            entries += "\(mode) \(name)\\0\(bytes.joined())"
        }
        let script = "printf '\(entries)' | git hash-object -t tree -w --literally --stdin"
        let made = try await Tool.run(
            "bash",
            ["-c", script],
            environment: Repository.environment.mapValues { Optional($0) },
            in: repository.path
        )
        let evil = made.stdout.filter { !$0.isNewline }
        let commit = try await repository.git("commit-tree", evil, "-m", "evil")
        try await repository.git("update-ref", "refs/heads/evil", commit)
        var source = ApplicationSource(repoURL: repository.url, targetRevision: "evil")
        source.directory = DirectoryOptions(recurse: true)
        #expect(try await Bench().names(source) == ["a"])
    }

    @Test(arguments: [
        ("resources: [../../outside]", "../../outside"), ("bases: ['../..']", "../.."),
        ("resources: [/etc]", "/etc"), ("components: [link]", "../../.."),
    ])
    func kustomizationsDoNotReachOut(_ kustomization: String, _ target: String) async throws {
        let repository = try await Repository(["app/kustomization.yaml": kustomization])
        try repository.folder.makeLink("app/link", to: "../../..")
        let commit = try await repository.commit()
        var bench = try Bench()
        try bench.useKustomize("exit 1")
        let label = "\(repository.url) at \(commit.prefix(7))"
        #expect(
            await bench.error(ApplicationSource(repoURL: repository.url, path: "app"))
                == "\(label): a kustomization in \"app\" leads out of the repository, to \"\(target)\""
        )
        #expect(bench.kustomizeCalls == 0)
    }

    @Test func filesOutsideAreNotLaidOutForKustomize() async throws {
        let repository = try await Repository([
            "app/kustomization.yaml": "secretGenerator:\n- name: s\n  files: [../../../etc/passwd, a=link]\n"
        ])
        try repository.folder.makeLink("app/link", to: "/etc/passwd")
        try await repository.commit()
        var bench = try Bench()
        try bench.useKustomize("cd \"$2\"/.. && find . -type f -o -type l | sort | sed 's/.*/# &/'")
        let rendered = try await bench.render(ApplicationSource(repoURL: repository.url, path: "app"))
        #expect(rendered.manifests.isEmpty)
        let seen = try bench.folder.text("calls")
        #expect(bench.kustomizeCalls == 1)
        #expect(seen.hasPrefix(bench.cache + "/work/"))
    }

    @Test func anEnormousFileIsNotRead() async throws {
        let bench = try Bench()
        try bench.folder.write("fleet/a.yaml", "# " + String(repeating: "x", count: 6_000_000) + "\n")
        try bench.folder.write("fleet/b.yaml", "# " + String(repeating: "y", count: 6_000_000) + "\n")
        let expected = ".: the files of \"\" are larger than 10 MiB together"
        #expect(await bench.error(ApplicationSource(repoURL: ".")) == expected)
        let repository = try await Repository()
        try await repository.git("--git-dir=.git", "--work-tree=\(bench.folder.path("fleet"))", "add", ".")
        try await repository.git("commit", "--quiet", "-m", "large")
        let commit = try await repository.git("rev-parse", "HEAD")
        #expect(
            await bench.error(ApplicationSource(repoURL: repository.url))
                == "\(repository.url) at \(commit.prefix(7)): the files of \"\" are larger than 10 MiB together"
        )
    }
}
