/// Whether a project lets something happen.
public enum Permission: Hashable, Sendable {
    /// It does.
    case granted
    /// It does not; the text names the project, what was asked for and the rule.
    case refused(String)

    /// Whether it does.
    public var isGranted: Bool { self == .granted }

    /// Why it does not, or nil.
    public var refusal: String? {
        if case .refused(let text) = self { text } else { nil }
    }
}

/// What a project permits. Follows argo-cd pkg/apis/application/v1alpha1/app_project_types.go.
extension AppProject {
    /// Whether Applications of this project may deploy from a repository.
    ///
    /// Some entry of `sourceRepos` must match and none with `!` may. An entry with `!` that does not match counts as
    /// one that matches, so a list of such entries alone permits all others.
    ///
    /// - Parameter url: As written; it is normalised here.
    /// - Returns: Whether it does; a refusal names the entry.
    public func permits(repository url: String) -> Permission {
        let normalized = RepositoryURL.normalized(url)
        var isPermitted = false
        for (index, pattern) in sourceRepos.enumerated() {
            switch (pattern.hits(normalized: normalized), pattern.isDenied) {
            case (true, true): return refused("repository \"\(url)\"", by: "sourceRepos[\(index)] \"\(pattern.text)\"")
            case (true, false), (false, true): isPermitted = true
            case (false, false): continue
            }
        }
        return isPermitted ? .granted : refused("repository \"\(url)\"", by: "no entry of sourceRepos matches")
    }

    /// Whether Applications of this project may deploy to a namespace of a cluster.
    ///
    /// Some entry of `destinations` must match: the server or the name, and the namespace. A refusing (`!`) name
    /// refuses alone, and also a destination without a name; a refusing server refuses together with the entry's
    /// namespace, a refusing namespace together with the entry's server or name.
    ///
    /// - Parameters:
    ///   - destination: With both the server and the name of the cluster where they are known; empty text matches no
    ///     permitting entry.
    ///   - projectClusters: The clusters that belong to this project; only looked at with
    ///     ``permitOnlyProjectScopedClusters``.
    /// - Returns: Whether it does; a refusal names the entry.
    public func permits(
        destination: ApplicationDestination,
        projectClusters: @autoclosure () -> [Cluster] = []
    ) -> Permission {
        let asked = describe(destination)
        var isPermitted = false
        for (index, rule) in destinations.enumerated() {
            let name = !destination.name.isEmpty && rule.name.permits(destination.name)
            let server = !destination.server.isEmpty && rule.server.permits(destination.server)
            let namespace = rule.namespace.permits(destination.namespace)
            if (server || name) && namespace {
                isPermitted = true
                continue
            }
            let isRefused =
                (!name && rule.name.isDenied)
                || (!server && rule.server.isDenied && namespace)
                || (!namespace && rule.namespace.isDenied && (server || name))
            if isRefused { return refused(asked, by: "destinations[\(index)]") }
        }
        guard isPermitted else { return refused(asked, by: "no entry of destinations matches") }
        guard permitOnlyProjectScopedClusters else { return .granted }
        let isScoped = projectClusters().contains { cluster in
            (!destination.name.isEmpty && cluster.name == destination.name)
                || (!destination.server.isEmpty && cluster.server == destination.server)
        }
        return isScoped
            ? .granted
            : refused(asked, by: "the cluster does not belong to the project (permitOnlyProjectScopedClusters)")
    }

    /// Whether Applications of this project may hold resources of a kind.
    ///
    /// - Parameters:
    ///   - type: Group and kind.
    ///   - isClusterScoped: Whether its resources stand in no namespace. Those are refused unless they are listed.
    ///   - name: The resource's name, which rules over kinds of the cluster itself may look at.
    /// - Returns: Whether it does; a refusal names the entry.
    public func permits(kind type: GroupKind, isClusterScoped: Bool, name: String = "") -> Permission {
        let asked = isClusterScoped ? "cluster resource \(type) \"\(name)\"" : "kind \(type)"
        let (allowed, denied, list) =
            isClusterScoped
            ? (clusterResourceWhitelist, clusterResourceBlacklist, "clusterResource")
            : (namespaceResourceWhitelist, namespaceResourceBlacklist, "namespaceResource")
        if let index = denied.firstIndex(where: { $0.matches(type, name: name) }) {
            return refused(asked, by: "\(list)Blacklist[\(index)]")
        }
        guard let allowed, !allowed.contains(where: { $0.matches(type, name: name) }) else { return .granted }
        return refused(asked, by: "no entry of \(list)Whitelist matches")
    }

    /// Whether Applications of this project may hold a resource on a cluster: its kind, and its own namespace as a
    /// destination.
    public func permits(
        resource key: ResourceKey,
        isClusterScoped: Bool,
        on destination: ApplicationDestination,
        projectClusters: @autoclosure () -> [Cluster] = []
    ) -> Permission {
        let permission = permits(kind: key.groupKind, isClusterScoped: isClusterScoped, name: key.name)
        guard permission.isGranted, !isClusterScoped else { return permission }
        let place = ApplicationDestination(
            server: destination.server,
            name: destination.name,
            namespace: key.namespace
        )
        return permits(destination: place, projectClusters: projectClusters())
    }

    /// Whether Applications of this project may stand in a namespace.
    ///
    /// Those in no namespace and in Argo CD's own always may; others need an entry of `sourceNamespaces` that matches,
    /// a glob or a regular expression between two slashes.
    public func permits(applicationNamespace namespace: String, controllerNamespace: String = "") -> Permission {
        if namespace.isEmpty || namespace == controllerNamespace { return .granted }
        let isPermitted = sourceNamespaces.contains { pattern in
            if let expression = Self.expression(in: pattern.text) { return namespace.contains(expression) }
            return pattern.hits(namespace)
        }
        return isPermitted
            ? .granted
            : refused("applications in namespace \"\(namespace)\"", by: "no entry of sourceNamespaces matches")
    }

    /// The regular expression of a pattern between two slashes; nil for a glob and for one that is malformed.
    private static func expression(in text: String) -> Regex<AnyRegexOutput>? {
        guard text.count > 2, text.hasPrefix("/"), text.hasSuffix("/") else { return nil }
        return try? Regex(String(text.dropFirst().dropLast()))
    }

    private func describe(_ destination: ApplicationDestination) -> String {
        let cluster = [destination.name, destination.server].filter { !$0.isEmpty }.joined(separator: " ")
        return "namespace \"\(destination.namespace)\" of cluster \"\(cluster)\""
    }

    private func refused(_ asked: String, by rule: String) -> Permission {
        .refused("project \"\(name)\" does not permit \(asked): \(rule)")
    }
}
