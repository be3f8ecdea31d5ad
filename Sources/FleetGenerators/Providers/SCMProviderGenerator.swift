import FleetModel
import FleetTemplate
import FleetValue

/// The `scmProvider` generator: a parameter set per branch of an organisation's repositories, the default branch unless
/// `allBranches` is set, in the order of the service.
///
/// Follows argo-cd `applicationset/generators/scm_provider.go`; the services' side is the answer to
/// ``RepositoriesQuery``.
struct SCMProviderGenerator: Generator {
    private let query: RepositoriesQuery
    private let service: ServiceFields
    private let values: GeneratorValues

    /// The services, with the fields of each.
    private static let services: [(name: String, kind: HostingService.Kind, owner: String, fields: [String])] = [
        (
            "github", .gitHub, "organization",
            ["organization", "api", "tokenRef", "appSecretName", "allBranches", "excludeArchivedRepos"]
        ),
        (
            "gitlab", .gitLab, "group",
            [
                "group", "includeSubgroups", "includeSharedProjects", "includeArchivedRepos", "api", "tokenRef",
                "allBranches", "insecure", "topic", "caRef",
            ]
        ),
        ("gitea", .gitea, "owner", ["owner", "api", "tokenRef", "allBranches", "insecure", "excludeArchivedRepos"]),
        (
            "bitbucketServer", .bitbucketServer, "project",
            ["project", "api", "basicAuth", "bearerToken", "allBranches", "insecure", "caRef"]
        ),
        (
            "azureDevOps", .azureDevOps, "organization",
            ["organization", "teamProject", "accessTokenRef", "api", "allBranches"]
        ),
        ("bitbucket", .bitbucketCloud, "owner", ["owner", "user", "appPasswordRef", "allBranches"]),
        ("awsCodeCommit", .awsCodeCommit, "", ["tagFilters", "role", "region", "allBranches"]),
    ]

    /// Decodes the body of a `scmProvider` entry.
    ///
    /// - Throws: ``ModelError`` for unknown and missing fields, for several services, for expressions that are none and
    ///   for values that are no strings or not well-formed.
    init(decoding body: Value, at path: ValuePath, options: GeneratorOptions) throws(ModelError) {
        let reader = try FieldReader(body, at: path)
        try reader.refuseUnknown(
            Self.services.map(\.name) + ["cloneProtocol", "filters", "requeueAfterSeconds", "values", "template"]
        )
        _ = try reader.optionalInteger("requeueAfterSeconds")
        let (name, fields) = try ServiceFields.only(Self.services.map(\.name), in: reader)
        guard let known = Self.services.first(where: { $0.name == name }) else {
            throw reader.error(name, "is no known service")
        }
        try fields.refuseUnknown(known.fields)
        service = try ServiceFields(known.kind, in: fields)
        try Self.requireAddress(of: known.kind, in: fields)
        // The fields of services that do not have them are absent here, and so have their defaults.
        query = RepositoriesQuery(
            service: HostingService(known.kind),
            owner: known.owner.isEmpty ? "" : try fields.string(known.owner),
            cloneProtocol: try Self.cloneProtocol(in: reader),
            includesAllBranches: try fields.bool("allBranches"),
            includesArchived: known.kind == .gitLab
                ? try fields.bool("includeArchivedRepos") : try !fields.bool("excludeArchivedRepos"),
            includesSubgroups: try fields.bool("includeSubgroups"),
            includesShared: try fields.bool("includeSharedProjects", default: true),
            topic: try fields.string("topic", default: ""),
            filters: try Self.filters(in: reader)
        )
        values = try GeneratorValues(in: reader, options: options)
    }

    func parameters(in context: GeneratorContext, each: (ParameterSet) throws -> Void) throws {
        var query = query
        query.service = try service.resolved(context)
        guard let rows = try context.rows(for: .repositories(query)) else { return }
        for row in rows { try each(values.added(to: ParameterSet(Self.parameters(row)))) }
    }

    /// The parameters of one branch.
    private static func parameters(_ row: Mapping) -> Mapping {
        let branch = row["branch"]?.string ?? ""
        let commit = row["sha"]?.string ?? ""
        let labels = (row["labels"]?.array ?? []).compactMap(\.string)
        return [
            "organization": row["organization"] ?? "",
            "repository": row["repository"] ?? "",
            "repository_id": row["repository_id"] ?? .null,
            "url": row["url"] ?? "",
            "branch": .string(branch),
            "sha": .string(commit),
            "short_sha": .string(CommitName.short(commit, 8)),
            "short_sha_7": .string(CommitName.short(commit, 7)),
            "labels": .string(labels.joined(separator: ",")),
            "branchNormalized": .string(NormalizedName.of(branch)),
        ]
    }

    // MARK: Decoding

    private static func requireAddress(of kind: HostingService.Kind, in fields: FieldReader) throws(ModelError) {
        if kind == .gitea || kind == .bitbucketServer { _ = try fields.string("api") }
    }

    private static func cloneProtocol(in reader: FieldReader) throws(ModelError) -> RepositoriesQuery.CloneProtocol {
        let text = try reader.string("cloneProtocol", default: "")
        if text.isEmpty { return .ssh }
        guard let known = RepositoriesQuery.CloneProtocol(rawValue: text) else {
            throw reader.error("cloneProtocol", "\"\(text)\" is not ssh, https or https-fips")
        }
        return known
    }

    private static func filters(in reader: FieldReader) throws(ModelError) -> [RepositoriesQuery.Filter] {
        var filters: [RepositoriesQuery.Filter] = []
        for filter in try reader.readers("filters") {
            try filter.refuseUnknown(["repositoryMatch", "labelMatch", "branchMatch", "pathsExist", "pathsDoNotExist"])
            for field in ["repositoryMatch", "labelMatch", "branchMatch"] { _ = try filter.expression(field) }
            filters.append(
                RepositoriesQuery.Filter(
                    repository: try filter.optionalString("repositoryMatch"),
                    label: try filter.optionalString("labelMatch"),
                    branch: try filter.optionalString("branchMatch"),
                    existingPaths: try filter.optionalStrings("pathsExist"),
                    absentPaths: try filter.optionalStrings("pathsDoNotExist")
                )
            )
        }
        return filters
    }
}

/// The names of commits.
enum CommitName {
    /// The first bytes of a commit's name, or all of a shorter one.
    static func short(_ name: String, _ length: Int) -> String {
        String(decoding: name.utf8.prefix(length), as: UTF8.self)
    }
}
