import FleetSprig
import FleetTemplate
public import FleetValue

/// A release: what a chart is rendered for.
public struct Release: Sendable {
    /// The name.
    public var name: String
    /// The namespace.
    public var namespace: String
    /// Whether there is a release of the name already.
    public var isUpgrade: Bool
    /// The number of the release.
    public var revision: Int

    /// Makes a release; the first of its name unless it is an upgrade.
    public init(name: String, namespace: String, isUpgrade: Bool = false, revision: Int? = nil) {
        self.name = name
        self.namespace = namespace
        self.isUpgrade = isUpgrade
        self.revision = revision ?? (isUpgrade ? 2 : 1)
    }
}

/// What a chart rendered to.
public struct RenderedChart: Sendable {
    /// The files below `crds` of the chart and of its subcharts that are enabled, each as it is.
    public var definitions: [ChartManifest]
    /// The manifests in the order in which Helm applies them.
    public var manifests: [ChartManifest]
    /// The hooks in Helm's order.
    public var hooks: [ChartHook]
    /// What `templates/NOTES.txt` of the chart itself says; nil without one.
    public var notes: String?

    /// The text that Helm records of a release: each manifest behind a line that says where it is from.
    public var text: String {
        manifests.map { "---\n# Source: \($0.path)\n\($0.text)\n" }.joined()
    }
}

/// Renders a chart.
///
/// Pure: everything that templates see is passed in.
///
/// Follows helm 4 `pkg/engine` and `pkg/action`.
public enum ChartRenderer {
    /// How much all templates of a chart may make together, in bytes.
    private static let maximumBytes = 64 << 20
    /// How much work all templates of a chart may do together.
    private static let maximumWork = 50_000_000

    /// Renders a chart for a release.
    ///
    /// - Parameters:
    ///   - chart: The chart with its subcharts.
    ///   - values: The user's values, over the chart's own.
    ///   - settings: Those of them that are settings; see ``UserValues/settings``.
    ///   - release: What it is rendered for.
    ///   - capabilities: What the cluster can do.
    ///   - now: The time that templates see, in seconds since 1970.
    ///   - validatesSchema: Whether values are checked against `values.schema.json`.
    ///   - stackBytes: How much of the stack templates that call each other may use; nil for what any thread has.
    /// - Returns: Manifests, hooks and notes.
    /// - Throws: ``HelmError`` in Helm's words.
    public static func render(
        _ chart: Chart,
        values: Mapping,
        settings: Mapping = Mapping(),
        release: Release,
        capabilities: Capabilities,
        now: Double,
        validatesSchema: Bool = true,
        stackBytes: Int? = nil
    ) throws(HelmError) -> RenderedChart {
        var chart = chart
        try DependencyProcessing.process(&chart, values)
        try check(chart.metadata.kubeVersion, capabilities)
        let all = try ValuesMerge.coalesced(chart, values)
        if validatesSchema, let problems = try SchemaValidation.problems(of: chart, all) {
            throw HelmError(
                "values don't meet the specifications of the schema(s) in the following chart(s):\n\(problems)"
            )
        }
        var files: [TemplateFile] = []
        let scope = ChartScope(release: release, capabilities: capabilities)
        let root = scope.node(chart, values: all, settings: settings, path: chart.name, isRoot: true, &files)
        let rendered = try render(files, root, now: now, stackBytes: stackBytes)
        var result = try ManifestSorting.sorted(rendered, chart: chart.name)
        result.definitions = chart.customResourceDefinitions.map { file in
            ChartManifest(
                path: file.path,
                kind: "CustomResourceDefinition",
                text: String(decoding: file.bytes, as: UTF8.self)
            )
        }
        return result
    }

    private static func check(_ wanted: String, _ capabilities: Capabilities) throws(HelmError) {
        guard !wanted.isEmpty else { return }
        let fits =
            if let constraint = try? VersionConstraint(wanted), let version = try? SemanticVersion(capabilities.version)
            {
                constraint.allows(version)
            } else {
                false
            }
        guard fits else {
            throw HelmError(
                "chart requires kubeVersion: \(wanted) which is incompatible with Kubernetes \(capabilities.version)"
            )
        }
    }

    // MARK: Templates

    private static func render(
        _ files: [TemplateFile],
        _ root: ChartScope.Node,
        now: Double,
        stackBytes: Int?
    ) throws(HelmError) -> [(path: String, text: String)] {
        // The deepest first, and last in the alphabet first: of equal definitions the last that is parsed counts.
        let ordered = files.sorted { left, right in
            if left.depth != right.depth { return left.depth > right.depth }
            return right.path.utf8.lexicographicallyPrecedes(left.path.utf8)
        }
        var limits = RenderContext.Limits(maximumBytes: maximumBytes, maximumWork: maximumWork)
        limits.stackBytes = stackBytes
        var set = GoTemplateSet(
            options: GoOptions(
                functions: ChartFunctions.table,
                missingKey: .zero,
                limits: limits,
                now: now,
                rangesOverIntegers: true
            )
        )
        for file in ordered {
            do throws(TemplateError) {
                try set.add(source: file.text, name: file.path)
            } catch {
                throw HelmError(TemplateMessages.parsing(error.message))
            }
        }
        // One for all of them: a chart may not do more by having more files.
        let context = RenderContext(limits: limits, now: now)
        var results: [(path: String, text: String)] = []
        var bytes = 0
        for file in ordered where !file.isPartial {
            do throws(TemplateError) {
                let text = try set.render(file.path, file.node.data(for: file), in: context)
                results.append((file.path, text.replacing("<no value>", with: "")))
                bytes += text.utf8.count
            } catch {
                throw HelmError(TemplateMessages.execution(error.message))
            }
            guard bytes <= maximumBytes else {
                throw HelmError("the templates make more than \(maximumBytes) bytes together")
            }
        }
        return results
    }
}
