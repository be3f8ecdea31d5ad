import FleetModel
import FleetValue
import FoundationEssentials

extension Renderer {
    /// Opens the sources that a chart's value files refer to, and notes them in the parameters.
    ///
    /// - Returns: The sources by their `ref`.
    func references(
        of parameters: inout SourceParameters,
        _ application: Application,
        at field: String
    ) async throws(RenderError) -> [String: Opened] {
        guard case .helm(var options) = parameters.kind else { return [:] }
        var opened: [String: Opened] = [:]
        for file in options.valueFiles where !file.reference.isEmpty && opened[file.reference] == nil {
            guard let index = application.sources.firstIndex(where: { $0.ref == file.reference }) else { continue }
            let source = application.sources[index]
            guard source.chart.isEmpty else {
                throw .unsupported(
                    application: application.name,
                    field: "\(field).helm.valueFiles",
                    message: "\"\(file.shown)\": files of chart repositories are not supported yet"
                )
            }
            let place = try await open(source, of: application.name, at: "spec.sources[\(index)]")
            opened[file.reference] = place
            options.references[file.reference] = place.key
        }
        parameters.kind = .helm(options)
        return opened
    }

    /// Renders a chart.
    func render(
        _ opened: Opened,
        _ options: HelmOptions,
        _ references: [String: Opened]
    ) async throws(RenderError) -> RenderCache.Entry {
        let folder = try await folder(of: opened)
        // By commit first: then not even the files have to be read. By content next: most commits do not touch them.
        let lasting = lastingKey(opened, options, references, folder.path)
        if let lasting, let known = renderings.rendering(lasting) { return known }
        let input = try await input(opened, options, references, folder)
        let content = input.key(options)
        if let known = renderings.rendering(content) {
            if let lasting { try renderings.store(known, under: lasting) }
            return known
        }
        let label = opened.checkout.label
        let rendered = try await gate.pass { () async throws(RenderError) in
            try await HelmInProcess.render(
                input,
                options,
                path: opened.path,
                label: label,
                now: Date().timeIntervalSince1970
            )
        }
        return try renderings.store(rendered, under: [content] + (lasting.map { [$0] } ?? []))
    }

    /// What tells this rendering from all others, for ever; nil when files are read as they lie.
    private func lastingKey(
        _ opened: Opened,
        _ options: HelmOptions,
        _ references: [String: Opened],
        _ path: String
    ) -> String? {
        var digest = Digest()
        digest.add("helm 1")
        digest.add(HelmInProcess.fingerprint)
        digest.add(options.key)
        for (name, place) in references.sorted(by: { $0.key < $1.key }) {
            guard let key = lastingKey(name, place, place.checkout.prefix) else { return nil }
            digest.add(key)
        }
        return lastingKey(digest.text, opened, path)
    }

    /// Reads everything that the rendering needs.
    private func input(
        _ opened: Opened,
        _ options: HelmOptions,
        _ references: [String: Opened],
        _ folder: SourceFolder
    ) async throws(RenderError) -> ChartInput {
        var input = try await opened.checkout.read { (tree) async throws(RenderError) in
            var input = ChartInput()
            input.files = try await ChartCollector.collect(tree, folder: folder.path, shown: opened.path)
            var reader = ValueFileReader(tree, folder: folder.path, root: opened.checkout.prefix)
            for parameter in options.fileParameters {
                input.parameterFiles.append(try await reader.file(named: parameter.value))
            }
            return input
        }
        for file in options.valueFiles {
            let place = references[file.reference] ?? opened
            let start = file.reference.isEmpty ? folder.path : place.checkout.prefix
            input.valueFiles += try await place.checkout.read { (tree) async throws(RenderError) in
                var reader = ValueFileReader(tree, folder: start, root: place.checkout.prefix)
                return try await reader.files(
                    file.path,
                    shown: file.shown,
                    ignoresMissing: options.ignoresMissingValueFiles
                )
            }
        }
        return input
    }
}
