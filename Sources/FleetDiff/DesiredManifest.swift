public import FleetModel
import FleetValue
import FoundationEssentials

/// Brings a rendered manifest into the form that is applied and compared.
public enum DesiredManifest {
    /// Fields of `metadata` that only the server writes.
    ///
    /// A manifest that was once read from a cluster carries them, and the server refuses to apply some of them.
    private static let bookkeeping = [
        "creationTimestamp", "generation", "managedFields", "resourceVersion", "selfLink", "uid",
    ]

    /// The manifest as it is sent to the server: tracking metadata set, namespace filled in or left out, `stringData`
    /// merged into `data`, what old servers refuse to do without filled in, and left out what only the server writes
    /// (`status`, and its own fields of `metadata`).
    ///
    /// - Parameters:
    ///   - manifest: As rendered.
    ///   - application: The owning application's name.
    ///   - namespace: The destination's namespace, used when the manifest names none.
    ///   - namespaced: Whether the kind lives in namespaces.
    /// - Returns: What is sent and compared.
    public static func prepared(
        _ manifest: Manifest,
        application: String,
        namespace: String,
        namespaced: Bool
    ) -> Manifest {
        var manifest = ServerSideApplyDefaults.filled(manifest)
        if !namespaced {
            manifest.namespace = ""
        } else if manifest.namespace.isEmpty {
            manifest.namespace = namespace
        }
        // A controller-generated manifest often carries an empty one.
        manifest.value["status"] = nil
        if var metadata = manifest.value["metadata"]?.mapping {
            for field in bookkeeping { metadata[field] = nil }
            manifest.value["metadata"] = .mapping(metadata)
        }
        mergeStringData(&manifest)
        manifest.setLabel(Tracking.applicationLabel, Tracking.labelValue(for: application))
        manifest.setAnnotation(
            Tracking.identifierAnnotation,
            Tracking.identifier(application: application, key: manifest.key)
        )
        return manifest
    }

    /// Merges a Secret's write-only `stringData` into `data`, as the API server does on writing.
    ///
    /// What is no text stays where it is, for the server to refuse.
    private static func mergeStringData(_ manifest: inout Manifest) {
        guard manifest.kind == "Secret", manifest.apiVersion == "v1",
            case .mapping(let texts)? = manifest.value["stringData"]
        else { return }
        var data: Mapping
        switch manifest.value["data"] {
        case .mapping(let mapping)?: data = mapping
        case nil, .null?: data = Mapping()
        default: return
        }
        var rest = Mapping()
        for (key, value) in texts {
            if let text = value.string {
                data[key] = .string(Data(text.utf8).base64EncodedString())
            } else {
                rest.append(key, value)
            }
        }
        manifest.value["stringData"] = rest.isEmpty ? nil : .mapping(rest)
        if !data.isEmpty { manifest.value["data"] = .mapping(data) }
    }
}
