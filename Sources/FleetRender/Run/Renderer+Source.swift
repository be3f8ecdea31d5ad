import FleetModel
import FleetValue

extension Renderer {
    /// A source that was looked at: where it is read, and its folder.
    struct Opened: Sendable {
        var reference: RepositoryReference
        var checkout: Checkout
        var path: String
        var key: FolderKey
    }

    /// Renders one source of an Application.
    func render(source index: Int, of application: Application) async throws(RenderError) -> RenderedSource {
        let source = application.sources[index]
        let isOneOfMany = application.manifest.value["spec"]?["sources"]?.array?.isEmpty == false
        let field = isOneOfMany ? "spec.sources[\(index)]" : "spec.source"
        try SourceParameters.check(source, of: application, at: field)
        let opened = try await open(source, of: application.name, at: field)
        let revision = opened.checkout.revision
        let warnings = opened.checkout.warning.map { [$0] } ?? []
        // Serves other sources with files and renders nothing itself.
        if !source.ref.isEmpty, source.path.isEmpty {
            return RenderedSource(revision: revision, warnings: warnings)
        }
        var parameters = try SourceParameters(
            source,
            of: application,
            at: field,
            folder: try await folder(of: opened),
            environment: EnvironmentSubstitution(application: application, source: source, revision: revision)
        )
        let references = try await references(of: &parameters, application, at: field)
        let kind = parameters.kind
        let key = SourceKey(folder: opened.key, parameters: parameters)
        let entry = try await sources.value(for: key) { [self] () async throws(RenderError) in
            switch kind {
            case .directory(let source): try await render(opened, source)
            case .kustomize(let options): try await render(opened, options)
            case .helm(let options): try await render(opened, options, references)
            }
        }
        return RenderedSource(
            manifests: entry.manifests,
            revision: revision,
            warnings: warnings + entry.warnings,
            hash: entry.hash
        )
    }

    /// Asks and fetches what a source needs; errors come again when it is rendered.
    func prepare(_ source: ApplicationSource, of application: String) async {
        guard source.chart.isEmpty, source.plugin == nil else { return }
        do throws(RenderError) {
            let opened = try await open(source, of: application, at: "spec.source")
            guard source.ref.isEmpty || !source.path.isEmpty else { return }
            _ = try await folder(of: opened)
        } catch {
            return
        }
    }

    func open(
        _ source: ApplicationSource,
        of application: String,
        at field: String
    ) async throws(RenderError) -> Opened {
        let reference = try RepositoryReference(source.repoURL)
        let revision = try RevisionName(source.targetRevision, repository: reference.label)
        guard let path = RepositoryPath.normalized(source.path) else {
            let message = "\"\(source.path)\" leads out of the repository; it starts at the repository's root"
            throw .invalidSource(application: application, field: "\(field).path", message: message)
        }
        let checkout = try await repositories.checkout(reference, at: revision)
        let key = FolderKey(repository: reference, revision: checkout.label.revision, path: path)
        return Opened(reference: reference, checkout: checkout, path: path, key: key)
    }

    /// What lies in the source's folder; of a commit remembered for ever.
    func folder(of opened: Opened) async throws(RenderError) -> SourceFolder {
        try await folders.value(for: opened.key) { [self] () async throws(RenderError) in
            let path = RepositoryPath.join(opened.checkout.prefix, opened.path)
            let lasting = lastingKey("folder 1", opened, path)
            if let lasting, let known = renderings.value(lasting).flatMap({ SourceFolder($0) }) { return known }
            let folder = try await opened.checkout.read { (tree) async throws(RenderError) in
                try await SourceFolder(tree, path: path, shown: opened.path)
            }
            if let lasting { try renderings.store(folder.value, under: lasting) }
            return folder
        }
    }

    private func render(
        _ opened: Opened,
        _ source: DirectorySource
    ) async throws(RenderError) -> RenderCache.Entry {
        let folder = try await folder(of: opened)
        let patterns = [source.include, source.exclude].map { $0?.pattern ?? "" }
        let what = Digest.text(of: "directory 1", "\(source.recurse)", patterns[0], patterns[1])
        let lasting = lastingKey(what, opened, folder.path)
        if let lasting, let known = renderings.rendering(lasting) { return known }
        let maximumBytes = options.maximumSourceBytes
        let rendered = try await opened.checkout.read { (tree) async throws(RenderError) in
            try await source.render(tree, folder: folder.path, path: opened.path, maximumBytes: maximumBytes)
        }
        guard let lasting else { return RenderCache.entry(rendered) }
        return try renderings.store(rendered, under: [lasting])
    }

    private func render(
        _ opened: Opened,
        _ options: KustomizeOptions
    ) async throws(RenderError) -> RenderCache.Entry {
        let folder = try await folder(of: opened)
        // Whoever names a program wants what that one makes.
        let named = self.options.kustomize == nil ? nil : try await kustomizeTool()
        let builder = named?.fingerprint ?? KustomizeInProcess.fingerprint
        // By commit first: then not even the files have to be read. By content next: most commits do not touch them.
        let lasting = lastingKey(Digest.text(of: "kustomize 1", builder, options.key), opened, folder.path)
        if let lasting, let known = renderings.rendering(lasting) { return known }
        let input = try await opened.checkout.read { (tree) async throws(RenderError) in
            try await KustomizationCollector.collect(tree, folder: folder.path, options: options)
        }
        let content = input.key(tool: builder)
        if !input.reachesOut, let known = renderings.rendering(content) {
            if let lasting { try renderings.store(known, under: lasting) }
            return known
        }
        let rendered = try await build(input, opened, with: named)
        guard !input.reachesOut else {
            return RenderCache.entry(rendered)
        }
        let keys = [content] + (lasting.map { [$0] } ?? [])
        return try renderings.store(rendered, under: keys)
    }

    /// Builds in this process, unless a program is named or only one can do what is asked.
    private func build(
        _ input: KustomizationInput,
        _ opened: Opened,
        with named: KustomizeTool?
    ) async throws(RenderError) -> RawRendering {
        let label = opened.checkout.label
        if named == nil, let built = try KustomizeInProcess.build(input, path: opened.path, label: label) {
            return built
        }
        let tool = if let named { named } else { try await kustomizeTool() }
        return try await gate.pass { [self] () async throws(RenderError) in
            try await tool.build(
                input,
                path: opened.path,
                label: label,
                cache: cache,
                runner: runner,
                options: options
            )
        }
    }

    private func kustomizeTool() async throws(RenderError) -> KustomizeTool {
        try await tool.value(for: true) { [self] () async throws(RenderError) in
            try KustomizeTool(options)
        }
    }

    func lastingKey(_ what: String, _ opened: Opened, _ path: String) -> String? {
        let url: String =
            switch opened.reference {
            case .remote(let url): url
            case .relative: ""
            }
        return opened.checkout.lastingKey(url: url).map { Digest.text(of: what, $0, path) }
    }
}
