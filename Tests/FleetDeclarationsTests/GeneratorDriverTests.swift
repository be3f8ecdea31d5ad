import FleetGenerators
import FleetModel
import FleetTestSupport
import FleetValue
import FleetYAML
import Synchronization
import Testing

@testable import FleetDeclarations

/// The driver with answers that are made up.
@Suite struct GeneratorDriverTests {
    /// Answers from a closure, and remembers what it was asked.
    private final class Fake: GeneratorAnswering {
        private let log = Mutex<[GeneratorQuery]>([])
        private let load = Mutex((now: 0, most: 0))
        private let answers: @Sendable (GeneratorQuery) -> Result<GeneratorAnswer, GeneratorAnswers.Failure>

        init(_ answers: @escaping @Sendable (GeneratorQuery) -> Result<GeneratorAnswer, GeneratorAnswers.Failure>) {
            self.answers = answers
        }

        var asked: [GeneratorQuery] { log.withLock { $0 } }
        var mostAtOnce: Int { load.withLock { $0.most } }

        func answer(_ query: GeneratorQuery) async -> Result<GeneratorAnswer, GeneratorAnswers.Failure> {
            log.withLock { $0.append(query) }
            load.withLock {
                $0.now += 1
                $0.most = max($0.most, $0.now)
            }
            await Task.yield()
            defer { load.withLock { $0.now -= 1 } }
            return answers(query)
        }
    }

    private static func set(_ name: String, _ generators: String) throws -> ApplicationSet {
        let text = """
            apiVersion: argoproj.io/v1alpha1
            kind: ApplicationSet
            metadata: {name: \(name)}
            spec:
              generators: \(generators)
              template:
                metadata: {name: '{{path.basename}}'}
                spec:
                  project: default
                  source: {repoURL: 'https://git.example/apps', path: '{{path}}'}
                  destination: {name: one, namespace: web}
            """
        return try ApplicationSet(decoding: YAMLReader.value(in: text))
    }

    private static func git(_ repository: String, _ what: String = "files: [{path: '*.yaml'}]") -> String {
        "{git: {repoURL: '\(repository)', revision: main, \(what)}}"
    }

    private static func names(_ set: ApplicationSet, _ inputs: GeneratorInputs) throws -> [String] {
        var names: [String] = []
        _ = try ApplicationSetGenerator(applicationSet: set).generate(inputs) { names.append($0.name) }
        return names
    }

    private static func failure(_ set: ApplicationSet, _ inputs: GeneratorInputs) -> String? {
        do {
            _ = try names(set, inputs)
            return nil
        } catch {
            return String(describing: error)
        }
    }

