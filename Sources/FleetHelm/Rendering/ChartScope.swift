import FleetTemplate
import FleetValue

/// A file of templates, and the chart that it belongs to.
struct TemplateFile {
    /// The path from the folder that holds the chart: `app/charts/kid/templates/cm.yaml`.
    let path: String
    let text: String
    /// Where the chart's templates lie.
    let basePath: String
    let node: ChartScope.Node

    /// How many folders it lies in.
    var depth: Int { path.utf8.count { $0 == UInt8(ascii: "/") } }

    /// Whether it only holds definitions.
    var isPartial: Bool { path.split(separator: "/").last?.hasPrefix("_") ?? false }
}

/// Makes what templates see.
struct ChartScope {
    let release: Release
    let capabilities: Capabilities

    /// A chart of the tree with its values.
    final class Node {
        let chart: Chart
        let values: Mapping
        let settings: Mapping
        let isRoot: Bool
        let scope: ChartScope
        var children: [Node] = []

        init(_ chart: Chart, _ values: Mapping, _ settings: Mapping, isRoot: Bool, _ scope: ChartScope) {
            self.chart = chart
            self.values = values
            self.settings = settings
            self.isRoot = isRoot
            self.scope = scope
        }

        /// The data of one template: fresh, so that what it sets is its own.
        func data(for file: TemplateFile) -> GoValue {
            let map = base()
            map["Template"] = .map(GoMap(["Name": .string(file.path), "BasePath": .string(file.basePath)]))
            return .map(map)
        }

        private func base() -> GoMap {
            let release = scope.release
            let seen = GoMap(values)
            SettingNumbers.apply(settings, to: seen, of: values)
            return GoMap([
                "Chart": .map(GoMap(chart.metadata.fields(isRoot: isRoot))),
                "Files": .object(FilesObject(chart.files.map { ($0.path, $0.bytes) })),
                "Release": .map(
                    GoMap([
                        "Name": .string(release.name), "Namespace": .string(release.namespace),
                        "IsInstall": .bool(!release.isUpgrade), "IsUpgrade": .bool(release.isUpgrade),
                        "Revision": .int(release.revision), "Service": .string("Helm"),
                    ])
                ),
                "Capabilities": .object(CapabilitiesObject(scope.capabilities)),
                "Values": .map(seen),
                "Subcharts": .map(GoMap(Dictionary(children.map { ($0.chart.name, .map($0.base())) }) { $1 })),
            ])
        }
    }

    /// Makes the nodes of a chart and its subcharts, and collects their templates.
    func node(
        _ chart: Chart,
        values: Mapping,
        settings: Mapping,
        path: String,
        isRoot: Bool,
        _ files: inout [TemplateFile]
    ) -> Node {
        let node = Node(chart, values, settings, isRoot: isRoot, self)
        for subchart in chart.dependencies {
            node.children.append(
                self.node(
                    subchart,
                    values: values[subchart.name]?.mapping ?? Mapping(),
                    settings: SettingNumbers.below(subchart.name, in: settings),
                    path: "\(path)/charts/\(subchart.name)",
                    isRoot: false,
                    &files
                )
            )
        }
        for template in chart.templates {
            let file = TemplateFile(
                path: "\(path)/\(template.path)",
                text: Self.text(template.bytes),
                basePath: "\(path)/templates",
                node: node
            )
            // A library is there for its definitions.
            if chart.isLibrary, !file.isPartial { continue }
            files.append(file)
        }
        return node
    }

    /// A file's text without a byte order mark.
    private static func text(_ bytes: [UInt8]) -> String {
        String(decoding: bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...], as: UTF8.self)
    }
}
