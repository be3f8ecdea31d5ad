import FleetValue

/// Fills in what server-side apply of older servers refuses to do without.
///
/// Ports of Services and containers are lists whose key has two parts, of which `protocol` has a default. Servers up to
/// 1.20 and some later ones refuse an entry without it ("associative list with keys has an element that omits key
/// field"). The default is what the server would store, so to write it out changes nothing on newer ones; a comparison
/// with what is stored must fill it in as well.
public enum ServerSideApplyDefaults {
    /// The manifest with `protocol: TCP` in each port that names no protocol.
    ///
    /// Looked at are the ports of a Service, and those of all containers of a Pod and of the Pod templates in the
    /// built-in kinds. Other kinds, and fields of unexpected types, stay as they are.
    public static func filled(_ manifest: Manifest) -> Manifest {
        let type = manifest.groupVersionKind
        guard let path = paths[type.groupKind] else { return manifest }
        var result = manifest
        if type.kind == "Service" {
            change(&result.value, path[...]) { spec in fillPorts(&spec) }
        } else {
            change(&result.value, path[...]) { spec in
                for list in ["containers", "initContainers", "ephemeralContainers"] {
                    guard case .array(var containers)? = spec[list] else { continue }
                    spec[list] = .null
                    for index in containers.indices {
                        guard case .mapping(var container) = containers[index] else { continue }
                        containers[index] = .null
                        fillPorts(&container)
                        containers[index] = .mapping(container)
                    }
                    spec[list] = .array(containers)
                }
            }
        }
        return result
    }

    /// Where the specification with the ports, or with the containers, stands.
    private static let paths: [GroupKind: [String]] = {
        let template = ["spec", "template", "spec"]
        return [
            GroupKind(group: "", kind: "Service"): ["spec"],
            GroupKind(group: "", kind: "Pod"): ["spec"],
            GroupKind(group: "", kind: "PodTemplate"): ["template", "spec"],
            GroupKind(group: "", kind: "ReplicationController"): template,
            GroupKind(group: "apps", kind: "Deployment"): template,
            GroupKind(group: "apps", kind: "StatefulSet"): template,
            GroupKind(group: "apps", kind: "DaemonSet"): template,
            GroupKind(group: "apps", kind: "ReplicaSet"): template,
            GroupKind(group: "extensions", kind: "Deployment"): template,
            GroupKind(group: "extensions", kind: "DaemonSet"): template,
            GroupKind(group: "extensions", kind: "ReplicaSet"): template,
            GroupKind(group: "batch", kind: "Job"): template,
            GroupKind(group: "batch", kind: "CronJob"): ["spec", "jobTemplate", "spec", "template", "spec"],
        ]
    }()

    /// Changes the mapping at a path, if there is one.
    private static func change(_ value: inout Value, _ path: ArraySlice<String>, _ body: (inout Mapping) -> Void) {
        guard case .mapping(var mapping) = value else { return }
        value = .null
        if let key = path.first {
            if var child = mapping[key] {
                mapping[key] = .null
                change(&child, path.dropFirst(), body)
                mapping[key] = child
            }
        } else {
            body(&mapping)
        }
        value = .mapping(mapping)
    }

    private static func fillPorts(_ owner: inout Mapping) {
        guard case .array(var ports)? = owner["ports"] else { return }
        for index in ports.indices {
            guard case .mapping(var port) = ports[index] else { continue }
            if let named = port["protocol"], !named.isNull { continue }
            port["protocol"] = "TCP"
            ports[index] = .mapping(port)
        }
        owner["ports"] = .array(ports)
    }
}
