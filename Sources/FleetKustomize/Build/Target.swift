import FleetValue

/// One kustomization of a build: gathers its resources and changes them.
struct Target {
    let build: Build
    let folder: String
    let kustomization: Kustomization
    /// The folders of the kustomizations that led here, outermost first.
    private let chain: [String]
    private let metadata: BuildMetadata

    static let fileNames = ["kustomization.yaml", "kustomization.yml", "Kustomization"]

    /// Reads the kustomization of a folder.
    ///
    /// - Parameters:
    ///   - build: What is built.
    ///   - folder: The folder.
    ///   - chain: The folders that led here.
    ///   - metadata: What the outermost kustomization asks for; nil when this is it.
    /// - Throws: ``KustomizeError`` when there is none, or it can not be.
    init(
        _ build: Build,
        folder: String,
        chain: [String],
        metadata: BuildMetadata? = nil
    ) throws(KustomizeError) {
        for visited in chain where KustomizePath.isInside(visited, folder) {
            throw KustomizeError(
                "cycle detected: candidate root '\(folder)' contains visited root '\(visited)'"
            )
        }
        guard chain.count < Build.maximumDepth else {
            throw KustomizeError("more than \(Build.maximumDepth) kustomizations refer to each other")
        }
        let found = Self.fileNames.compactMap { name in
            let path = folder.isEmpty ? name : "\(folder)/\(name)"
            return build.files.file(path).map { (path, $0) }
        }
        guard let (path, bytes) = found.first else {
            throw KustomizeError(
                "unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory "
                    + "'\(folder)'"
            )
        }
        guard found.count == 1 else {
            throw KustomizeError("Found multiple kustomization files under: \(folder)")
        }
        self.build = build
        self.folder = folder
        self.chain = chain + [folder]
        kustomization = try Kustomization(bytes, file: path)
        if kustomization.isEmpty { throw KustomizeError("\(KustomizePath.name(of: path)) is empty") }
        self.metadata = metadata ?? BuildMetadata(kustomization)
    }

    // MARK: - Gathering

    /// Gathers and changes everything.
    ///
    /// - Parameter outer: What a component adds to and changes; nil for a kustomization of its own.
    /// - Returns: Everything, changed.
    /// - Throws: ``KustomizeError``.
    func accumulate(into outer: Accumulator?) throws(KustomizeError) -> Accumulator {
        var gathered = outer ?? Accumulator()
        for path in kustomization.texts("resources") { try add(resource: path, to: &gathered) }
        try configure(&gathered)
        try generate(into: &gathered)
        for path in kustomization.texts("components") { try add(component: path, to: &gathered) }
        let transformers = Transformers(self, metadata: metadata)
        try transformers.run(&gathered)
        try gathered.merge(kustomization.entries("vars").map { Accumulator.Variable($0) })
        return gathered
    }

    private func add(resource path: String, to gathered: inout Accumulator) throws(KustomizeError) {
        do throws(KustomizeError) {
            if let remote = try remoteFolder(path) {
                return try gathered.merge(base(remote).accumulate(into: nil))
            }
            if let resolved = resolve(path), build.files.file(resolved) == nil, build.files.isFolder(resolved) {
                return try gathered.merge(base(resolved).accumulate(into: nil))
            }
            let resources = try ResourceReader.resources(read(path), file: path)
            for resource in resources {
                resource.origin = Origin(path: relative(resolve(path) ?? path))
            }
            try gathered.map.append(contentsOf: resources)
        } catch {
            throw error.wrapped("accumulating resources from '\(path)'")
        }
    }

    private func add(component path: String, to gathered: inout Accumulator) throws(KustomizeError) {
        do throws(KustomizeError) {
            guard let resolved = try remoteFolder(path) ?? resolve(path) else {
                throw KustomizeError("new root '\(path)' cannot be absolute or above the repository")
            }
            guard build.files.isFolder(resolved) else {
                throw KustomizeError("evalsymlink failure on '\(path)' : no such file or directory")
            }
            let target = try Target(build, folder: resolved, chain: chain, metadata: metadata)
            guard target.kustomization.isComponent else {
                throw KustomizeError(
                    "expected kind 'Component' for path '\(resolved)' but got '"
                        + "\(target.kustomization.text("kind").isEmpty ? "Kustomization" : target.kustomization.text("kind"))'"
                )
            }
            gathered = try target.accumulate(into: gathered)
        } catch {
            throw error.wrapped("accumulating components")
        }
    }

    private func base(_ resolved: String) throws(KustomizeError) -> Target {
        let target = try Target(build, folder: resolved, chain: chain, metadata: metadata)
        guard !target.kustomization.isComponent else {
            throw KustomizeError("expected kind != 'Component' for path '\(resolved)'")
        }
        return target
    }

