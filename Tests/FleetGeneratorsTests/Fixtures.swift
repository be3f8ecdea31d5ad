import FleetGenerators
import FleetModel
import FleetValue

/// Parts of tests of this target.
enum Fixtures {
    /// An ApplicationSet that makes `NAME-web` for each cluster it gets.
    static func applicationSet(
        name: String = "web",
        generators: Value = [["clusters": [:]]],
        destination: Value = ["server": "{{server}}"],
        patch: Value = nil
    ) throws -> ApplicationSet {
        try ApplicationSet(decoding: [
            "apiVersion": "argoproj.io/v1alpha1",
            "kind": "ApplicationSet",
            "metadata": ["name": .string(name), "namespace": "argocd"],
            "spec": [
                "generators": generators,
                "templatePatch": patch,
                "template": [
                    "metadata": ["name": "{{name}}-web"],
                    "spec": [
                        "source": ["repoURL": "https://git.example.com/apps.git", "path": "web"],
                        "destination": destination,
                    ],
                ],
            ],
        ])
    }

    /// Clusters `c0` to `cN`.
    static func clusters(_ count: Int) -> [Cluster] {
        (0..<count).map { Cluster(name: "c\($0)", server: "https://c\($0).example.com") }
    }
}
