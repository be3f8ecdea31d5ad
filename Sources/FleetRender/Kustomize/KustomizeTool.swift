import FleetModel

/// The kustomize that renders: `kustomize`, or the one inside kubectl.
struct KustomizeTool: Sendable {
    /// The program's absolute path.
    let path: String
    /// What comes before the folder.
    let command: String
    /// What tells this version of the program from another.
    let fingerprint: String

    /// Looks for the program.
    ///
    /// - Parameter options: Names it, or gives the `PATH` to look in.
    /// - Throws: ``RenderError/toolMissing(message:)``
    init(_ options: RenderOptions) throws(RenderError) {
        let folders = (options.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":").map(
            String.init
        )
        let names = options.kustomize.map { [$0] } ?? ["kustomize", "kubectl"]
        for name in names {
            let candidates = name.contains("/") ? [name] : folders.filter { $0.hasPrefix("/") }.map { $0 + "/" + name }
            for candidate in candidates {
                guard let fingerprint = FileAccess.fingerprint(ofProgram: candidate) else { continue }
                path = candidate
                command = RepositoryPath.name(candidate).hasPrefix("kubectl") ? "kustomize" : "build"
                self.fingerprint = fingerprint
                return
            }
        }
        if let name = options.kustomize {
            throw .toolMissing(message: "FLEET_KUSTOMIZE names \"\(name)\", which is no program that can be run")
        }
        throw .toolMissing(
            message: "neither kustomize nor kubectl is in PATH; install one, or name it in FLEET_KUSTOMIZE"
        )
    }

    /// How messages name it.
    var name: String { RepositoryPath.name(path) == "kubectl" ? "kubectl kustomize" : RepositoryPath.name(path) }

    /// Builds a kustomization.
    ///
    /// - Parameters:
    ///   - input: All files it reads; they are laid out in a folder of their own.
    ///   - path: The source's path, for errors.
    ///   - label: The repository, for errors.
    ///   - cache: Where to lay out.
    ///   - runner: Starts the process.
    ///   - options: Give the environment and the time-out.
    /// - Returns: What the tool printed, read.
    /// - Throws: ``RenderError/toolFailed(_:path:tool:message:)`` with what the tool printed on standard error.
    func build(
        _ input: KustomizationInput,
        path: String,
        label: SourceLabel,
        cache: CacheFolder,
        runner: ToolRunner,
        options: RenderOptions
    ) async throws(RenderError) -> RawRendering {
        let work = try cache.makeWorkFolder()
        defer { FileAccess.remove(work) }
        try FileAccess.lay(out: input.files, links: input.links, in: work)
        let output: ToolOutput
        do throws(ToolFailure) {
            output = try await runner.run(
                self.path,
                [command, RepositoryPath.join(work, input.folder)],
                environment: ToolEnvironment.kustomize(options.environment),
                timeout: options.renderTimeout,
                outputLimit: 128 * 1_048_576
            )
        } catch .cancelled {
            throw .cancelled
        } catch {
            throw .toolFailed(label, path: path, tool: name, message: error.message)
        }
        guard output.status == 0 else {
            let printed = MessageText.line(Self.message(Self.text(output.errors, without: work)))
            let message = printed.isEmpty ? "exit status \(output.status)" : printed
            throw .toolFailed(label, path: path, tool: name, message: message)
        }
        var reader = ManifestReader(label: label)
        try reader.read(outputOf: "\(name) \(path)", output.bytes)
        return RawRendering(manifests: reader.manifests, warnings: [])
    }

    /// The message without what comes before it: the tool's `Error:`, or the time and place of some builds of kubectl,
    /// which log `E0101 00:00:00.000000 1 run.go:72] "command failed" err="MESSAGE"`.
    private static func message(_ text: String) -> String {
        let parts = text.split(separator: "\"command failed\" err=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].split(separator: "\n").last?.hasPrefix("E") == true else {
            for start in ["Error: ", "error: "] where text.hasPrefix(start) {
                return String(text.dropFirst(start.count))
            }
            return text
        }
        var message = String(parts[1])
        while message.last?.isNewline == true { message.removeLast() }
        if message.hasPrefix("<"), message.hasSuffix(">") { return String(message.dropFirst().dropLast()) }
        if message.hasPrefix("\""), message.hasSuffix("\"") {
            return String(message.dropFirst().dropLast()).replacing("\\\"", with: "\"").replacing("\\n", with: "\n")
        }
        return message
    }

    /// A message without the folder that only we know.
    private static func text(_ text: String, without folder: String) -> String {
        text.split(separator: folder + "/", omittingEmptySubsequences: false).joined()
            .split(separator: folder, omittingEmptySubsequences: false).joined(separator: ".")
    }
}
