import FleetYAML
public import FoundationEssentials

extension Kubeconfig {
    /// Reads the kubeconfig that kubectl would read.
    ///
    /// - Parameters:
    ///   - file: The only file to read, as `--kubeconfig` names it; it must exist. Nil: the files that `KUBECONFIG`
    ///     lists, divided by colons, of which missing ones are skipped; without that `~/.kube/config`.
    ///   - environment: `KUBECONFIG`, `HOME`, and what credential plugins inherit.
    /// - Returns: What the files hold, merged.
    /// - Throws: ``KubeError/configuration(_:)`` with file, line and field when a file is missing, can not be read or is
    ///   no kubeconfig.
    public static func load(
        file: String? = nil,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(KubeError) -> Kubeconfig {
        let wanted = paths(file: file, environment: environment)
        var parts: [Kubeconfig] = []
        for path in wanted {
            do {
                let bytes = try LocalFile.bytes(at: path)
                parts.append(try KubeconfigReader.read(bytes, file: path, environment: environment))
            } catch let error as LocalFile.Failure {
                if error == .missing, file == nil { continue }
                throw .configuration(ConfigurationFault(file: path, message: error.message))
            } catch let error as KubeError {
                throw error
            } catch {
                throw .configuration(ConfigurationFault(file: path, message: "can not be read"))
            }
        }
        guard !parts.isEmpty else {
            throw .configuration(
                ConfigurationFault(
                    file: wanted.joined(separator: ":"),
                    message: "there is no kubeconfig; name one with --kubeconfig or KUBECONFIG"
                )
            )
        }
        return Kubeconfig(merging: parts)
    }

    /// Reads a kubeconfig from text.
    ///
    /// - Parameters:
    ///   - text: One YAML or JSON document. Empty text is an empty kubeconfig.
    ///   - file: An absolute path, for messages and for relative paths inside.
    ///   - environment: What credential plugins inherit.
    /// - Throws: ``KubeError/configuration(_:)``.
    public init(parsing text: String, file: String, environment: [String: String] = [:]) throws(KubeError) {
        self = try KubeconfigReader.read(Array(text.utf8), file: file, environment: environment)
    }

    /// The files to read, absolute, in order and without repetition.
    static func paths(file: String?, environment: [String: String]) -> [String] {
        let current = LocalFile.currentFolder
        if let file { return [LocalFile.absolute(file, in: current)] }
        let list = (environment["KUBECONFIG"] ?? "").split(separator: ":").map(String.init)
        if list.isEmpty {
            return [LocalFile.absolute(".kube/config", in: environment["HOME"] ?? current)]
        }
        var seen: Set<String> = []
        return list.map { LocalFile.absolute($0, in: current) }.filter { seen.insert($0).inserted }
    }
}
