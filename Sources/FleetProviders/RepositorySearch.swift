import FleetGenerators
import FleetRegex
import FleetValue

/// Finds the branches that a ``RepositoriesQuery`` asks for.
///
/// Repositories are listed, those that no filter of the first stage takes are left out, the branches of the others are
/// fetched a few at a time, and those that no filter of the second stage takes are left out. A stage without filters
/// takes everything. Follows argo-cd `applicationset/services/scm_provider/utils.go`.
struct RepositorySearch: Sendable {
    private let query: RepositoriesQuery
    private let service: any HostingAPI
    private let limit: Int
    private let filters: [Filter]

    /// A filter with its expressions compiled.
    private struct Filter: Sendable {
        var repository: Regexp?
        var label: Regexp?
        var branch: Regexp?
        var existingPaths: [String]
        var absentPaths: [String]
        var concernsRepositories: Bool
        var concernsBranches: Bool

        func takes(_ candidate: HostedRepository) -> Bool {
            if let repository, !repository.matches(candidate.name) { return false }
            if let label, !candidate.labels.contains(where: label.matches) { return false }
            return true
        }
    }

    /// A repository and one of its branches.
    private struct Candidate: Sendable {
        var repository: HostedRepository
        var branch: HostedBranch
    }

    /// Compiles the filters.
    ///
    /// - Throws: ``ProviderError/invalidQuery(_:)`` for an expression that is none.
    init(query: RepositoriesQuery, service: any HostingAPI, policy: RequestPolicy) throws(ProviderError) {
        self.query = query
        self.service = service
        limit = policy.concurrency
        var filters: [Filter] = []
        for filter in query.filters {
            filters.append(
                Filter(
                    repository: try Self.expression(filter.repository),
                    label: try Self.expression(filter.label),
                    branch: try Self.expression(filter.branch),
                    existingPaths: filter.existingPaths ?? [],
                    absentPaths: filter.absentPaths ?? [],
                    concernsRepositories: filter.concernsRepositories,
                    concernsBranches: filter.concernsBranches
                )
            )
        }
        self.filters = filters
    }

    /// Carries the search out.
    func rows() async throws(ProviderError) -> [Mapping] {
        var repositories = try await service.repositories(query)
        let first = filters.filter(\.concernsRepositories)
        if !first.isEmpty { repositories.removeAll { repository in !first.contains { $0.takes(repository) } } }
        let service = service
        let all = query.includesAllBranches
        let branches = try await concurrentMap(repositories, limit: limit) { repository throws(ProviderError) in
            try await service.branches(of: repository, all: all)
        }
        var candidates: [Candidate] = []
        for (repository, branches) in zip(repositories, branches) {
            candidates += branches.map { Candidate(repository: repository, branch: $0) }
        }
        let second = filters.filter(\.concernsBranches)
        guard !second.isEmpty else { return candidates.map(Self.row) }
        let taken = try await concurrentMap(candidates, limit: limit) { candidate throws(ProviderError) in
            try await Self.takes(candidate, second, service)
        }
        return zip(candidates, taken).filter(\.1).map { Self.row($0.0) }
    }

    private static func takes(
        _ candidate: Candidate,
        _ filters: [Filter],
        _ service: any HostingAPI
    ) async throws(ProviderError) -> Bool {
        var known: [String: Bool] = [:]
        func has(_ path: String) async throws(ProviderError) -> Bool {
            if let known = known[path] { return known }
            let found = try await service.has(path, in: candidate.repository, on: candidate.branch)
            known[path] = found
            return found
        }
        search: for filter in filters where filter.takes(candidate.repository) {
            if let branch = filter.branch, !branch.matches(candidate.branch.name) { continue }
            for path in filter.existingPaths {
                guard try await has(path) else { continue search }
            }
            for path in filter.absentPaths {
                guard try await !has(path) else { continue search }
            }
            return true
        }
        return false
    }

    private static func row(_ candidate: Candidate) -> Mapping {
        let repository = candidate.repository
        return [
            "organization": .string(repository.organization),
            "repository": .string(repository.name),
            "repository_id": repository.identifier.map(Value.integer) ?? .null,
            "url": .string(repository.url),
            "branch": .string(candidate.branch.name),
            "sha": .string(candidate.branch.commit),
            "labels": .array(repository.labels.map(Value.string)),
        ]
    }

    private static func expression(_ text: String?) throws(ProviderError) -> Regexp? {
        guard let text else { return nil }
        do throws(RegexpError) {
            return try Regexp(text)
        } catch {
            throw .invalidQuery("\(error)")
        }
    }
}
