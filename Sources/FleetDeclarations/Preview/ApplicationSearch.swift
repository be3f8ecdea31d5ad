public import FleetGenerators
import FleetModel
import FleetRender
import FleetValue

/// Finds the Applications that something touches.
public struct ApplicationSearch: Sendable {
    /// A path that was asked for.
    public struct Path: Hashable, Sendable {
        /// The path below the root of whichever repository is meant, without `.` and `..`: `apps/web`.
        public var inRepository: String
        /// The same as a path of this machine: `/home/me/fleet/apps/web`.
        public var onThisMachine: String

        /// Makes a path.
        public init(inRepository: String, onThisMachine: String) {
            self.inRepository = inRepository
            self.onThisMachine = onThisMachine
        }
    }

    /// An Application that is touched.
    public struct Hit: Sendable {
        /// The Application.
        public var entry: ApplicationPreview.Entry
        /// How, a phrase each, at least one: `source path apps/web`.
        public var reasons: [String]
    }

    private let preview: ApplicationPreview
    private let inputs: GeneratorInputs
    private let fleetDirectory: String

    /// Makes a search.
    ///
    /// - Parameters:
    ///   - preview: The Applications.
    ///   - inputs: What they were generated from.
    ///   - fleetDirectory: The absolute path that relative repositories start from, without `.` and `..`.
    public init(_ preview: ApplicationPreview, inputs: GeneratorInputs, fleetDirectory: String) {
        self.preview = preview
        self.inputs = inputs
        self.fleetDirectory = fleetDirectory
    }

    /// The Applications that go to a cluster.
    ///
    /// - Parameter cluster: The cluster's name, or its address.
    /// - Returns: Ascending by key.
    public func hits(cluster: String) -> [Hit] {
        preview.entries.filter { $0.cluster == cluster }.map { entry in
            let destination = entry.application.destination
            let reason =
                destination.name.isEmpty
                ? "destination.server \(destination.server)" : "destination.name \(destination.name)"
            return Hit(entry: entry, reasons: [reason])
        }
    }

    /// The Applications that a file or folder has a part in: as a source, as values of a chart, as what a `git` generator
    /// found, or as the file that declares them.
    ///
    /// What a kustomization refers to outside of its folder is not followed.
    ///
    /// - Parameter paths: Files and folders.
    /// - Returns: Ascending by key.
    public func hits(paths: [Path]) -> [Hit] {
        let found = preview.sets.reduce(into: [String: [ParameterSetPlace: [String]]]()) { found, set in
            found[set.key] = generated(by: set.applicationSet, paths)
        }
        return preview.entries.compactMap { entry in
            var reasons: [String] = []
            func add(_ reason: String) {
                if !reasons.contains(reason) { reasons.append(reason) }
            }
            let file = PathText.absolute(besides: entry.place.file)
            if paths.contains(where: { Self.contains($0.onThisMachine, file) }) {
                add("declared in \(entry.place.file)")
            }
            for source in entry.application.sources {
                for reason in self.reasons(source, of: entry.application, paths) { add(reason) }
            }
            if let set = entry.applicationSet, let place = entry.parameterSet {
                for reason in found[set]?[place] ?? [] { add(reason) }
            }
            return reasons.isEmpty ? nil : Hit(entry: entry, reasons: reasons)
        }
    }

    // MARK: Sources

    private func reasons(_ source: ApplicationSource, of application: Application, _ paths: [Path]) -> [String] {
        var reasons: [String] = []
        if source.chart.isEmpty, source.ref.isEmpty || !source.path.isEmpty,
            let path = PathText.normalized(source.path), paths.contains(where: { isRelated($0, path, source.repoURL) })
        {
            reasons.append("source path \(path.isEmpty ? "." : path)")
        }
        for value in source.helm?["valueFiles"]?.array ?? [] {
            guard let file = value.string, let place = self.place(ofValueFile: file, source, application) else {
                continue
            }
            if paths.contains(where: { isInside($0, place.path, place.repository) }) {
                reasons.append("values \(place.path)")
            }
        }
        return reasons
    }

