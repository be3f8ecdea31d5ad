import FleetModel
import FleetTestSupport
import FleetValue
import Foundation
import Testing

@testable import FleetRender

extension Application {
    /// An Application of the given sources.
    static func make(_ name: String = "web", _ sources: ApplicationSource...) -> Application {
        Application(
            manifest: Manifest(["spec": sources.count == 1 ? ["source": [:]] : ["sources": [[:], [:]]]]),
            name: name,
            namespace: "argocd",
            project: "default",
            sources: sources,
            destination: ApplicationDestination(name: "one", namespace: "shop"),
            syncPolicy: SyncPolicy(),
            finalizers: []
        )
    }
}

/// A cache folder, a fleet directory and renderers that share them.
struct Bench {
    let folder: ScratchFolder
    var options = RenderOptions(environment: Repository.environment)

    init() throws {
        folder = try ScratchFolder("render")
        try folder.makeFolder("fleet")
    }

    var cache: String { folder.path("cache") }

    /// A renderer, which is a run.
    func renderer(fleet: String? = nil) -> Renderer {
        Renderer(fleetDirectory: fleet ?? folder.path("fleet"), cacheDirectory: cache, options: options)
    }

    /// Renders one source in a run of its own.
    func render(_ source: ApplicationSource, fleet: String? = nil) async throws -> RenderedApplication {
        try await renderer(fleet: fleet).render(.make("web", source))
    }

    /// The names of what a source renders to.
    func names(_ source: ApplicationSource, fleet: String? = nil) async throws -> [String] {
        try await render(source, fleet: fleet).manifests.map(\.name)
    }

    /// The error of a source, as it is printed.
    func error(_ source: ApplicationSource, fleet: String? = nil) async -> String {
        do {
            let rendered = try await render(source, fleet: fleet)
            return "no error, but \(rendered.manifests.map(\.name))"
        } catch {
            return "\(error)"
        }
    }

    /// Puts a program named `kustomize` in place that notes each call in `calls` and then does what `script` says.
    mutating func useKustomize(_ script: String) throws {
        let path = try folder.writeScript(
            "bin/kustomize",
            "#!/bin/sh\necho \"$2\" >> \"\(folder.path)/calls\"\n\(script)\n"
        )
        options.kustomize = path
    }

    /// How often ``useKustomize(_:)``'s program was started.
    var kustomizeCalls: Int {
        ((try? folder.text("calls")) ?? "").split(separator: "\n").count
    }
}

/// A ConfigMap as text.
func configMap(_ name: String, _ data: String = "k: v") -> String {
    "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: \(name)\ndata:\n  \(data)\n"
}

/// A kustomize that prints the files a kustomization lists, which is enough to see what is built when.
let listingKustomize = """
    cd "$2"
    for file in $(sed -n 's/^ *- //p' kustomization.yaml); do cat "$file"; echo '---'; done
    """

/// Whether the real thing is on this machine.
let hasKustomize = (try? KustomizeTool(RenderOptions(environment: Repository.environment))) != nil

extension ScratchFolder {
    /// Makes a symbolic link, with the folders that lead to it.
    func makeLink(_ name: String, to target: String) throws {
        try makeFolder((name as NSString).deletingLastPathComponent)
        try FileManager.default.createSymbolicLink(atPath: path(name), withDestinationPath: target)
    }
}
