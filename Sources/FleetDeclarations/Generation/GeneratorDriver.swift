public import FleetGenerators
public import FleetModel

/// Finds everything that ApplicationSets are generated from.
///
/// Generators do no I/O: they say what they have to know, the driver asks for it, and they run again, until they know
/// enough. What can not be answered is kept as a failure, so that the ApplicationSet which asked fails, and no other.
public struct GeneratorDriver: Sendable {
    /// How often generators may come up with new questions: `git` does twice, and combinations may be nested.
    static let maximumRounds = 32
    /// How many different questions may be asked in all.
    static let maximumQueries = 100_000

    private let answering: any GeneratorAnswering
    private let concurrency: Int
    private let fileGlobbing: GeneratorInputs.FileGlobbing

    /// Makes a driver.
    ///
    /// - Parameters:
    ///   - answering: Knows the answers.
    ///   - fileGlobbing: What the patterns of `git.files` mean.
    ///   - concurrency: How many questions are under way at once, at least 1.
    public init(
        answering: any GeneratorAnswering,
        fileGlobbing: GeneratorInputs.FileGlobbing = .pathspec,
        concurrency: Int = 16
    ) {
        self.answering = answering
        self.fileGlobbing = fileGlobbing
        self.concurrency = max(1, concurrency)
    }

    /// Asks what ApplicationSets have to know.
    ///
    /// - Parameters:
    ///   - sets: The ApplicationSets; those that are not valid are passed over, generating from them says why.
    ///   - clusters: The registered clusters.
    ///   - configMaps: The data of ConfigMaps by their names.
    ///   - known: Answers that are there already.
    /// - Returns: What the sets are to be generated from.
    public func inputs(
        for sets: [ApplicationSet],
        clusters: ClusterInventory,
        configMaps: [String: [String: String]] = [:],
        known: GeneratorAnswers = GeneratorAnswers()
    ) async -> GeneratorInputs {
        var inputs = GeneratorInputs(
            clusters: clusters,
            answers: known,
            configMaps: configMaps,
            fileGlobbing: fileGlobbing
        )
        var waiting = sets.compactMap { try? ApplicationSetGenerator(applicationSet: $0) }
        var count = 0
        for round in 1... {
            var queries: [GeneratorQuery] = []
            var asked: Set<GeneratorQuery> = []
            waiting.removeAll { generator in
                // What fails now fails again when it is generated, and is told there.
                guard let open = try? generator.openQueries(inputs), !open.isEmpty else { return true }
                for query in open where asked.insert(query).inserted { queries.append(query) }
                return false
            }
            if queries.isEmpty { return inputs }
            count += queries.count
            if round > Self.maximumRounds || count > Self.maximumQueries {
                let failure = GeneratorAnswers.Failure(
                    round > Self.maximumRounds
                        ? "the generators have new questions after \(Self.maximumRounds) rounds of answers"
                        : "the generators have more than \(Self.maximumQueries) questions"
                )
                for query in queries { inputs.answers[query] = .failure(failure) }
                return inputs
            }
            for (query, answer) in await answers(to: queries) { inputs.answers[query] = answer }
        }
        return inputs
    }

    /// A question and its answer.
    ///
    /// No tuple: Swift 6.3.1 loses the first part of `return (query, await …)` in an optimized closure.
    private struct Answered: Sendable {
        var query: GeneratorQuery
        var answer: Result<GeneratorAnswer, GeneratorAnswers.Failure>
    }

    private func answers(
        to queries: [GeneratorQuery]
    ) async -> [GeneratorQuery: Result<GeneratorAnswer, GeneratorAnswers.Failure>] {
        let answering = answering
        return await withTaskGroup(of: Answered.self) { group in
            var found: [GeneratorQuery: Result<GeneratorAnswer, GeneratorAnswers.Failure>] = [:]
            found.reserveCapacity(queries.count)
            var next = 0
            func begin() {
                let query = queries[next]
                next += 1
                group.addTask {
                    let answer = await answering.answer(query)
                    return Answered(query: query, answer: answer)
                }
            }
            while next < min(concurrency, queries.count) { begin() }
            for await answered in group {
                found[answered.query] = answered.answer
                if next < queries.count { begin() }
            }
            return found
        }
    }
}

extension FleetConfiguration.Generators {
    /// What the patterns of `git.files` mean.
    public var fileGlobbing: GeneratorInputs.FileGlobbing { newGitFileGlobbing ? .doublestar : .pathspec }
}