    /// The folder of a repository elsewhere; nil when the path is of this tree.
    private func remoteFolder(_ path: String) throws(KustomizeError) -> String? {
        guard RemoteAddress.isRemote(path) else { return nil }
        guard let folder = build.files.folder(ofRemote: path) else {
            throw KustomizeError("the remote base '\(path)' was not fetched", needsTool: true)
        }
        return folder
    }

    /// Where a path of the kustomization leads; nil when that is out of the tree.
    private func resolve(_ path: String) -> String? {
        KustomizePath.resolve(path, from: folder).flatMap { build.files.resolved($0) }
    }

    /// A file named in the kustomization, which must lie in its folder or below.
    func read(_ path: String) throws(KustomizeError) -> [UInt8] {
        let resolved = resolve(path)
        let bytes = resolved.flatMap { build.files.file($0) }
        if let resolved, bytes == nil {
            throw KustomizeError("evalsymlink failure on '\(resolved)' : lstat \(resolved): no such file or directory")
        }
        guard let resolved, let bytes, KustomizePath.isInside(resolved, folder) else {
            throw KustomizeError(
                "security; file '\(path)' is not in or below '\(folder.isEmpty ? "." : folder)'"
            )
        }
        return bytes
    }

    /// A path of the tree as it looks from the folder that is built.
    func relative(_ path: String) -> String {
        KustomizePath.relative(path, to: build.root)
    }

    // MARK: - Configuration and generators

    private func configure(_ gathered: inout Accumulator) throws(KustomizeError) {
        // A file's own settings stand beside the built-in ones, which bases have merged already.
        if gathered.configuration.namePrefix.isEmpty { gathered.configuration = .standard }
        for path in kustomization.texts("configurations") {
            let value = try ResourceReader.configuration(read(path), file: path)
            try gathered.configuration.merge(TransformerConfiguration(reading: value))
        }
        for path in kustomization.texts("crds") {
            let value = try ResourceReader.configuration(read(path), file: path)
            try gathered.configuration.merge(TransformerConfiguration(crd: value))
        }
    }

    private func generate(into gathered: inout Accumulator) throws(KustomizeError) {
        let options = kustomization.value["generatorOptions"] ?? .null
        var generators: [(generator: ResourceGenerator, origin: Origin)] = []
        for (field, kind) in [("configMapGenerator", ResourceGenerator.Kind.configMap), ("secretGenerator", .secret)] {
            for entry in kustomization.entries(field) {
                let origin = Origin(
                    configuredIn: relative(kustomization.file),
                    configuredBy: ("builtin", kind == .configMap ? "ConfigMapGenerator" : "SecretGenerator", "")
                )
                generators.append((ResourceGenerator(kind: kind, value: entry, global: options), origin))
            }
        }
        for plugin in try PluginReader(self).plugins(of: "generators") {
            generators.append((try plugin.generator(), plugin.origin))
        }
        for (generator, origin) in generators {
            let resource = try generator.generate { path throws(KustomizeError) in try read(path) }
            resource.origin = origin
            try gathered.map.absorb([resource])
        }
    }

    /// The schema that strategic merge patches go by.
    func mergeSchema() throws(KustomizeError) -> MergeSchema {
        guard let path = kustomization.value["openapi"]?["path"]?.string, !path.isEmpty else { return .standard }
        return MergeSchema(openAPI: try ResourceReader.configuration(read(path), file: path))
    }

    /// Gathers the resources that plugins are declared by, from a folder or a file or a text.
    func pluginResources(_ entry: String) throws(KustomizeError) -> [Resource] {
        if !entry.contains("\n"), let resolved = resolve(entry) {
            if let bytes = build.files.file(resolved) {
                guard KustomizePath.isInside(resolved, folder) else {
                    _ = try read(entry)
                    return []
                }
                let resources = try ResourceReader.resources(bytes, file: entry)
                for resource in resources { resource.origin = Origin(path: relative(resolved)) }
                return resources
            }
            if build.files.isFolder(resolved) { return try base(resolved).accumulate(into: nil).map.resources }
        }
        guard entry.contains("\n") || entry.contains(":") else {
            throw KustomizeError("evalsymlink failure on '\(entry)' : no such file or directory")
        }
        return try ResourceReader.resources(Array(entry.utf8), file: "inline")
    }
}

/// Addresses of repositories elsewhere.
enum RemoteAddress {
    /// Whether a resource's path is an address.
    static func isRemote(_ path: String) -> Bool {
        path.contains("://") || path.hasPrefix("git@") || path.contains("git::") || path.hasPrefix("github.com/")
            || path.hasPrefix("gh:") || path.contains("?ref=")
    }
}
