public import FleetModel

/// What is to be done to a folder so that it holds the generated Applications.
///
/// Pure: what is there and what is generated in, steps out.
public struct GeneratedFolderPlan: Sendable {
    /// Something in the folder that stands where a file of an Application could.
    public enum Present: Hashable, Sendable {
        /// A file that was generated, for an ApplicationSet.
        case generated(applicationSet: String, isAsGenerated: Bool)
        /// Anything else: a person's file, a folder, a symbolic link.
        case foreign
    }

    /// What is generated, and how much of it is known.
    public struct Generated: Sendable {
        /// The files, each name once.
        public var files: [GeneratedFile]
        /// Names that several Applications would be written to, so that none is, ascending.
        public var conflicts: [String] = []
        /// How many errors there are, so that it is not known what else is generated; nothing is removed then.
        public var errors: Int
        /// The ApplicationSets of which an entry of `spec.generators` gives nothing, so that their files may be missing by
        /// mistake.
        public var doubtfulSets: Set<String>
        /// Whether nothing at all is generated, also nothing that was not asked for.
        public var isEmpty: Bool

        /// Collects what is generated.
        public init(files: [GeneratedFile], errors: Int = 0, doubtfulSets: Set<String> = []) {
            self.files = files
            self.errors = errors
            self.doubtfulSets = doubtfulSets
            isEmpty = files.isEmpty
        }

        /// Takes what ApplicationSets generate.
        ///
        /// - Parameters:
        ///   - preview: The Applications; those that no ApplicationSet gives are left out.
        ///   - isSelected: Whether an Application was asked for.
        public init(_ preview: ApplicationPreview, isSelected: (ApplicationPreview.Entry) -> Bool = { _ in true }) {
            var byName: [String: [GeneratedFile]] = [:]
            for entry in preview.entries {
                guard let set = entry.applicationSet, isSelected(entry) else { continue }
                let file = GeneratedFile(entry.application, applicationSet: set)
                byName[file.name, default: []].append(file)
            }
            files = byName.values.compactMap { $0.count == 1 ? $0[0] : nil }.sorted { $0.name < $1.name }
            conflicts = byName.filter { $0.value.count > 1 }.keys.sorted()
            errors = preview.failures.count + conflicts.count
            doubtfulSets = Set(preview.sets.filter(\.hasEmptyGenerator).map(\.key))
            isEmpty = preview.entries.allSatisfy { $0.applicationSet == nil }
        }
    }

    /// Files that are not there yet, ascending by name.
    public private(set) var created: [GeneratedFile] = []
    /// Files that are there with another text, ascending by name.
    public private(set) var changed: [GeneratedFile] = []
    /// How many files are there as they are to be.
    public private(set) var unchanged = 0
    /// Generated files that are no longer wanted and go, ascending.
    public private(set) var removed: [String] = []
    /// Generated files that are not wanted and stay all the same, ascending; ``refusals`` say why.
    public private(set) var kept: [String] = []
    /// What stands in the way of an Application's file, ascending; nothing is done to it.
    public private(set) var obstructed: [String] = []
    /// Why not everything is done, a sentence each.
    public private(set) var refusals: [String] = []

    /// Makes a plan.
    ///
    /// - Parameters:
    ///   - generated: What the folder is to hold.
    ///   - present: What it holds, by file name.
    ///   - isSelected: Whether a file is one of those that were asked for; the others stay as they are.
    ///   - limit: How many files may go, and whether a person named that limit.
    public init(
        _ generated: Generated,
        present: [String: Present],
        isSelected: (String) -> Bool = { _ in true },
        limit: (limit: DeletionLimit, isExplicit: Bool)
    ) {
        var wanted = Set(generated.conflicts)
        for name in generated.conflicts {
            refusals.append("several Applications would be written to \(name); their names are the same")
        }
        for file in generated.files.sorted(by: { $0.name < $1.name }) {
            wanted.insert(file.name)
            switch present[file.name] {
            case nil: created.append(file)
            case .foreign?: obstructed.append(file.name)
            case .generated(_, let isAsGenerated)?:
                if isAsGenerated { unchanged += 1 } else { changed.append(file) }
            }
        }
        var total = 0
        var leaving: [(name: String, set: String)] = []
        for (name, found) in present {
            guard case .generated(let set, _) = found else { continue }
            total += 1
            if !wanted.contains(name), isSelected(name) { leaving.append((name, set)) }
        }
        leaving.sort { $0.name < $1.name }
        for name in obstructed {
            refusals.append("\(name) is not a file that fleet generated; move it away, or name another folder")
        }
        decide(on: leaving, generated, total: total, limit)
    }

    /// Whether nothing has to be done and nothing was refused.
    public var isInSync: Bool { created.isEmpty && changed.isEmpty && removed.isEmpty && refusals.isEmpty }

    private mutating func decide(
        on leaving: [(name: String, set: String)],
        _ generated: Generated,
        total: Int,
        _ limit: (limit: DeletionLimit, isExplicit: Bool)
    ) {
        guard !leaving.isEmpty else { return }
        if generated.errors > 0 {
            kept = leaving.map(\.name)
            let files =
                kept.count == 1
                ? "1 file that is no longer generated stays" : "\(kept.count) files that are no longer generated stay"
            refusals.append("\(files) while there are errors: \(Self.list(kept))")
            return
        }
        let doubtful = limit.isExplicit ? [] : leaving.filter { generated.doubtfulSets.contains($0.set) }
        if !doubtful.isEmpty {
            kept = doubtful.map(\.name)
            let sets = Set(doubtful.map(\.set)).sorted().joined(separator: ", ")
            refusals.append(
                "a generator of \(sets) gives nothing, or no clusters are known; the files that are then no longer "
                    + "generated stay, until --allow-deletions N|P% allows it: \(Self.list(kept))"
            )
        }
        let certain = leaving.filter { entry in !doubtful.contains { $0.name == entry.name } }.map(\.name)
        if generated.isEmpty, !limit.isExplicit, !certain.isEmpty {
            kept = (kept + certain).sorted()
            refusals.append(
                "no Application is generated at all; the files stay, until --allow-deletions N|P% allows it: "
                    + Self.list(certain)
            )
            return
        }
        guard limit.limit.refuses(deleting: certain.count, of: total) else {
            removed = certain
            return
        }
        kept = (kept + certain).sorted()
        refusals.append(
            "\(certain.count) of \(total) files would be removed, which is more than \(limit.limit.count) and more than "
                + "\(limit.limit.percent) %; allow it with --allow-deletions N|P%: \(Self.list(certain))"
        )
    }

    private static func list(_ names: [String]) -> String {
        names.prefix(20).joined(separator: ", ") + (names.count > 20 ? " and \(names.count - 20) more" : "")
    }
}
