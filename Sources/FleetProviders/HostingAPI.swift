import FleetGenerators
import FleetValue

/// What every hosting service can be asked.
protocol HostingAPI: Sendable {
    /// The repositories of an owner, without a look at any filter, in the service's order.
    func repositories(_ query: RepositoriesQuery) async throws(ProviderError) -> [HostedRepository]

    /// The branches of a repository: all, or the default one; none when it has no commit yet.
    func branches(of repository: HostedRepository, all: Bool) async throws(ProviderError) -> [HostedBranch]

    /// Whether a file or folder is there on a branch.
    func has(
        _ path: String,
        in repository: HostedRepository,
        on branch: HostedBranch
    ) async throws(ProviderError) -> Bool

    /// The pull requests that a query asks for.
    ///
    /// - Throws: ``ProviderError/notFound(service:what:)`` when there is no such repository, and others.
    func pullRequests(_ query: PullRequestsQuery) async throws(ProviderError) -> [HostedPullRequest]
}

extension HostingAPI {
    /// The address by which a repository is cloned.
    ///
    /// - Throws: ``ProviderError/invalidQuery(_:)`` for a protocol that only CodeCommit knows.
    func url(
        _ wanted: RepositoriesQuery.CloneProtocol,
        ssh: String,
        https: String,
        service: String
    ) throws(ProviderError) -> String {
        switch wanted {
        case .ssh: ssh
        case .https: https
        case .httpsFIPS: throw .invalidQuery("cloneProtocol \"https-fips\" is unknown to \(service)")
        }
    }
}

/// A repository of a hosting service.
struct HostedRepository: Hashable, Sendable {
    /// The owner, as the service names it in the answer.
    var organization: String
    /// The name, as the parameter `repository` has it.
    var name: String
    /// The name in paths of the API.
    var slug: String
    /// The service's number for it; nil when it has none.
    var identifier: Int64?
    /// Where it is cloned from, by the protocol that was asked for.
    var url: String
    /// The default branch; empty when there is none.
    var defaultBranch: String
    /// Topics, tags or labels, whatever the service has.
    var labels: [String]
}

/// A branch and the commit it points to.
struct HostedBranch: Hashable, Sendable {
    var name: String
    var commit: String
}

/// A pull request, or merge request.
struct HostedPullRequest: Hashable, Sendable {
    var number: Int64
    var title: String
    var branch: String
    var targetBranch: String
    var commit: String
    var author: String
    var labels: [String]

    /// The row of ``PullRequestsQuery``.
    var row: Mapping {
        [
            "number": .integer(number),
            "title": .string(title),
            "branch": .string(branch),
            "target_branch": .string(targetBranch),
            "head_sha": .string(commit),
            "author": .string(author),
            "labels": .array(labels.map(Value.string)),
        ]
    }
}

/// Fields of an answer: strings and numbers that must be there, and those that may be missing.
struct ReplyFields {
    private let value: Value
    private let connection: ServiceConnection
    private let request: String

    /// Begins to read an item of an answer.
    init(_ value: Value, of request: String, from connection: ServiceConnection) throws(ProviderError) {
        self.value = value
        self.connection = connection
        self.request = request
        guard case .mapping = value else { throw problem("an item is no object") }
    }

    /// A text that must be there, by the keys that lead to it.
    func text(_ keys: String...) throws(ProviderError) -> String {
        guard let text = find(keys)?.string else { throw problem("\(keys.joined(separator: ".")) is missing") }
        return text
    }

    /// A text that may be missing, null or empty.
    func optionalText(_ keys: String...) -> String { find(keys)?.string ?? "" }

    /// A whole number that must be there.
    func number(_ keys: String...) throws(ProviderError) -> Int64 {
        guard let number = find(keys)?.integer else { throw problem("\(keys.joined(separator: ".")) is missing") }
        return number
    }

    /// Whether a truth value is there and true.
    func flag(_ key: String) -> Bool { value[key]?.bool ?? false }

    /// The items of a list that may be missing.
    func list(_ keys: String...) -> [Value] { find(keys)?.array ?? [] }

    /// The texts of a list that may be missing.
    func texts(_ keys: String...) -> [String] { (find(keys)?.array ?? []).compactMap(\.string) }

    private func find(_ keys: [String]) -> Value? {
        var current = value
        for key in keys {
            guard let next = current[key] else { return nil }
            current = next
        }
        return current
    }

    private func problem(_ message: String) -> ProviderError {
        .malformed(service: connection.label, request: request, message: message)
    }
}