    /// Where a values file stands: `$NAME/…` in another source's repository, `/…` from the root, else below the source.
    private func place(
        ofValueFile file: String,
        _ source: ApplicationSource,
        _ application: Application
    ) -> (repository: String, path: String)? {
        guard !file.contains("://") else { return nil }
        if file.hasPrefix("$") {
            let parts = file.dropFirst().split(separator: "/", maxSplits: 1).map(String.init)
            guard parts.count == 2, let other = application.sources.first(where: { $0.ref == parts[0] }),
                let path = PathText.normalized(parts[1])
            else { return nil }
            return (other.repoURL, path)
        }
        guard source.chart.isEmpty else { return nil }
        let text = file.hasPrefix("/") ? String(file.drop { $0 == "/" }) : source.path + "/" + file
        return PathText.normalized(text).map { (source.repoURL, $0) }
    }

    /// Whether one of a path asked for and a folder of a repository lies in the other.
    private func isRelated(_ asked: Path, _ folder: String, _ repository: String) -> Bool {
        if Self.contains(asked.inRepository, folder) || Self.contains(folder, asked.inRepository) { return true }
        guard let place = onThisMachine(folder, repository) else { return false }
        return Self.contains(asked.onThisMachine, place) || Self.contains(place, asked.onThisMachine)
    }

    /// Whether a file of a repository is, or lies in, the path asked for.
    private func isInside(_ asked: Path, _ file: String, _ repository: String) -> Bool {
        if Self.contains(asked.inRepository, file) { return true }
        return onThisMachine(file, repository).map { Self.contains(asked.onThisMachine, $0) } ?? false
    }

    /// Where a path of a relative repository is on this machine; nil for repositories elsewhere.
    private func onThisMachine(_ path: String, _ repository: String) -> String? {
        let source = ApplicationSource(repoURL: repository)
        guard source.isOnThisMachine else { return nil }
        let lowered = repository.lowercased()
        guard !lowered.hasPrefix("file:") else {
            return PathText.absolute(String(repository.dropFirst("file://".count)) + "/" + path)
        }
        return PathText.absolute(fleetDirectory + "/" + repository + "/" + path)
    }

    /// Whether a path is a folder or lies in it.
    private static func contains(_ folder: String, _ path: String) -> Bool {
        folder.isEmpty || folder == "/" || path == folder || path.hasPrefix(folder + "/")
    }

    // MARK: Generators

    /// The parameter sets that a `git` generator made of the paths, and how.
    private func generated(by set: ApplicationSet, _ paths: [Path]) -> [ParameterSetPlace: [String]] {
        guard set.generatorKinds.contains(.git), let generator = try? ApplicationSetGenerator(applicationSet: set)
        else {
            return [:]
        }
        var found: [ParameterSetPlace: [String]] = [:]
        try? generator.parameters(inputs) { row in
            let reasons = Self.gitPlaces(in: row.parameters.values).compactMap { place -> String? in
                switch place {
                case .file(let file):
                    paths.contains { Self.contains($0.inRepository, file) || isLocal($0, file) }
                        ? "git file \(file)" : nil
                case .folder(let folder):
                    paths.contains {
                        Self.contains($0.inRepository, folder) || Self.contains(folder, $0.inRepository)
                            || isLocal($0, folder) || Self.contains(onDirectory(folder), $0.onThisMachine)
                    } ? "git directory \(folder)" : nil
                }
            }
            if !reasons.isEmpty { found[row.place] = reasons }
        }
        return found
    }

    private func isLocal(_ asked: Path, _ path: String) -> Bool {
        Self.contains(asked.onThisMachine, onDirectory(path))
    }

    private func onDirectory(_ path: String) -> String { PathText.absolute(fleetDirectory + "/" + path) }

    private enum GitPlace {
        case file(String)
        case folder(String)

        init(_ folder: String, _ file: String?) {
            guard let file else {
                self = .folder(folder)
                return
            }
            self = .file(folder == "." || folder.isEmpty ? file : folder + "/" + file)
        }
    }

    /// What `path` parameters of `git` generators are among parameters, whatever prefix they have.
    private static func gitPlaces(in parameters: Mapping) -> [GitPlace] {
        var places: [GitPlace] = []
        func add(nested value: Value?) {
            guard let path = value?["path"], let folder = path["path"]?.string, path["basename"] != nil else { return }
            places.append(GitPlace(folder, path["filename"]?.string))
        }
        add(nested: .mapping(parameters))
        for (key, value) in parameters {
            if let folder = value.string, key == "path" || key.hasSuffix(".path"), parameters[key + ".basename"] != nil
            {
                places.append(GitPlace(folder, parameters[key + ".filename"]?.string))
            }
            add(nested: value)
        }
        return places
    }
}
