public import FleetModel
import FleetValue

/// Applications of ApplicationSets that earlier runs remember, which the sets' policies may say to keep as they are.
///
/// Follows argo-cd applicationset/utils/policy.go: without leave to update, an Application that is there stays as it is;
/// without leave to delete, one that is no longer generated stays at all.
public struct RememberedApplications: Sendable {
    /// One Application.
    public struct Entry: Sendable {
        /// Its name.
        public var name: String
        /// The ApplicationSet's name.
        public var applicationSet: String
        /// The set's policy when it was last generated.
        public var policy: ApplicationSetSyncPolicy.ApplicationsSync
        /// The Application as JSON text.
        public var manifest: String

        /// Makes an entry.
        public init(
            name: String,
            applicationSet: String,
            policy: ApplicationSetSyncPolicy.ApplicationsSync,
            manifest: String
        ) {
            self.name = name
            self.applicationSet = applicationSet
            self.policy = policy
            self.manifest = manifest
        }

        /// The Application, or nil when it can not be read.
        func application() -> Application? {
            (try? JSONReader.value(in: manifest)).flatMap { try? Application(decoding: $0) }
        }
    }

    /// By name, ascending.
    private let entries: [Entry]
    private let byName: [String: Int]

    /// Takes entries in any order; of two with one name the first counts.
    public init(_ entries: [Entry] = []) {
        self.entries = entries.sorted { $0.name < $1.name }
        byName = Dictionary(
            self.entries.enumerated().map { ($0.element.name, $0.offset) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// What a generated Application comes to: what it was before, where its set must not change what is there.
    func kept(_ generated: Application, of set: ApplicationSet) -> Application {
        guard !set.syncPolicy.applicationsSync.allowsUpdate, let place = byName[generated.name],
            entries[place].applicationSet == set.name
        else { return generated }
        return entries[place].application() ?? generated
    }

    /// The Applications that are declared no longer and must not be deleted, by name.
    ///
    /// - Parameters:
    ///   - isDeclared: Whether an Application of the name is declared.
    ///   - policies: Of the sets that are declared, by name; of others the policy they had counts.
    /// - Returns: The entries with the policy that counts.
    func undeletable(
        _ isDeclared: (String) -> Bool,
        _ policies: [String: ApplicationSetSyncPolicy.ApplicationsSync]
    ) -> [Entry] {
        entries.compactMap { entry in
            guard !isDeclared(entry.name) else { return nil }
            var entry = entry
            entry.policy = policies[entry.applicationSet] ?? entry.policy
            return entry.policy.allowsDelete ? nil : entry
        }
    }
}

/// An Application that stays although its ApplicationSet no longer gives it.
public struct KeptApplication: Hashable, Sendable, CustomStringConvertible {
    /// Its name.
    public var name: String
    /// The ApplicationSet's name.
    public var applicationSet: String
    /// The policy that forbids deleting it.
    public var policy: ApplicationSetSyncPolicy.ApplicationsSync

    /// `web (applicationset/shop, create-only)`.
    public var description: String { "\(name) (applicationset/\(applicationSet), \(policy.rawValue))" }
}

extension ExpansionState {
    /// Takes up again what is no longer generated and must not be deleted.
    mutating func takeUpKept() -> [DeclaredApplication] {
        var applications: [DeclaredApplication] = []
        let declared = fleet.declared
        for entry in remembered.undeletable({ declared[$0] != nil }, policies) {
            let kept = KeptApplication(name: entry.name, applicationSet: entry.applicationSet, policy: entry.policy)
            guard let application = entry.application() else {
                let subject = ApplicationFailure.subject(application: entry.name)
                fail(subject, nil, .generate, "its manifest in the state can not be read, and \(kept) is to be kept")
                continue
            }
            keep(kept)
            var declared = DeclaredApplication(application, origin: .state("applicationset/\(entry.applicationSet)"))
            declared.applicationsSync = entry.policy
            applications.append(declared)
        }
        return applications
    }
}
