public import FleetModel
import FleetValue
import FoundationEssentials

/// Brings a rendered manifest into the form that is applied and compared.
public enum DesiredManifest {
    /// The manifest as it is sent to the server: tracking metadata set, namespace filled in or left out, `stringData`
    /// merged into `data`, and what old servers refuse filled in.
    ///
    /// - Parameters:
    ///   - manifest: As rendered.
    ///   - application: The owning application's name.
    ///   - namespace: The destination's namespace, used when the manifest names none.
    ///   - namespaced: Whether the kind lives in namespaces.
    public static func prepared(
        _ manifest: Manifest,
        application: String,
        namespace: String,
        namespaced: Bool
    ) -> Manifest {
        var manifest = manifest
        if !namespaced {
            manifest.namespace = ""
        } else if manifest.namespace.isEmpty {
            manifest.namespace = namespace
        }
        // `status` is the cluster's to write; a controller-generated manifest often carries an empty one.
        manifest.value["status"] = nil
        if var metadata = manifest.value["metadata"]?.mapping {
            // `kubectl create --dry-run -o yaml` writes `creationTimestamp: null`, which no applier may own.
            metadata["creationTimestamp"] = nil
            metadata["managedFields"] = nil
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
    private static func mergeStringData(_ manifest: inout Manifest) {
        guard manifest.kind == "Secret", manifest.apiVersion == "v1",
            let texts = manifest.value["stringData"]?.mapping
        else { return }
        var data = manifest.value["data"]?.mapping ?? Mapping()
        for (key, value) in texts {
            data[key] = .string(Data((value.string ?? "").utf8).base64EncodedString())
        }
        manifest.value["stringData"] = nil
        manifest.value["data"] = .mapping(data)
    }
}
