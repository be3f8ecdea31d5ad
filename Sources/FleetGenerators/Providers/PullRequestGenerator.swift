import FleetModel
import FleetRegex
import FleetValue

/// The `pullRequest` generator: a parameter set per pull request of a repository, in the order of the service.
///
/// Follows argo-cd `applicationset/generators/pull_request.go`; the services' side is the answer to
/// ``PullRequestsQuery``.
struct PullRequestGenerator: Generator {
    private let query: PullRequestsQuery
    private let service: ServiceFields
    private let filters: [Filter]
    private let values: GeneratorValues
    private let isFlat: Bool

    /// Conditions that must all hold; a pull request is given when one filter's do.
    private struct Filter: Sendable {
        var branch: Regexp?
        var targetBranch: Regexp?
        var title: Regexp?

        func takes(_ row: Mapping) -> Bool {
            if let branch, !branch.matches(row["branch"]?.string ?? "") { return false }
            if let targetBranch, !targetBranch.matches(row["target_branch"]?.string ?? "") { return false }
            if let title, !title.matches(row["title"]?.string ?? "") { return false }
            return true
        }
    }

    /// A service: its field in the body, what its owner and its repository are called, and all its fields.
    private struct Service {
        var name: String
        var kind: HostingService.Kind
        var owner: String
        var repository: String
        var fields: [String]
    }

    private static let services = [
        Service(
            name: "github",
            kind: .gitHub,
            owner: "owner",
            repository: "repo",
            fields: ["owner", "repo", "api", "tokenRef", "appSecretName", "labels"]
        ),
        Service(
            name: "gitlab",
            kind: .gitLab,
            owner: "",
            repository: "project",
            fields: ["project", "api", "tokenRef", "labels", "pullRequestState", "insecure", "caRef"]
        ),
        Service(
            name: "gitea",
            kind: .gitea,
            owner: "owner",
            repository: "repo",
            fields: ["owner", "repo", "api", "tokenRef", "insecure", "labels"]
        ),
        Service(
            name: "bitbucketServer",
            kind: .bitbucketServer,
            owner: "project",
            repository: "repo",
            fields: ["project", "repo", "api", "basicAuth", "bearerToken", "insecure", "caRef"]
        ),
        Service(
            name: "bitbucket",
            kind: .bitbucketCloud,
            owner: "owner",
            repository: "repo",
            fields: ["owner", "repo", "api", "basicAuth", "bearerToken"]
        ),
        Service(
            name: "azuredevops",
            kind: .azureDevOps,
            owner: "organization",
            repository: "repo",
            fields: ["organization", "project", "repo", "api", "tokenRef", "labels"]
        ),
    ]

    /// Decodes the body of a `pullRequest` entry.
    ///
    /// - Throws: ``ModelError`` for unknown and missing fields, for several services, for expressions that are none and
    ///   for values that are no strings or not well-formed.
    init(decoding body: Value, at path: ValuePath, options: GeneratorOptions) throws(ModelError) {
        let reader = try FieldReader(body, at: path)
        try reader.refuseUnknown(
            Self.services.map(\.name)
                + ["filters", "continueOnRepoNotFoundError", "values", "requeueAfterSeconds", "template"]
        )
        _ = try reader.optionalInteger("requeueAfterSeconds")
        let (name, fields) = try ServiceFields.only(Self.services.map(\.name), in: reader)
        guard let known = Self.services.first(where: { $0.name == name }) else {
            throw reader.error(name, "is no known service")
        }
        try fields.refuseUnknown(known.fields)
        if known.kind == .gitea || known.kind == .bitbucketServer { _ = try fields.string("api") }
        service = try ServiceFields(known.kind, in: fields)
        query = PullRequestsQuery(
            service: HostingService(known.kind),
            owner: known.owner.isEmpty ? "" : try fields.string(known.owner),
            repository: try fields.string(known.repository),
            labels: try fields.strings("labels"),
            state: try fields.string("pullRequestState", default: ""),
            toleratesMissingRepository: try reader.bool("continueOnRepoNotFoundError")
        )
        var filters: [Filter] = []
        for filter in try reader.readers("filters") {
            try filter.refuseUnknown(["branchMatch", "targetBranchMatch", "titleMatch"])
            filters.append(
                Filter(
                    branch: try filter.expression("branchMatch"),
                    targetBranch: try filter.expression("targetBranchMatch"),
                    title: try filter.expression("titleMatch")
                )
            )
        }
        self.filters = filters
        values = try GeneratorValues(in: reader, options: options)
        isFlat = options.isFlat
    }

    func parameters(in context: GeneratorContext, each: (ParameterSet) throws -> Void) throws {
        var query = query
        query.service = try service.resolved(context)
        guard let rows = try context.rows(for: .pullRequests(query)) else { return }
        for row in rows where filters.isEmpty || filters.contains(where: { $0.takes(row) }) {
            try each(values.added(to: parameters(row)))
        }
    }

    /// The parameters of one pull request; its labels are there for Go templates only.
    private func parameters(_ row: Mapping) -> ParameterSet {
        let branch = row["branch"]?.string ?? ""
        let target = row["target_branch"]?.string ?? ""
        let commit = row["head_sha"]?.string ?? ""
        var parameters: Mapping = [
            "number": .string(String(row["number"]?.integer ?? 0)),
            "title": row["title"] ?? "",
            "branch": .string(branch),
            "branch_slug": .string(BranchSlug.of(branch)),
            "target_branch": .string(target),
            "target_branch_slug": .string(BranchSlug.of(target)),
            "head_sha": .string(commit),
            "head_short_sha": .string(CommitName.short(commit, 8)),
            "head_short_sha_7": .string(CommitName.short(commit, 7)),
            "author": row["author"] ?? "",
        ]
        guard !isFlat else { return ParameterSet(parameters) }
        parameters.append("labels", row["labels"] ?? [])
        return ParameterSet(parameters, types: Self.types)
    }

    private static let types = [ParameterSet.PartType("labels", kind: .texts)]
}
