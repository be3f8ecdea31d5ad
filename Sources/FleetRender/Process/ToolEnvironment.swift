/// The environment that tools run in: the user's own, with credential helpers and agents, made safe and mute.
enum ToolEnvironment {
    /// Ways to a repository that git may use.
    ///
    /// Everything else, `ext::` above all, could start programs.
    private static let protocols = ["file", "git", "http", "https", "ssh"]

    /// Variables that point git at another repository; they are set when `fleet` runs inside a git hook.
    private static let repositoryVariables = [
        "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        "GIT_COMMON_DIR", "GIT_NAMESPACE", "GIT_PREFIX", "GIT_CONFIG", "GIT_GRAFT_FILE", "GIT_SHALLOW_FILE",
        "GIT_REPLACE_REF_BASE", "GIT_QUARANTINE_PATH", "GIT_PROTOCOL_FROM_USER",
    ]

    /// The environment for git.
    ///
    /// A `GIT_ALLOW_PROTOCOL` in the user's environment is kept as far as it is stricter.
    static func git(_ base: [String: String]) -> [String: String] {
        var environment = base
        for variable in repositoryVariables { environment[variable] = nil }
        environment["GIT_ALLOW_PROTOCOL"] = allowed(protocols, base)
        environment["GIT_TERMINAL_PROMPT"] = "0"
        environment["GIT_OPTIONAL_LOCKS"] = "0"
        environment["GIT_NO_REPLACE_OBJECTS"] = "1"
        environment["GCM_INTERACTIVE"] = "never"
        environment["LC_ALL"] = "C"
        return environment
    }

    /// The environment for kustomize, which may call git for remote bases: never for repositories of this machine.
    ///
    /// Without a kubeconfig, since `kubectl kustomize` needs no cluster and some builds of kubectl would ask one.
    static func kustomize(_ base: [String: String]) -> [String: String] {
        var environment = git(base)
        environment["GIT_ALLOW_PROTOCOL"] = allowed(protocols.filter { $0 != "file" }, base)
        environment["KUBECONFIG"] = "/dev/null"
        return environment
    }

    private static func allowed(_ protocols: [String], _ base: [String: String]) -> String {
        guard let own = base["GIT_ALLOW_PROTOCOL"] else { return protocols.joined(separator: ":") }
        let wanted = own.split(separator: ":").map(String.init)
        return protocols.filter(wanted.contains).joined(separator: ":")
    }
}
