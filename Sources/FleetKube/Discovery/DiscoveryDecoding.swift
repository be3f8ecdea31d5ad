import FleetModel
import FleetValue

/// Reads what API servers answer about themselves, in the old form and in the aggregated one.
enum DiscoveryDecoding {
    /// What to ask for: the aggregated form if the server has it.
    ///
    /// - SeeAlso: <https://kubernetes.io/docs/concepts/overview/kubernetes-api/#aggregated-discovery>
    static let accept =
        "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
        + "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json"

    /// The answer of `/api` or `/apis`.
    enum Root: Equatable {
        /// The aggregated form: everything at once.
        case aggregated([APIResource], failed: [Discovery.FailedGroup])
        /// The old form: versions that are to be asked one by one, in order of preference.
        case versions([GroupVersion])
    }

    /// A group in one version.
    struct GroupVersion: Hashable {
        var group: String
        var version: String

        /// The path that says what it serves.
        var path: String {
            group.isEmpty
                ? "/api/" + APIPath.segment(version)
                : "/apis/" + APIPath.segment(group) + "/" + APIPath.segment(version)
        }
    }

    /// Reads the answer of `/api` or `/apis`, whichever form it has.
    ///
    /// - Returns: Nil when it has neither.
    static func root(_ value: Value) -> Root? {
        switch value["kind"]?.string {
        case "APIGroupDiscoveryList":
            guard let groups = value["items"]?.array else { return nil }
            return aggregated(groups)
        case "APIVersions":
            guard let versions = value["versions"]?.array else { return nil }
            return .versions(versions.compactMap(\.string).map { GroupVersion(group: "", version: $0) })
        case "APIGroupList":
            guard let groups = value["groups"] else { return nil }
            return .versions((groups.array ?? []).flatMap(self.versions))
        default:
            return nil
        }
    }

    /// The versions of one group of an `APIGroupList`, the preferred one first.
    private static func versions(_ group: Value) -> [GroupVersion] {
        let name = group["name"]?.string ?? ""
        let all = (group["versions"]?.array ?? []).compactMap { $0["version"]?.string }
        let preferred = group["preferredVersion"]?["version"]?.string
        let ordered = all.filter { $0 == preferred } + all.filter { $0 != preferred }
        return ordered.map { GroupVersion(group: name, version: $0) }
    }

    private static func aggregated(_ groups: [Value]) -> Root {
        var resources: [APIResource] = []
        var failed: [Discovery.FailedGroup] = []
        for group in groups {
            let name = group["metadata"]?["name"]?.string ?? ""
            for entry in group["versions"]?.array ?? [] {
                guard let version = entry["version"]?.string else { continue }
                if entry["freshness"]?.string == "Stale" {
                    // What stands there is from before the group's server went away. client-go ignores it as well.
                    let message = "its API server does not answer"
                    failed.append(Discovery.FailedGroup(group: name, version: version, message: message))
                    continue
                }
                for resource in entry["resources"]?.array ?? [] {
                    // Without a kind of its own there are only subresources below it.
                    guard let plural = resource["resource"]?.string, let type = resource["responseKind"],
                        let kind = type["kind"]?.string, !kind.isEmpty
                    else { continue }
                    resources.append(
                        APIResource(
                            group: name,
                            version: version,
                            kind: kind,
                            name: plural,
                            singularName: resource["singularResource"]?.string ?? "",
                            namespaced: resource["scope"]?.string == "Namespaced",
                            verbs: strings(resource["verbs"]),
                            shortNames: strings(resource["shortNames"]),
                            categories: strings(resource["categories"]),
                            subresources: (resource["subresources"]?.array ?? [])
                                .compactMap { $0["subresource"]?.string }
                        )
                    )
                }
            }
        }
        return .aggregated(resources, failed: failed)
    }

    /// Reads an `APIResourceList`: what one version of a group serves.
    ///
    /// - Returns: Nil when the value is none.
    static func resources(_ value: Value, of group: GroupVersion) -> [APIResource]? {
        guard value["kind"]?.string == "APIResourceList", let entries = value["resources"] else { return nil }
        var resources: [APIResource] = []
        var subresources: [String: [String]] = [:]
        for entry in entries.array ?? [] {
            guard let name = entry["name"]?.string, let kind = entry["kind"]?.string else { continue }
            if let slash = name.firstIndex(of: "/") {
                subresources[String(name[..<slash]), default: []].append(String(name[name.index(after: slash)...]))
                continue
            }
            resources.append(
                APIResource(
                    group: group.group,
                    version: group.version,
                    kind: kind,
                    name: name,
                    singularName: entry["singularName"]?.string ?? "",
                    namespaced: entry["namespaced"]?.bool ?? false,
                    verbs: strings(entry["verbs"]),
                    shortNames: strings(entry["shortNames"]),
                    categories: strings(entry["categories"])
                )
            )
        }
        for index in resources.indices {
            resources[index].subresources = subresources[resources[index].name] ?? []
        }
        return resources
    }

    private static func strings(_ value: Value?) -> [String] { (value?.array ?? []).compactMap(\.string) }
}
