public import FleetGenerators
public import FleetHTTP
public import FleetModel
public import FleetValue
import FoundationEssentials

/// Asks hosting services and plugins.
///
/// One client is one run. It holds no connection of its own: whoever gave it the loop ends that.
public struct ProviderClient: Sendable {
    private let loop: TransferLoop
    private let secrets: any SecretResolver
    private let environment: [String: String]
    private let settings: FleetConfiguration.Generators
    private let policy: RequestPolicy

    /// Makes a client; nothing is asked yet.
    ///
    /// - Parameters:
    ///   - loop: Carries out the requests.
    ///   - secrets: Knows the tokens that are named by reference.
    ///   - environment: Environment variables by name, for the usual tokens of services.
    ///   - settings: Which services may be asked.
    ///   - policy: How long requests may take and when they are tried again.
    public init(
        loop: TransferLoop,
        secrets: any SecretResolver,
        environment: [String: String] = [:],
        settings: FleetConfiguration.Generators = FleetConfiguration.Generators(),
        policy: RequestPolicy = RequestPolicy()
    ) {
        self.loop = loop
        self.secrets = secrets
        self.environment = environment
        self.settings = settings
        self.policy = policy
    }

    /// The branches of an organisation's repositories; see ``RepositoriesQuery`` for the rows.
    ///
    /// - Returns: In the order in which the service lists repositories, and branches within one.
    /// - Throws: ``ProviderError`` when anything that belongs to the answer can not be had.
    public func repositories(_ query: RepositoriesQuery) async throws(ProviderError) -> [Mapping] {
        let service = try service(query.service)
        return try await RepositorySearch(query: query, service: service, policy: policy).rows()
    }

    /// The pull requests of a repository; see ``PullRequestsQuery`` for the rows.
    ///
    /// - Returns: In the order in which the service lists them.
    /// - Throws: ``ProviderError`` when anything that belongs to the answer can not be had.
    public func pullRequests(_ query: PullRequestsQuery) async throws(ProviderError) -> [Mapping] {
        let service = try service(query.service)
        do throws(ProviderError) {
            return try await service.pullRequests(query).map(\.row)
        } catch .notFound where query.toleratesMissingRepository {
            return []
        }
    }

    /// What a plugin answers; the rows are the objects of `output.parameters`, as they are.
    ///
    /// - Throws: ``ProviderError`` when there is no such answer.
    public func parameters(_ query: PluginQuery) async throws(ProviderError) -> [Mapping] {
        try await PluginService(query: query, loop: loop, secrets: secrets, policy: policy).parameters()
    }

    // MARK: Services

    private func service(_ service: HostingService) throws(ProviderError) -> any HostingAPI {
        guard settings.hostingServices else {
            throw .notAllowed("scm providers are disabled: fleet.yaml says generators.scmProviders.enabled: false")
        }
        let allowed = settings.allowedAddresses
        guard service.address.isEmpty || allowed.isEmpty || allowed.contains(service.address) else {
            throw .notAllowed(
                "scm provider \"\(ServiceAddress.masked(service.address))\" is not allowed, fleet.yaml allows: \(allowed.joined(separator: ", "))"
            )
        }
        switch service.kind {
        case .gitHub: return GitHubAPI(try connection(service, GitHubAPI.address(service.address)))
        case .gitLab: return GitLabAPI(try connection(service, GitLabAPI.address(service.address)))
        case .gitea: return GiteaAPI(try connection(service, GiteaAPI.address(service.address)))
        case .bitbucketServer:
            return BitbucketServerAPI(try connection(service, BitbucketServerAPI.address(service.address)))
        case .bitbucketCloud, .azureDevOps, .awsCodeCommit:
            throw .unsupported(
                "\(service.kind.rawValue) is not supported yet; supported are GitHub, GitLab, Gitea and Bitbucket Server"
            )
        }
    }

    private func connection(_ service: HostingService, _ address: String) throws(ProviderError) -> ServiceConnection {
        guard address.hasPrefix("https://") || address.hasPrefix("http://") else {
            throw .invalidQuery(
                address.isEmpty
                    ? "\(service.kind.rawValue) needs the address of its API"
                    : "the address \"\(ServiceAddress.masked(address))\" does not start with https:// or http://"
            )
        }
        let signature = try signature(for: service)
        return ServiceConnection(
            name: service.kind.rawValue,
            address: address,
            headers: signature.headers(for: service.kind),
            secret: signature.secret,
            hint: signature.hint,
            tls: TLSOptions(
                certificateAuthority: service.certificateAuthorities.map { .data(Array($0.utf8)) },
                skipsVerification: service.isInsecure
            ),
            loop: loop,
            policy: policy
        )
    }

    private func signature(for service: HostingService) throws(ProviderError) -> Signature {
        switch service.credential {
        case .token(let reference):
            return .token(try secrets.secret(reference))
        case .basic(let user, let password):
            return .basic(user: user, password: try secrets.secret(password))
        case .app(let name):
            throw .unsupported(
                "the GitHub App of Secret \"\(name)\" is not supported yet; use tokenRef with a token instead"
            )
        case .usual:
            guard let variable = service.kind.usualVariable, let token = environment[variable], !token.isEmpty else {
                return .none(hint: "")
            }
            // Whoever writes an ApplicationSet chooses the address, and must not get a token by choosing their own.
            guard service.address.isEmpty || settings.allowedAddresses.contains(service.address) else {
                return .none(
                    hint: "\(variable) is not sent there, since fleet.yaml does not list the address under "
                        + "generators.scmProviders.allowedAddresses"
                )
            }
            return .token(token)
        }
    }
}

/// How requests to a service are signed, with the secret itself.
private enum Signature {
    /// Not at all; the hint says why not, if there is something to say.
    case none(hint: String)
    case token(String)
    case basic(user: String, password: String)

    /// What must never be shown.
    var secret: String {
        switch self {
        case .none: ""
        case .token(let token): token
        case .basic(_, let password): password
        }
    }

    /// What may help whoever is refused.
    var hint: String { if case .none(let hint) = self { hint } else { "" } }

    func headers(for kind: HostingService.Kind) -> [(name: String, value: String)] {
        switch self {
        case .none: []
        case .token(let token):
            switch kind {
            case .gitLab: [("PRIVATE-TOKEN", token)]
            case .gitea: [("Authorization", "token " + token)]
            default: [("Authorization", "Bearer " + token)]
            }
        case .basic(let user, let password):
            [("Authorization", "Basic " + Data("\(user):\(password)".utf8).base64EncodedString())]
        }
    }
}

extension HostingService.Kind {
    /// The environment variable in which the service's own tools look for a token.
    fileprivate var usualVariable: String? {
        switch self {
        case .gitHub: "GITHUB_TOKEN"
        case .gitLab: "GITLAB_TOKEN"
        case .gitea: "GITEA_TOKEN"
        case .bitbucketServer, .bitbucketCloud, .azureDevOps, .awsCodeCommit: nil
        }
    }
}
