public import FleetGenerators

/// Finds the answers to generators' questions.
public protocol GeneratorAnswering: Sendable {
    /// Answers one question; a failure is an answer too.
    ///
    /// Equal questions are asked once a run, several different ones at the same time.
    func answer(_ query: GeneratorQuery) async -> Result<GeneratorAnswer, GeneratorAnswers.Failure>
}

/// Answers by kind of question.
public struct ComposedAnswers: GeneratorAnswering {
    private let git: any GeneratorAnswering
    private let services: any GeneratorAnswering
    private let resources: any GeneratorAnswering

    /// Puts answers together.
    ///
    /// - Parameters:
    ///   - git: Answers what concerns git repositories.
    ///   - services: Answers what concerns hosting services and plugins.
    ///   - resources: Answers what concerns the cluster where Argo CD would run.
    public init(
        git: any GeneratorAnswering,
        services: any GeneratorAnswering = NoAnswers(),
        resources: any GeneratorAnswering = NoAnswers()
    ) {
        self.git = git
        self.services = services
        self.resources = resources
    }

    /// Hands the question on.
    public func answer(_ query: GeneratorQuery) async -> Result<GeneratorAnswer, GeneratorAnswers.Failure> {
        switch query {
        case .gitTree, .gitFiles: await git.answer(query)
        case .repositories, .pullRequests, .plugin: await services.answer(query)
        case .resources: await resources.answer(query)
        }
    }
}

/// Fails every question, where nobody is there to be asked.
public struct NoAnswers: GeneratorAnswering {
    private let reason: String

    /// Makes it.
    ///
    /// - Parameter reason: What every failure says.
    public init(_ reason: String = "nothing outside is asked here") {
        self.reason = reason
    }

    /// The failure.
    public func answer(_ query: GeneratorQuery) async -> Result<GeneratorAnswer, GeneratorAnswers.Failure> {
        .failure(GeneratorAnswers.Failure(reason))
    }
}
