/// A hosting service and how to speak to it: what repositories and pull requests are asked of.
public struct HostingService: Hashable, Sendable {
    /// What kind of service answers.
    public var kind: Kind
    /// The address of the API as declared: `https://git.example.com/api/v4`; empty for the service's own.
    public var address: String
    /// How requests are signed.
    public var credential: Credential
    /// Whether the certificate of the service is not checked.
    public var isInsecure: Bool
    /// Certificate authorities to trust instead of the machine's, as PEM text.
    public var certificateAuthorities: String?

    /// Makes a service.
    public init(
        _ kind: Kind,
        address: String = "",
        credential: Credential = .usual,
        isInsecure: Bool = false,
        certificateAuthorities: String? = nil
    ) {
        self.kind = kind
        self.address = address
        self.credential = credential
        self.isInsecure = isInsecure
        self.certificateAuthorities = certificateAuthorities
    }

    /// The kinds of service.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// github.com and GitHub Enterprise.
        case gitHub = "GitHub"
        /// gitlab.com and GitLab of one's own.
        case gitLab = "GitLab"
        /// Gitea, and Forgejo, which speaks alike.
        case gitea = "Gitea"
        /// Bitbucket Server and Data Center.
        case bitbucketServer = "Bitbucket Server"
        /// bitbucket.org.
        case bitbucketCloud = "Bitbucket Cloud"
        /// Azure DevOps.
        case azureDevOps = "Azure DevOps"
        /// AWS CodeCommit.
        case awsCodeCommit = "AWS CodeCommit"
    }

    /// How requests to a service are signed; secrets stand by reference only.
    public enum Credential: Hashable, Sendable {
        /// With the token of the environment variable that is usual for the service, or not at all.
        case usual
        /// With a token.
        case token(SecretReference)
        /// With a user's name and password.
        case basic(user: String, password: SecretReference)
        /// As a GitHub App, whose identity the named Secret holds.
        case app(secretName: String)
    }
}

/// Where a secret is found: a key of a Secret of Argo CD's namespace.
public struct SecretReference: Hashable, Sendable, CustomStringConvertible {
    /// The Secret's name.
    public var secretName: String
    /// The key within it.
    public var key: String

    /// Makes a reference.
    public init(secretName: String, key: String) {
        self.secretName = secretName
        self.key = key
    }

    /// `key "token" of Secret "github"`.
    public var description: String { "key \"\(key)\" of Secret \"\(secretName)\"" }
}
