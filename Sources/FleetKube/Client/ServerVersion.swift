import FleetValue

/// What an API server says of itself under `/version`.
public struct ServerVersion: Hashable, Sendable, CustomStringConvertible {
    /// The major version, 1 for all that exist; 0 when it can not be read.
    public var major: Int
    /// The minor version, without a `+` that some providers add; 0 when it can not be read.
    public var minor: Int
    /// The whole version, such as `v1.31.2-eks-7f9249a`.
    public var gitVersion: String
    /// Operating system and architecture, such as `linux/amd64`.
    public var platform: String

    /// Makes a version of its parts.
    public init(major: Int, minor: Int, gitVersion: String, platform: String = "") {
        self.major = major
        self.minor = minor
        self.gitVersion = gitVersion
        self.platform = platform
    }

    /// Reads the answer of `/version`.
    ///
    /// - Returns: Nil when it has no `gitVersion`, which every server has.
    init?(_ value: Value) {
        guard let gitVersion = value["gitVersion"]?.string, !gitVersion.isEmpty else { return nil }
        self.gitVersion = gitVersion
        major = Self.number(value["major"]?.string)
        minor = Self.number(value["minor"]?.string)
        platform = value["platform"]?.string ?? ""
    }

    /// The whole version.
    public var description: String { gitVersion }

    private static func number(_ text: String?) -> Int {
        Int((text ?? "").prefix { ("0"..."9").contains($0) }) ?? 0
    }
}
