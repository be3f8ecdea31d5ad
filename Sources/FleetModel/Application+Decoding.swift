public import FleetValue

extension Application {
    /// The `apiVersion` of Application, ApplicationSet and AppProject.
    public static let apiVersion = "argoproj.io/v1alpha1"
    /// The `kind` of an Application.
    public static let kind = "Application"

    /// Decodes an Application document.
    ///
    /// Unknown fields are tolerated; ``unknownFields(in:)`` lists them. Follows argo-cd
    /// pkg/apis/application/v1alpha1/types.go in how absent and empty fields are read.
    ///
    /// - Parameter value: A whole document, `apiVersion` and `kind` included.
    /// - Throws: ``ModelError`` with the path of the first field of a wrong type, of a missing name, source or
    ///   destination, and of a destination with both name and server.
    public init(decoding value: Value) throws(ModelError) {
        let document = try FieldReader(value)
        try document.requireType(apiVersion: Self.apiVersion, kind: Self.kind)
        let metadata = try document.reader("metadata")
        let spec = try document.reader("spec")
        let project = try spec.string("project", default: "")
        self.init(
            manifest: try Manifest(validating: value),
            name: try metadata.string("name"),
            namespace: try metadata.string("namespace", default: ""),
            project: project.isEmpty ? "default" : project,
            sources: try ApplicationSource.all(in: spec),
            destination: try ApplicationDestination(decoding: spec.reader("destination")),
            syncPolicy: try spec.optionalReader("syncPolicy").map(SyncPolicy.init(decoding:)) ?? SyncPolicy(),
            finalizers: try metadata.strings("finalizers")
        )
    }
}

extension ApplicationSource {
    /// The sources of an Application's spec: of the hydrated branch, else `sources` when it has entries, else `source`.
    static func all(in spec: FieldReader) throws(ModelError) -> [ApplicationSource] {
        if let hydrator = try spec.optionalReader("sourceHydrator") {
            return [try ApplicationSource(hydrator: hydrator)]
        }
        let several = try spec.readers("sources")
        if !several.isEmpty {
            var sources: [ApplicationSource] = []
            for reader in several { sources.append(try ApplicationSource(decoding: reader)) }
            return sources
        }
        guard let single = try spec.optionalReader("source") else {
            throw ModelError(spec.path, "needs a source or sources")
        }
        return [try ApplicationSource(decoding: single)]
    }

    /// Decodes one source.
    init(decoding reader: FieldReader) throws(ModelError) {
        let revision = try reader.string("targetRevision", default: "")
        let kustomize = try reader.optionalMapping("kustomize")
        let helm = try reader.optionalMapping("helm")
        self.init(
            repoURL: try reader.string("repoURL"),
            path: try reader.string("path", default: ""),
            targetRevision: revision.isEmpty ? "HEAD" : revision,
            chart: try reader.string("chart", default: ""),
            ref: try reader.string("ref", default: ""),
            directory: try reader.optionalReader("directory").map(DirectoryOptions.init(decoding:)),
            kustomize: kustomize?.isEmpty == true ? nil : kustomize,
            helm: helm?.isEmpty == true ? nil : helm,
            plugin: try reader.optionalMapping("plugin")
        )
    }

    /// The branch that a hydrator writes: what is synced of an Application with a `sourceHydrator`.
    private init(hydrator: FieldReader) throws(ModelError) {
        let dry = try hydrator.reader("drySource")
        let sync = try hydrator.reader("syncSource")
        self.init(
            repoURL: try dry.string("repoURL"),
            path: try sync.string("path", default: ""),
            targetRevision: try sync.string("targetBranch")
        )
    }
}

extension DirectoryOptions {
    /// Decodes `source.directory`.
    init(decoding reader: FieldReader) throws(ModelError) {
        let jsonnet = try reader.optionalMapping("jsonnet")
        self.init(
            recurse: try reader.bool("recurse"),
            include: try reader.string("include", default: ""),
            exclude: try reader.string("exclude", default: ""),
            jsonnet: jsonnet?.isEmpty == true ? nil : jsonnet
        )
    }
}

extension ApplicationDestination {
    /// Decodes `spec.destination`.
    init(decoding reader: FieldReader) throws(ModelError) {
        let server = Cluster.trimmed(server: try reader.string("server", default: ""))
        let name = try reader.string("name", default: "")
        let namespace = try reader.string("namespace", default: "")
        if !server.isEmpty, !name.isEmpty {
            throw ModelError(reader.path, "has both the name \"\(name)\" and the server \"\(server)\"; set one of them")
        }
        if server.isEmpty, name.isEmpty {
            throw ModelError(reader.path, "needs the name or the server of a cluster")
        }
        self.init(server: server, name: name, namespace: namespace)
    }
}

extension SyncPolicy {
    /// Decodes `spec.syncPolicy`.
    init(decoding reader: FieldReader) throws(ModelError) {
        let namespace = try reader.optionalReader("managedNamespaceMetadata")
        self.init(
            automated: try reader.optionalReader("automated").map(AutomatedSync.init(decoding:)),
            syncOptions: try reader.strings("syncOptions"),
            namespaceLabels: try namespace?.stringMap("labels") ?? [:],
            namespaceAnnotations: try namespace?.stringMap("annotations") ?? [:],
            retry: try reader.optionalMapping("retry")
        )
    }
}

extension AutomatedSync {
    /// Decodes `spec.syncPolicy.automated`.
    init(decoding reader: FieldReader) throws(ModelError) {
        self.init(
            enabled: try reader.bool("enabled", default: true),
            prune: try reader.bool("prune"),
            selfHeal: try reader.bool("selfHeal"),
            allowEmpty: try reader.bool("allowEmpty")
        )
    }
}
