import FleetGenerators
import FleetModel
import FleetRender

/// Answers for ApplicationSets that come from elsewhere: they do not get to see what lies on this machine, nor where
/// they please who asks.
///
/// Who writes to a repository elsewhere decides what an ApplicationSet there asks, and must not thereby read this
/// machine's files, or have tokens sent to an address of theirs.
struct ForeignAnswers: GeneratorAnswering {
    private let answers: any GeneratorAnswering
    private let allowedAddresses: [String]

    /// Makes answers.
    ///
    /// - Parameters:
    ///   - answers: Knows them.
    ///   - allowedAddresses: The addresses of hosting services that `fleet.yaml` lists.
    init(_ answers: any GeneratorAnswering, allowedAddresses: [String]) {
        self.answers = answers
        self.allowedAddresses = allowedAddresses
    }

    func answer(_ query: GeneratorQuery) async -> Result<GeneratorAnswer, GeneratorAnswers.Failure> {
        if let refusal = refusal(of: query) { return .failure(GeneratorAnswers.Failure(refusal)) }
        return await answers.answer(query)
    }

    private func refusal(of query: GeneratorQuery) -> String? {
        switch query {
        case .gitTree(let repository, _), .gitFiles(let repository, _, _):
            let source = ApplicationSource(repoURL: repository)
            guard source.isOnThisMachine else { return nil }
            return "repository \(source.label) is on this machine, but the ApplicationSet comes from elsewhere; "
                + "name the repository by its address"
        case .repositories(let query): return refusal(of: query.service)
        case .pullRequests(let query): return refusal(of: query.service)
        case .plugin, .resources: return nil
        }
    }

    private func refusal(of service: HostingService) -> String? {
        guard !service.address.isEmpty, service.credential != .usual, !allowedAddresses.contains(service.address) else {
            return nil
        }
        return
            "the ApplicationSet comes from elsewhere and names the address \(ApplicationSource(repoURL: service.address).label); list it in fleet.yaml "
            + "under generators.scmProviders.allowedAddresses, so that secrets may be sent there"
    }
}
