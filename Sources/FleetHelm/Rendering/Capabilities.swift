/// What a cluster can do, as charts ask for it.
public struct Capabilities: Sendable {
    /// The version of Kubernetes, `v1.31.4`.
    public var version: String
    /// The API versions that it serves, with and without kinds: `apps/v1`, `apps/v1/Deployment`.
    public var apiVersions: Set<String>
    /// The version of Helm that charts see.
    public var helmVersion: String

    /// The first and second number of a version of Kubernetes.
    var numbers: (major: String, minor: String) {
        let parts = version.drop { $0 == "v" }.split(separator: ".", maxSplits: 2).map(String.init)
        return (parts.first ?? "", parts.count > 1 ? String(parts[1].prefix { $0.isNumber }) : "")
    }

    /// Makes capabilities.
    public init(version: String, apiVersions: Set<String>, helmVersion: String = "v4.3") {
        self.version = version
        self.apiVersions = apiVersions
        self.helmVersion = helmVersion
    }
}
