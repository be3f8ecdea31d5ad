import FleetGenerators
import FleetModel
import FleetTestSupport
import FleetValue
import FleetYAML

@testable import FleetDeclarations

/// What previews are tested with: texts of declarations, and what becomes of them.
enum PreviewBench {
    static let clusters = ["eu", "us", "lab"].map { name in
        Cluster(
            name: name,
            server: "https://\(name).example.com",
            labels: ["env": name == "lab" ? "staging" : "production"]
        )
    }

    /// An ApplicationSet of a list generator: an Application `NAME-ELEMENT` on the cluster of each element.
    static func set(
        _ name: String,
        _ elements: [String],
        path: String = "apps/web",
        namespace: String = "argocd",
        policy: String = "",
        generators: String = ""
    ) -> String {
        let list = elements.map { "{cluster: \($0)}" }.joined(separator: ", ")
        let policy = policy.isEmpty ? "" : "\n  syncPolicy: \(policy)"
        return """
            apiVersion: argoproj.io/v1alpha1
            kind: ApplicationSet
            metadata: {name: \(name), namespace: \(namespace)}
            spec:\(policy)
              generators:
                - list: {elements: [\(list)]}\(generators)
              template:
                metadata: {name: "\(name)-{{cluster}}"}
                spec:
                  project: default
                  source: {repoURL: "https://git.example.com/apps.git", path: "\(path)"}
                  destination: {name: "{{cluster}}", namespace: web}

            """
    }

    /// A text as declarations.
    static func declarations(_ text: String, isThorough: Bool = false) -> PreviewDeclarations {
        PreviewDeclarations(
            [DeclarationText(file: "set.yaml", bytes: Array(text.utf8))],
            otherKinds: isThorough ? .ignored : .refused,
            isThorough: isThorough
        )
    }

    /// What a text comes to.
    static func preview(_ text: String, _ clusters: [Cluster] = clusters) -> ApplicationPreview {
        let inputs = GeneratorInputs(clusters: ClusterInventory(clusters))
        return ApplicationPreview(declarations(text), inputs, clusters: clusters)
    }

    /// What differs between two texts, a line each: `CHANGE NAME CLUSTER NOTE`, the fields below.
    static func difference(_ old: String, _ new: String) -> [String] {
        let difference = ApplicationDifference(from: preview(old), to: preview(new), clusters: clusters)
        return difference.items.flatMap { item -> [String] in
            let start =
                "\(item.change.rawValue) \(item.name) \(item.formerCluster.map { $0 + ">" } ?? "")\(item.cluster)"
            return [start + (item.note.isEmpty ? "" : ": " + item.note)] + item.fields.map { "  " + Self.text($0) }
        }
    }

    /// `PATH: OLD -> NEW`.
    static func text(_ field: FieldDifference) -> String {
        func text(_ value: Value?) -> String { value.map { JSONWriter.text(of: $0, sortsKeys: true) } ?? "-" }
        return "\(field.path): \(text(field.old)) -> \(text(field.new))"
    }
}
