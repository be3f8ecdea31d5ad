import FleetValue

/// One resource on its way through a build: its content, and what it was before.
///
/// A class, since bases, overlays and references look at the same resource while it changes.
final class Resource {
    /// The content.
    ///
    /// Every change forgets the identity.
    var value: Value { didSet { known = nil } }
    /// What it was known by before its names changed, oldest first.
    private(set) var previous: [ResourceID] = []
    /// The prefixes and suffixes that were added, innermost first.
    var prefixes: [String] = []
    var suffixes: [String] = []
    /// How a generated resource meets one that is there already; unspecified for all others.
    var behavior = GeneratorBehavior.unspecified
    /// Whether its name gets a hash of its content.
    var needsHash = false
    /// Where it comes from, for `buildMetadata`.
    var origin: Origin?
    /// What changed it, for `buildMetadata`.
    var transformations: [Origin] = []

    private var known: ResourceID?

    init(_ value: Value) {
        self.value = value
    }

    /// What it is known by now.
    var id: ResourceID {
        if let known { return known }
        let id = ResourceID(
            type: GroupVersionKind(apiVersion: value["apiVersion"]?.string ?? "", kind: value["kind"]?.string ?? ""),
            name: value["metadata"]?["name"]?.scalarText ?? "",
            namespace: value["metadata"]?["namespace"]?.scalarText ?? ""
        )
        known = id
        return id
    }

    var type: GroupVersionKind { id.type }

    /// What it was known by at first.
    var originalID: ResourceID { previous.first ?? id }

    /// Everything it was and is known by.
    var allIDs: [ResourceID] { previous + [id] }

    /// Remembers the present identity before it changes.
    func storePreviousID() {
        previous.append(id)
    }

    /// Drops the identities before the present one, for a resource that replaces another.
    func takeHistory(of other: Resource) {
        previous = other.previous
        prefixes = other.prefixes
        suffixes = other.suffixes
    }

    func setName(_ name: String) {
        value.set(.string(name), "metadata", "name")
    }

    /// Whether a deletion left nothing of it.
    var isEmpty: Bool { value.mapping?.isEmpty ?? true }

    /// Whether its prefixes and suffixes end alike with another's, so that both belong to the same base.
    func hasAffixes(like other: Resource) -> Bool {
        Self.endAlike(prefixes, other.prefixes) && Self.endAlike(suffixes, other.suffixes)
    }

    private static func endAlike(_ left: [String], _ right: [String]) -> Bool {
        let (short, long) = left.count <= right.count ? (left, right) : (right, left)
        if short.isEmpty { return long.isEmpty }
        return Array(long.suffix(short.count)) == short
    }
}

/// What a generator's `behavior` says; a word that is not known counts as unspecified.
enum GeneratorBehavior: String {
    case unspecified
    case create
    case replace
    case merge

    init(word: String?) {
        self = word.flatMap { GeneratorBehavior(rawValue: $0) } ?? .unspecified
    }
}

/// Where a resource comes from, or what changed it: the annotations that `buildMetadata` asks for.
struct Origin: Equatable {
    /// The file, relative to the kustomization that is built.
    var path = ""
    /// The address and revision of a remote base.
    var repository = ""
    var reference = ""
    /// The kustomization that configures the generator or transformer.
    var configuredIn = ""
    /// The generator or transformer: `apiVersion`, `kind`, and a name where it has one.
    var configuredBy: (apiVersion: String, kind: String, name: String)?

    static func == (left: Origin, right: Origin) -> Bool { left.value == right.value }

    /// As the annotation's text has it.
    var value: Value {
        var mapping = Mapping()
        if !path.isEmpty { mapping["path"] = .string(path) }
        if !repository.isEmpty { mapping["repo"] = .string(repository) }
        if !reference.isEmpty { mapping["ref"] = .string(reference) }
        if !configuredIn.isEmpty { mapping["configuredIn"] = .string(configuredIn) }
        if let configuredBy {
            var by: Mapping = ["apiVersion": .string(configuredBy.apiVersion), "kind": .string(configuredBy.kind)]
            if !configuredBy.name.isEmpty { by["name"] = .string(configuredBy.name) }
            mapping["configuredBy"] = .mapping(by)
        }
        return .mapping(mapping)
    }
}
