import FleetSprig
import FleetValue

/// What `Chart.yaml` says.
struct ChartMetadata {
    /// A chart that this one needs.
    struct Dependency {
        /// The name in `Chart.yaml`; the alias in its place when there is one.
        var name: String
        /// The name of the chart itself.
        var chart: String
        var version: String
        var repository: String
        var condition: String
        var tags: [String]
        var importValues: [Value]
        /// What condition and tags say.
        var isEnabled = true
    }

    /// The document.
    let value: Value
    var name: String
    let version: String
    var dependencies: [Dependency]

    /// Whether the chart has only definitions to be used by others.
    var isLibrary: Bool { value["type"]?.string == "library" }
    /// Which versions of Kubernetes it wants; empty for any.
    var kubeVersion: String { value["kubeVersion"]?.string ?? "" }

    /// Decodes the document.
    ///
    /// - Parameters:
    ///   - value: `Chart.yaml`.
    ///   - requirements: `requirements.yaml` of charts of version 1; null when there is none.
    /// - Throws: ``HelmError`` when name or version are not what they have to be.
    init(_ value: Value, requirements: Value) throws(HelmError) {
        self.value = value
        name = value["name"]?.string ?? ""
        version = value["version"]?.string ?? ""
        if name.isEmpty { throw HelmError("validation: chart.metadata.name is required") }
        if name.contains("/") || name == ".." || name == "." {
            throw HelmError("validation: chart.metadata.name \"\(name)\" is invalid")
        }
        if version.isEmpty { throw HelmError("validation: chart.metadata.version is required") }
        guard (try? SemanticVersion(version)) != nil else {
            throw HelmError("validation: chart.metadata.version \"\(version)\" is invalid")
        }
        let type = value["type"]?.string ?? ""
        guard ["", "application", "library"].contains(type) else {
            throw HelmError("validation: chart.metadata.type must be application or library")
        }
        var declared = value["dependencies"]?.array ?? []
        if declared.isEmpty { declared = requirements["dependencies"]?.array ?? [] }
        dependencies = declared.compactMap(Self.dependency)
    }

    private static func dependency(_ value: Value) -> Dependency? {
        guard let chart = value["name"]?.string else { return nil }
        let alias = value["alias"]?.string ?? ""
        return Dependency(
            name: alias.isEmpty ? chart : alias,
            chart: chart,
            version: value["version"]?.string ?? "",
            repository: value["repository"]?.string ?? "",
            condition: value["condition"]?.string ?? "",
            tags: value["tags"]?.array?.compactMap(\.string) ?? [],
            importValues: value["import-values"]?.array ?? []
        )
    }

    /// Whether a chart of a name and version is what a dependency means.
    static func fits(_ dependency: Dependency, name: String, version: String) -> Bool {
        guard dependency.chart == name else { return false }
        guard let wanted = try? VersionConstraint(dependency.version), let version = try? SemanticVersion(version)
        else {
            return false
        }
        return wanted.allows(version)
    }

    /// What templates see as `.Chart`: fields by their Go names; those that are not there are empty.
    func fields(isRoot: Bool) -> Mapping {
        var fields: Mapping = [
            "APIVersion": value["apiVersion"] ?? "", "AppVersion": value["appVersion"] ?? "", "IsRoot": .bool(isRoot),
            "Name": .string(name), "Version": .string(version), "Condition": value["condition"] ?? "",
            "Description": value["description"] ?? "", "Home": value["home"] ?? "", "Icon": value["icon"] ?? "",
            "KubeVersion": value["kubeVersion"] ?? "", "Tags": value["tags"] ?? "", "Type": value["type"] ?? "",
            "Deprecated": value["deprecated"] ?? false, "Annotations": value["annotations"] ?? .null,
            "Keywords": value["keywords"] ?? .null, "Sources": value["sources"] ?? .null,
        ]
        fields["Maintainers"] = .array(
            (value["maintainers"]?.array ?? []).map { maintainer in
                [
                    "Name": maintainer["name"] ?? "", "Email": maintainer["email"] ?? "",
                    "URL": maintainer["url"] ?? "",
                ]
            }
        )
        fields["Dependencies"] = .array(
            dependencies.map { ["Name": .string($0.name), "Version": .string($0.version)] }
        )
        return fields
    }
}
