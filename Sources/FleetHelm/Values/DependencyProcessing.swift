import FleetValue

/// Decides which subcharts take part, and takes over what they export.
///
/// Follows helm `pkg/chart/v2/util/dependencies.go`.
enum DependencyProcessing {
    /// Processes a chart and all below it.
    ///
    /// - Throws: ``HelmError`` when values do not fit.
    static func process(_ chart: inout Chart, _ values: Mapping) throws(HelmError) {
        try enable(&chart, values, path: "")
        try importValues(&chart)
    }

    // MARK: Conditions and tags

    private static func enable(_ chart: inout Chart, _ values: Mapping, path: String) throws(HelmError) {
        guard !chart.metadata.dependencies.isEmpty else {
            for index in chart.dependencies.indices {
                try enable(&chart.dependencies[index], values, path: path + chart.dependencies[index].name + ".")
            }
            return
        }
        // Charts that lie in `charts` without being declared load all the same.
        var charts = chart.dependencies.filter { candidate in
            !chart.metadata.dependencies.contains {
                ChartMetadata.fits($0, name: candidate.name, version: candidate.version)
            }
        }
        for dependency in chart.metadata.dependencies {
            let found = chart.dependencies.first {
                ChartMetadata.fits(dependency, name: $0.name, version: $0.version)
            }
            guard var copy = found else { continue }
            copy.metadata.name = dependency.name
            charts.append(copy)
        }
        chart.dependencies = charts
        let all = try ValuesMerge.coalesced(chart, values)
        for index in chart.metadata.dependencies.indices {
            applyTags(&chart.metadata.dependencies[index], all)
            applyCondition(&chart.metadata.dependencies[index], all, path)
        }
        let disabled = Set(chart.metadata.dependencies.filter { !$0.isEnabled }.map(\.name))
        chart.dependencies.removeAll { disabled.contains($0.name) }
        chart.metadata.dependencies.removeAll { !$0.isEnabled }
        for index in chart.dependencies.indices {
            try enable(&chart.dependencies[index], all, path: path + chart.dependencies[index].name + ".")
        }
    }

    private static func applyTags(_ dependency: inout ChartMetadata.Dependency, _ values: Mapping) {
        dependency.isEnabled = true
        guard let tags = values["tags"]?.mapping else { return }
        let answers = dependency.tags.compactMap { tags[$0]?.bool }
        if !answers.contains(true), answers.contains(false) { dependency.isEnabled = false }
    }

    private static func applyCondition(_ dependency: inout ChartMetadata.Dependency, _ values: Mapping, _ path: String)
    {
        for condition in trimmed(dependency.condition[...]).split(separator: ",") {
            // A space behind a comma belongs to the path, which then leads nowhere.
            let steps = (path + condition).split(separator: ".").map(String.init)
            // The first path that leads to a truth value decides.
            if let truth = value(steps, in: values)?.bool {
                dependency.isEnabled = truth
                return
            }
        }
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }

    private static func value(_ steps: [String], in values: Mapping) -> Value? {
        var current = Value.mapping(values)
        for step in steps {
            guard let next = current[step] else { return nil }
            current = next
        }
        return current
    }

    // MARK: Imports

    private static func importValues(_ chart: inout Chart) throws(HelmError) {
        for index in chart.dependencies.indices { try importValues(&chart.dependencies[index]) }
        guard !chart.metadata.dependencies.isEmpty else { return }
        let all = try ValuesMerge.coalesced(chart, Mapping(), keepsNulls: true)
        var imported = Mapping()
        for dependency in chart.metadata.dependencies {
            for entry in dependency.importValues {
                let child: String
                let parent: String
                if let name = entry.string {
                    (child, parent) = ("exports.\(name)", "")
                } else {
                    child = entry["child"]?.string ?? ""
                    parent = entry["parent"]?.string ?? ""
                }
                let steps = ([dependency.name] + child.split(separator: ".").map(String.init))
                guard let table = value(steps, in: all)?.mapping else { continue }
                let placed = nested(table, below: parent.split(separator: ".").map(String.init)[...])
                imported = ValuesMerge.table(imported, over: placed, keepsNulls: true)
            }
        }
        chart.values = ValuesMerge.table(all, over: imported, keepsNulls: true)
    }

    private static func nested(_ table: Mapping, below steps: ArraySlice<String>) -> Mapping {
        guard let first = steps.first else { return table }
        return [first: .mapping(nested(table, below: steps.dropFirst()))]
    }
}
