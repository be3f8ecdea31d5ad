public import FleetModel

/// What an API server serves: every kind in every version, and what could not be found out.
public struct Discovery: Hashable, Sendable {
    /// A group, or one version of it, that did not tell what it serves.
    ///
    /// This is not the same as one that serves nothing: nothing may be concluded from a kind of it that is missing.
    public struct FailedGroup: Hashable, Sendable {
        /// The API group; empty for the core group.
        public var group: String
        /// The version.
        public var version: String
        /// What went wrong, a lower-case sentence.
        public var message: String

        /// Makes an entry.
        public init(group: String, version: String, message: String) {
            self.group = group
            self.version = version
            self.message = message
        }
    }

    /// All kinds, in the server's order of groups; in a group the versions in order of preference.
    public let resources: [APIResource]
    /// The groups that are not known.
    public let failedGroups: [FailedGroup]
    /// When the server was asked, in seconds since 1970.
    public let fetchedAt: Double

    private let byVersion: [GroupVersionKind: Int]
    private let byKind: [GroupKind: Int]

    /// Makes a discovery.
    ///
    /// - Parameters:
    ///   - resources: In order of preference: of two versions of a kind the first is the preferred one. An entry that
    ///     repeats an earlier one is left out.
    ///   - failedGroups: The groups that did not answer.
    ///   - fetchedAt: When the server was asked, in seconds since 1970.
    public init(resources: [APIResource], failedGroups: [FailedGroup] = [], fetchedAt: Double) {
        var kept: [APIResource] = []
        var byVersion: [GroupVersionKind: Int] = [:]
        var byKind: [GroupKind: Int] = [:]
        kept.reserveCapacity(resources.count)
        for resource in resources where byVersion[resource.groupVersionKind] == nil {
            byVersion[resource.groupVersionKind] = kept.count
            if byKind[resource.groupKind] == nil { byKind[resource.groupKind] = kept.count }
            kept.append(resource)
        }
        self.resources = kept
        self.failedGroups = failedGroups
        self.fetchedAt = fetchedAt
        self.byVersion = byVersion
        self.byKind = byKind
    }

    /// Whether every group answered.
    public var isComplete: Bool { failedGroups.isEmpty }

    /// The kind in exactly this version, or nil when it is not served or not known; see ``failure(of:)-(GroupKind)``.
    public func resource(for type: GroupVersionKind) -> APIResource? { byVersion[type].map { resources[$0] } }

    /// The kind in the version that the server prefers, or nil when it is not served or not known.
    public func resource(for kind: GroupKind) -> APIResource? { byKind[kind].map { resources[$0] } }

    /// Why nothing is known of a kind: one of its group's versions failed; nil when the group answered whole.
    public func failure(of kind: GroupKind) -> FailedGroup? { failedGroups.first { $0.group == kind.group } }

    /// Why nothing is known of a kind in this version, or nil when the version answered.
    public func failure(of type: GroupVersionKind) -> FailedGroup? {
        failedGroups.first { $0.group == type.group && $0.version == type.version }
    }

    /// One entry for each kind that can be listed, in its preferred version and the server's order.
    public var listable: [APIResource] {
        resources.indices.lazy.filter { byKind[resources[$0].groupKind] == $0 }.map { resources[$0] }
            .filter { $0.supports("list") }
    }

    /// Looks a kind up as kubectl does: by plural, singular, abbreviation or kind, without regard to case, optionally
    /// followed by its group (`deployments.apps`) or version and group (`deployments.v1.apps`).
    ///
    /// - Returns: The first match in the server's order, or nil.
    public func resource(named text: String) -> APIResource? {
        let wanted = text.lowercased()
        let parts = wanted.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let name = parts.first else { return nil }
        let qualifier = parts.count > 1 ? parts[1] : nil
        let matches = resources.filter { resource in
            guard
                resource.name == name || resource.singularName == name || resource.kind.lowercased() == name
                    || resource.shortNames.contains(name)
            else { return false }
            guard let qualifier else { return true }
            return qualifier == resource.group || qualifier == "\(resource.version).\(resource.group)"
        }
        // A plural or kind counts before an abbreviation, which two groups may share.
        return matches.first { !$0.shortNames.contains(name) } ?? matches.first
    }
}
