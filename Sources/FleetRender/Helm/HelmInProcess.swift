import FleetHelm
import FleetModel
import FleetValue
import FleetYAML

/// Renders charts in this process.
enum HelmInProcess {
    /// What the cache's keys say of the renderer; it changes when the same files render to something else.
    static let fingerprint = "in process 1"

    /// The longest name of a release; Helm puts more behind it.
    private static let maximumNameLength = 53

    /// Renders a chart, on a thread of its own, as Argo CD does: definitions, manifests, hooks with their annotations.
    ///
    /// - Parameters:
    ///   - input: All files it reads.
    ///   - options: The source's options.
    ///   - path: The source's path, for errors.
    ///   - label: The repository, for errors.
    ///   - now: The time that templates see, in seconds since 1970.
    /// - Returns: The manifests in the order of `helm template --include-crds`.
    /// - Throws: ``RenderError/toolFailed(_:path:tool:message:)`` with Helm's message.
    static func render(
        _ input: ChartInput,
        _ options: HelmOptions,
        path: String,
        label: SourceLabel,
        now: Double
    ) async throws(RenderError) -> RawRendering {
        let result = await DeepStack.run { () -> Result<RawRendering, RenderError> in
            do throws(RenderError) {
                return .success(try manifests(input, options, path: path, label: label, now: now))
            } catch {
                return .failure(error)
            }
        }
        guard let result else {
            throw .toolFailed(label, path: path, tool: "helm", message: "there is no memory for another thread")
        }
        return try result.get()
    }

    private static func manifests(
        _ input: ChartInput,
        _ options: HelmOptions,
        path: String,
        label: SourceLabel,
        now: Double
    ) throws(RenderError) -> RawRendering {
        do throws(HelmError) {
            let rendered = try chart(input, options, now: now)
            return RawRendering(manifests: try manifests(of: rendered, options, label), warnings: [])
        } catch {
            throw .toolFailed(label, path: path, tool: "helm", message: MessageText.line(shortened(error.message)))
        }
    }

    /// A message without its middle where it is long: templates that call each other without end make long chains, with
    /// the reason behind them.
    private static func shortened(_ message: String) -> String {
        message.utf8.count > 1_000 ? "\(message.prefix(400)) … \(message.suffix(400))" : message
    }

    private static func chart(
        _ input: ChartInput,
        _ options: HelmOptions,
        now: Double
    ) throws(HelmError) -> RenderedChart {
        try check(release: options.release)
        let chart = try Chart(input.files)
        if chart.isLibrary { throw HelmError("library charts are not installable") }
        if let missing = chart.missingDependencies.first {
            let origin = missing.repository.isEmpty ? "" : " from \(missing.repository)"
            throw HelmError(
                "the dependency \"\(missing.name)\"\(origin) is not in the chart's folder \"charts\"; run "
                    + "\"helm dependency build\" there and commit what it makes"
            )
        }
        let values = try values(input, options)
        return try ChartRenderer.render(
            chart,
            values: values.mapping,
            settings: values.settings,
            release: Release(name: options.release, namespace: options.namespace),
            capabilities: capabilities(options),
            now: now,
            validatesSchema: !options.skipsSchema,
            stackBytes: DeepStack.free
        )
    }

    private static func capabilities(_ options: HelmOptions) -> Capabilities {
        var capabilities = Capabilities.standard
        if !options.kubeVersion.isEmpty { capabilities.version = options.kubeVersion }
        capabilities.apiVersions.formUnion(options.apiVersions)
        return capabilities
    }

    private static func check(release name: String) throws(HelmError) {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        let isGood = parts.allSatisfy { part in
            !part.isEmpty && !part.hasPrefix("-") && !part.hasSuffix("-")
                && part.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
        }
        guard isGood, name.utf8.count <= maximumNameLength else {
            throw HelmError(
                "release name \"\(name)\" is invalid: it has to be at most \(maximumNameLength) lower-case letters, "
                    + "digits, \"-\" and \".\"; set helm.releaseName"
            )
        }
    }

    /// The user's values: files, what the source itself says, parameters, in ascending precedence.
    private static func values(_ input: ChartInput, _ options: HelmOptions) throws(HelmError) -> UserValues {
        var values = UserValues()
        for file in input.valueFiles { try values.add(file: file.bytes, name: file.name) }
        values.add(options.values)
        // Texts come behind all others, as the program takes them.
        for isText in [false, true] {
            for parameter in options.parameters where parameter.isText == isText {
                try values.set("\(parameter.name)=\(escaped(parameter.value))", isText: isText)
            }
        }
        for (parameter, file) in zip(options.fileParameters, input.parameterFiles) {
            try values.set(parameter.name, toFile: file.bytes)
        }
        return values
    }

    /// A value with its commas escaped, unless it is a list; a comma would begin another setting.
    private static func escaped(_ value: String) -> String {
        if value.hasPrefix("{"), value.hasSuffix("}") { return value }
        var result = String.UnicodeScalarView()
        var last: Unicode.Scalar?
        for scalar in value.unicodeScalars {
            if scalar == ",", last != "\\" { result.append("\\") }
            result.append(scalar)
            last = scalar
        }
        return String(result)
    }

    // MARK: Manifests

    private static func manifests(
        of rendered: RenderedChart,
        _ options: HelmOptions,
        _ label: SourceLabel
    ) throws(HelmError) -> [Manifest] {
        var manifests: [Manifest] = []
        if !options.skipsDefinitions {
            for file in rendered.definitions { try add(documents(of: file), of: file.path, to: &manifests, label) }
        }
        for manifest in rendered.manifests {
            try add([value(manifest.text, manifest.path)], of: manifest.path, to: &manifests, label)
        }
        for hook in rendered.hooks where !options.skipsTests || !hook.events.contains("test") {
            try add([value(hook.text, hook.path)], of: hook.path, to: &manifests, label)
        }
        return manifests
    }

    private static func documents(of file: ChartManifest) throws(HelmError) -> [Value] {
        do throws(YAMLError) {
            return try YAMLReader.documents(in: Array(file.text.utf8), file: file.path).map(\.value)
        } catch {
            throw HelmError(error.description)
        }
    }

    /// A document's value; of a key that stands twice the last one counts, as for whoever reads what Helm prints.
    private static func value(_ text: String, _ path: String) throws(HelmError) -> Value {
        do throws(GoYAMLError) {
            return try GoYAMLReader.value(in: text)
        } catch {
            throw HelmError("YAML parse error on \(path): \(error.message)")
        }
    }

    private static func add(
        _ values: [Value],
        of path: String,
        to manifests: inout [Manifest],
        _ label: SourceLabel
    ) throws(HelmError) {
        var reader = ManifestReader(label: label)
        for value in values where !value.isNull {
            do throws(ModelError) {
                try reader.read(value: value)
            } catch {
                throw HelmError("\(path): \(error)")
            }
        }
        manifests += reader.manifests
    }
}