    @Test func answersLeadToQuestionsUntilAllIsKnown() async throws {
        let fake = Fake { query in
            switch query {
            case .gitTree: .success(.tree(GitTree(commit: "c0ffee", files: ["web/a.yaml"])))
            case .gitFiles(_, let commit, let paths): .success(.files([paths[0]: Array("name: \(commit)".utf8)]))
            default: .failure(GeneratorAnswers.Failure("unexpected"))
            }
        }
        let one = try Self.set("one", "[\(Self.git("https://git.example/one"))]")
        let same = try Self.set("same", "[\(Self.git("https://git.example/one"))]")
        let inputs = await GeneratorDriver(answering: fake).inputs(
            for: [one, same],
            clusters: ClusterInventory([])
        )
        #expect(try Self.names(one, inputs) == ["web"])
        #expect(try Self.names(same, inputs) == ["web"])
        // Both ask the same, which is asked once.
        #expect(
            fake.asked == [
                .gitTree(repository: "https://git.example/one", revision: "main"),
                .gitFiles(repository: "https://git.example/one", commit: "c0ffee", paths: ["web/a.yaml"]),
            ]
        )
    }

    @Test func aFailureIsOneOfTheSetThatAskedAndOfNoOther() async throws {
        let fake = Fake { query in
            guard case .gitTree(let repository, _) = query, !repository.hasSuffix("broken") else {
                return .failure(GeneratorAnswers.Failure("it is down"))
            }
            return .success(.tree(GitTree(commit: "c", files: ["web/x"])))
        }
        let directories = "directories: [{path: '*'}]"
        let good = try Self.set("good", "[\(Self.git("https://git.example/good", directories))]")
        let broken = try Self.set("broken", "[\(Self.git("https://git.example/broken", directories))]")
        let inputs = await GeneratorDriver(answering: fake).inputs(
            for: [broken, good],
            clusters: ClusterInventory([])
        )
        #expect(try Self.names(good, inputs) == ["web"])
        #expect(
            Self.failure(broken, inputs)
                == "ApplicationSet \"broken\": spec.generators[0].git: error generating params "
                + "from git: error getting directories from repo: it is down"
        )
        // A failure is an answer: it is not asked for again.
        #expect(fake.asked.count == 2)
    }

    @Test func manyQuestionsAreAskedAFewAtATime() async throws {
        let fake = Fake { _ in .success(.tree(GitTree(commit: "c", files: ["web/x"]))) }
        let sets = try (0..<50).map {
            try Self.set("set-\($0)", "[\(Self.git("https://git.example/\($0)", "directories: [{path: '*'}]"))]")
        }
        let inputs = await GeneratorDriver(answering: fake, concurrency: 4).inputs(
            for: sets,
            clusters: ClusterInventory([])
        )
        for set in sets { #expect(try Self.names(set, inputs) == ["web"]) }
        #expect(fake.asked.count == 50)
        #expect(fake.mostAtOnce <= 4)
    }

    @Test func questionsWithoutEndAreAFailure() async throws {
        // Every answer is of a kind that was not asked for, so that the generator fails.
        let confused = Fake { _ in .success(.rows([])) }
        let set = try Self.set("set", "[\(Self.git("https://git.example/x"))]")
        let inputs = await GeneratorDriver(answering: confused).inputs(for: [set], clusters: ClusterInventory([]))
        #expect(Self.failure(set, inputs) != nil)
        #expect(confused.asked.count == 1)
    }

    @Test func setsThatAreNotValidDoNotDisturbOthers() async throws {
        let fake = Fake { _ in .success(.tree(GitTree(commit: "c", files: ["web/x"]))) }
        let invalid = try Self.set("invalid", "[{git: {repoURL: x, revision: main, direktories: []}}]")
        let good = try Self.set("good", "[\(Self.git("https://git.example/x", "directories: [{path: '*'}]"))]")
        let inputs = await GeneratorDriver(answering: fake).inputs(
            for: [invalid, good],
            clusters: ClusterInventory([])
        )
        #expect(try Self.names(good, inputs) == ["web"])
        #expect(Self.failure(invalid, inputs)?.contains("direktories") == true)
    }

    @Test func answersThatAreThereAlreadyAreNotAskedFor() async throws {
        let fake = Fake { _ in .failure(GeneratorAnswers.Failure("asked")) }
        var known = GeneratorAnswers()
        known[.gitTree(repository: "https://git.example/x", revision: "main")] =
            .success(.tree(GitTree(commit: "c", files: ["web/x"])))
        let set = try Self.set("set", "[\(Self.git("https://git.example/x", "directories: [{path: '*'}]"))]")
        let inputs = await GeneratorDriver(answering: fake).inputs(
            for: [set],
            clusters: ClusterInventory([]),
            known: known
        )
        #expect(try Self.names(set, inputs) == ["web"])
        #expect(fake.asked.isEmpty)
    }

    // MARK: Who is asked

    private struct Named: GeneratorAnswering {
        var name: String

        func answer(_ query: GeneratorQuery) async -> Result<GeneratorAnswer, GeneratorAnswers.Failure> {
            .failure(GeneratorAnswers.Failure(name))
        }
    }

    private static let github = HostingService(.gitHub)
    private static let mine = HostingService(
        .gitHub,
        address: "https://git.example.com",
        credential: .token(SecretReference(secretName: "a", key: "b"))
    )

    private func text(_ answers: any GeneratorAnswering, _ query: GeneratorQuery) async -> String {
        if case .failure(let failure) = await answers.answer(query) { failure.description } else { "answered" }
    }

    @Test func eachKindOfQuestionGoesToItsOwn() async {
        let answers = ComposedAnswers(
            git: Named(name: "git"),
            services: Named(name: "services"),
            resources: Named(name: "resources")
        )
        let resources = ResourcesQuery(apiVersion: "a/v1", resource: "ducks", namespace: "", selection: .name("x"))
        #expect(await text(answers, .gitTree(repository: "r", revision: "HEAD")) == "git")
        #expect(await text(answers, .gitFiles(repository: "r", commit: "c", paths: [])) == "git")
        #expect(await text(answers, .repositories(RepositoriesQuery(service: Self.github, owner: "a"))) == "services")
        #expect(await text(answers, .resources(resources)) == "resources")
        let git = ComposedAnswers(git: Named(name: "git"))
        #expect(await text(git, .resources(resources)) == "nothing outside is asked here")
    }

    @Test func whoComesFromElsewhereIsNotToldEverything() async {
        let answers = ForeignAnswers(Named(name: "asked"), allowedAddresses: ["https://git.example.org"])
        #expect(await text(answers, .gitTree(repository: "https://git.example/x", revision: "")) == "asked")
        for local in [".", "apps", "file:///srv/x"] {
            #expect(
                await text(answers, .gitTree(repository: local, revision: ""))
                    == "repository \(local) is on this machine, but the ApplicationSet comes from elsewhere; "
                    + "name the repository by its address"
            )
            #expect(
                await text(answers, .gitFiles(repository: local, commit: "worktree", paths: ["x"])).hasPrefix(
                    "repository"
                )
            )
        }
        #expect(await text(answers, .repositories(RepositoriesQuery(service: Self.github, owner: "a"))) == "asked")
        #expect(
            await text(answers, .pullRequests(PullRequestsQuery(service: Self.mine, repository: "x")))
                == "the ApplicationSet comes from elsewhere and names the address https://git.example.com; list it in "
                + "fleet.yaml under generators.scmProviders.allowedAddresses, so that secrets may be sent there"
        )
        var listed = Self.mine
        listed.address = "https://git.example.org"
        #expect(await text(answers, .repositories(RepositoriesQuery(service: listed, owner: "a"))) == "asked")
    }

    @Test func resourcesAreRowsInTheReadersOrder() async {
        struct Reader: ResourceReading {
            func resources(_ query: ResourcesQuery) async throws -> [Manifest] {
                guard query.namespace == "argocd" else { throw GeneratorAnswers.Failure("forbidden") }
                return [Manifest(["metadata": ["name": "a"]]), Manifest(["metadata": ["name": "b"]])]
            }
        }
        var query = ResourcesQuery(apiVersion: "a/v1", resource: "ducks", namespace: "argocd", selection: .name("x"))
        let answers = ResourceAnswers(Reader())
        let rows: [Mapping] = [["metadata": ["name": "a"]], ["metadata": ["name": "b"]]]
        #expect(await answers.answer(.resources(query)) == .success(.rows(rows)))
        query.namespace = "other"
        #expect(await text(answers, .resources(query)) == "forbidden")
        #expect(await text(answers, .gitTree(repository: "x", revision: "")) == "this is no question about resources")
    }
}
