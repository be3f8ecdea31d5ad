import FleetValue
import FleetYAML

/// A chart in memory: its templates, files, default values and subcharts.
public struct Chart: Sendable {
    /// A file of a chart.
    struct File: Sendable {
        /// The path within the chart.
        var path: String
        var bytes: [UInt8]
    }

    /// What `Chart.yaml` says.
    var metadata: ChartMetadata
    /// `values.yaml`, with what dependencies export once they are processed.
    var values: Mapping
    /// `values.schema.json`, or nil.
    var schema: Value?
    /// The files below `templates`, ascending by path.
    var templates: [File]
    /// All other files, `crds` among them, ascending by path.
    var files: [File]
    /// The subcharts, ascending by folder; after processing, those that are enabled.
    var dependencies: [Chart]

    /// The name in `Chart.yaml`, or the alias that a parent gives.
    public var name: String { metadata.name }
    /// The version in `Chart.yaml`.
    public var version: String { metadata.version }

    /// How deep charts may lie in charts.
    private static let maximumDepth = 32

    /// Loads a chart.
    ///
    /// - Parameter files: Contents by path within the chart's folder; subcharts lie in `charts/NAME/`, or packed, as
    ///   `charts/NAME.tgz`.
    /// - Throws: ``HelmError`` that begins with `failed to load chart`.
    public init(_ files: [String: [UInt8]]) throws(HelmError) {
        guard files["Chart.yaml"] != nil else {
            throw HelmError(
                "failed to load chart: unable to detect chart at <chart>/Chart.yaml: open <chart>/Chart.yaml: "
                    + "no such file or directory"
            )
        }
        do throws(HelmError) {
            let ignore = try ChartIgnore(String(decoding: files[".helmignore"] ?? [], as: UTF8.self))
            var own = files.filter { !ignore.isIgnored($0.key) }
            // What is in an archive no rule leaves out.
            for (archive, inner) in try ChartArchive.unpacked(&own) {
                for (path, bytes) in inner { own["\(archive)/\(path)"] = bytes }
            }
            let kept = own.map { File(path: $0.key, bytes: $0.value) }
            try self.init(kept.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }, depth: 0)
        } catch {
            throw HelmError("failed to load chart: \(error.message)")
        }
    }

    private init(_ files: [File], depth: Int) throws(HelmError) {
        guard depth < Self.maximumDepth else { throw HelmError("charts lie more than \(Self.maximumDepth) deep") }
        let byPath = Dictionary(files.map { ($0.path, $0.bytes) }) { $1 }
        guard let text = byPath["Chart.yaml"] else { throw HelmError("Chart.yaml file is missing") }
        let document = try Self.yaml(text, "cannot load Chart.yaml")
        let requirements = try byPath["requirements.yaml"].map { bytes throws(HelmError) in
            try Self.yaml(bytes, "cannot load requirements.yaml")
        }
        metadata = try ChartMetadata(document, requirements: requirements ?? .null)
        values = try byPath["values.yaml"].map { bytes throws(HelmError) in try Self.values(bytes) } ?? Mapping()
        if let bytes = byPath["values.schema.json"] { schema = try Self.json(bytes) }
        templates = files.filter { $0.path.hasPrefix("templates/") }
        self.files = files.filter { Self.isOther($0.path) }
        dependencies = try Self.subcharts(files, of: metadata.name, depth: depth)
    }

    /// Whether a file is one that templates can read.
    private static func isOther(_ path: String) -> Bool {
        if path.hasPrefix("templates/") { return false }
        if path.hasPrefix("charts/") { return path.hasSuffix(".prov") }
        return ![
            "Chart.yaml", "Chart.lock", "values.yaml", "values.schema.json", "requirements.yaml", "requirements.lock",
        ].contains(path)
    }

    private static func subcharts(_ files: [File], of parent: String, depth: Int) throws(HelmError) -> [Chart] {
        var folders: [String: [File]] = [:]
        for file in files where file.path.hasPrefix("charts/") && !file.path.hasSuffix(".prov") {
            let parts = file.path.dropFirst("charts/".count).split(separator: "/", maxSplits: 1)
            guard let name = parts.first.map(String.init), !name.hasPrefix("_"), !name.hasPrefix(".") else { continue }
            // A file directly in `charts` makes a chart without files, which is the error that Helm reports.
            var inner = folders[name] ?? []
            if parts.count == 2 { inner.append(File(path: String(parts[1]), bytes: file.bytes)) }
            folders[name] = inner
        }
        var charts: [Chart] = []
        for (name, files) in folders.sorted(by: { $0.key < $1.key }) {
            do throws(HelmError) {
                charts.append(try Chart(files, depth: depth + 1))
            } catch {
                throw HelmError("error unpacking subchart \(name) in \(parent): \(error.message)")
            }
        }
        return charts
    }

    // MARK: Reading

    static func yaml(_ bytes: [UInt8], _ context: String) throws(HelmError) -> Value {
        do throws(GoYAMLError) {
            return try GoYAMLReader.value(in: bytes)
        } catch {
            throw HelmError("\(context): \(error.message)")
        }
    }

    /// Reads values: all documents of the file, merged.
    private static func values(_ bytes: [UInt8]) throws(HelmError) -> Mapping {
        do throws(HelmError) {
            return try UserValues.read(bytes)
        } catch {
            throw HelmError("cannot load values.yaml: \(error.message)")
        }
    }

    private static func json(_ bytes: [UInt8]) throws(HelmError) -> Value {
        do throws(JSONError) {
            return try JSONReader.value(in: bytes)
        } catch {
            throw HelmError("values.schema.json: \(error)")
        }
    }

    /// Whether this is a chart of definitions, which can not be rendered by itself.
    public var isLibrary: Bool { metadata.isLibrary }

    /// The dependencies that `Chart.yaml` declares and that are not there, in their order.
    public var missingDependencies: [(name: String, repository: String)] {
        metadata.dependencies.filter { wanted in !dependencies.contains { $0.name == wanted.chart } }.map {
            ($0.chart, $0.repository)
        }
    }

    /// The files below `crds`, of this chart and then of its subcharts.
    ///
    /// - Returns: Paths from the chart's parent folder, and contents.
    public var customResourceDefinitions: [(path: String, bytes: [UInt8])] {
        definitions(below: name)
    }

    private func definitions(below path: String) -> [(path: String, bytes: [UInt8])] {
        files.filter { file in
            file.path.hasPrefix("crds/") && [".yaml", ".yml", ".json"].contains { file.path.hasSuffix($0) }
        }.map { (path: "\(path)/\($0.path)", bytes: $0.bytes) }
            + dependencies.flatMap { $0.definitions(below: "\(path)/charts/\($0.name)") }
    }
}
