public import FleetValue

/// Where a secret's value is kept, which is never `fleet.yaml` itself.
public enum SecretSource: Hashable, Sendable {
    /// An environment variable.
    case environment(String)
    /// A file, relative to the fleet directory or absolute; white space at its end does not count.
    case file(String)

    /// Decodes `{env: NAME}` or `{file: PATH}`.
    ///
    /// - Throws: ``ModelError`` for anything else, a value written out above all.
    public init(decoding value: Value, at path: ValuePath) throws(ModelError) {
        guard case .mapping = value else {
            throw ModelError(path, "must not hold the secret itself; write {env: VARIABLE} or {file: PATH}")
        }
        let reader = try FieldReader(value, at: path)
        try reader.requireKnown(["env", "file"])
        switch (reader.value("env"), reader.value("file")) {
        case (.some, nil): self = .environment(try reader.string("env"))
        case (nil, .some): self = .file(try reader.string("file"))
        case (nil, nil): throw ModelError(path, "names neither env nor file")
        case (.some, .some): throw ModelError(path, "names both env and file")
        }
    }
}

extension FleetConfiguration {
    /// What generators may ask of the outside.
    public struct Generators: Hashable, Sendable {
        /// Whether `scmProvider` and `pullRequest` generators may ask hosting services.
        public var hostingServices: Bool
        /// The API addresses that they may name, as they name them; empty for any.
        ///
        /// Tokens of environment variables such as `GITLAB_TOKEN` are sent to these, and to the services' own.
        public var allowedAddresses: [String]
        /// Whether the patterns of `git.files` mean what they mean with Argo CD's `--enable-new-git-file-globbing`: a
        /// `*` stops at a slash, and `**` does not.
        public var newGitFileGlobbing: Bool

        /// Makes settings.
        public init(hostingServices: Bool = true, allowedAddresses: [String] = [], newGitFileGlobbing: Bool = false) {
            self.hostingServices = hostingServices
            self.allowedAddresses = allowedAddresses
            self.newGitFileGlobbing = newGitFileGlobbing
        }

        /// Decodes `{scmProviders: {enabled: true, allowedAddresses: [https://git.example.com/api/v4]}, git:
        /// {newFileGlobbing: true}}`.
        init(_ reader: FieldReader) throws(ModelError) {
            self.init()
            try reader.requireKnown(["scmProviders", "git"])
            if let git = try reader.optionalReader("git") {
                try git.requireKnown(["newFileGlobbing"])
                newGitFileGlobbing = try git.bool("newFileGlobbing")
            }
            guard let providers = try reader.optionalReader("scmProviders") else { return }
            try providers.requireKnown(["enabled", "allowedAddresses"])
            hostingServices = try providers.bool("enabled", default: true)
            allowedAddresses = try providers.strings("allowedAddresses")
        }
    }

    /// Decodes `{NAME: {KEY: {env: VARIABLE}}}`.
    static func secrets(in spec: FieldReader) throws(ModelError) -> [String: [String: SecretSource]] {
        guard let secrets = try spec.optionalReader("secrets") else { return [:] }
        var sources: [String: [String: SecretSource]] = [:]
        for name in secrets.mapping.keys {
            let secret = try secrets.reader(name)
            var keys: [String: SecretSource] = [:]
            for (key, value) in secret.mapping {
                keys[key] = try SecretSource(decoding: value, at: secret.path(to: key))
            }
            sources[name] = keys
        }
        return sources
    }
}
