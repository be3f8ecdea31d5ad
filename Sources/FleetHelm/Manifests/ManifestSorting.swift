import FleetValue
import FleetYAML

/// Takes rendered files apart into manifests, hooks and notes, and brings them in order.
///
/// Follows helm `pkg/release/v1/util/manifest_sorter.go` and `kind_sorter.go`.
enum ManifestSorting {
    private static let notesName = "NOTES.txt"

    static func sorted(_ files: [(path: String, text: String)], chart: String) throws(HelmError) -> RenderedChart {
        var manifests: [ChartManifest] = []
        var hooks: [ChartHook] = []
        var notes: String?
        for (path, text) in files.sorted(by: { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }) {
            if path.hasSuffix(notesName) {
                if path == "\(chart)/templates/\(notesName)" { notes = text }
                continue
            }
            // Hidden files are no manifests, and neither are empty ones.
            if path.split(separator: "/").last?.hasPrefix(".") ?? false { continue }
            for document in documents(in: text) { try add(document, path, &manifests, &hooks) }
        }
        return RenderedChart(
            definitions: [],
            manifests: byKind(manifests) { $0.kind },
            hooks: byKind(hooks) { $0.kind },
            notes: notes
        )
    }

    // MARK: Documents

    /// The documents of a text, separated by lines that begin with `---`: without white space in front, none empty.
    private static func documents(in text: String) -> [String] {
        var documents: [[UInt8]] = [[]]
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let end = rest.firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? rest.endIndex
            var line = rest[..<end]
            rest = rest[end...]
            if line.starts(with: "---".utf8) {
                documents.append([])
                line = line.dropFirst(3)
            }
            documents[documents.count - 1] += line
        }
        return documents.compactMap { bytes in
            let trimmed = bytes.drop { $0 == UInt8(ascii: " ") || ($0 >= 9 && $0 <= 13) }
            return trimmed.isEmpty ? nil : String(decoding: trimmed, as: UTF8.self)
        }
    }

    private static func add(
        _ text: String,
        _ path: String,
        _ manifests: inout [ChartManifest],
        _ hooks: inout [ChartHook]
    ) throws(HelmError) {
        let head = try ManifestHead(text, path)
        guard let declared = head.annotations["helm.sh/hook"] else {
            manifests.append(ChartManifest(path: path, kind: head.kind, text: text))
            return
        }
        var events: [String] = []
        for event in words(declared) {
            // One event that there is none of, and the whole document is dropped.
            guard let known = hookEvents[event] else { return }
            events.append(known)
        }
        hooks.append(
            ChartHook(
                name: head.name,
                kind: head.kind,
                path: path,
                text: text,
                events: events,
                weight: weight(head.annotations["helm.sh/hook-weight"] ?? "0"),
                deletePolicies: head.annotations["helm.sh/hook-delete-policy"].map(words) ?? []
            )
        )
    }

    private static let hookEvents: [String: String] = [
        "pre-install": "pre-install", "post-install": "post-install", "pre-delete": "pre-delete",
        "post-delete": "post-delete", "pre-upgrade": "pre-upgrade", "post-upgrade": "post-upgrade",
        "pre-rollback": "pre-rollback", "post-rollback": "post-rollback", "test": "test", "test-success": "test",
    ]

    private static func words(_ text: String) -> [String] {
        text.split(separator: ",", omittingEmptySubsequences: false).map { word in
            var word = word
            while word.first?.isWhitespace == true { word.removeFirst() }
            while word.last?.isWhitespace == true { word.removeLast() }
            return word.lowercased()
        }
    }

    /// A weight; 0 when it is no number.
    private static func weight(_ text: String) -> Int {
        Int(text) ?? 0
    }

    // MARK: Order

    private static let installOrder: [String: Int] = {
        let kinds = [
            "PriorityClass", "Namespace", "NetworkPolicy", "ResourceQuota", "LimitRange", "PodSecurityPolicy",
            "PodDisruptionBudget", "ServiceAccount", "Secret", "SecretList", "ConfigMap", "StorageClass",
            "PersistentVolume", "PersistentVolumeClaim", "CustomResourceDefinition", "ClusterRole", "ClusterRoleList",
            "ClusterRoleBinding", "ClusterRoleBindingList", "Role", "RoleList", "RoleBinding", "RoleBindingList",
            "Service", "DaemonSet", "Pod", "ReplicationController", "ReplicaSet", "Deployment",
            "HorizontalPodAutoscaler", "StatefulSet", "Job", "CronJob", "IngressClass", "Ingress", "APIService",
            "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration",
        ]
        return Dictionary(kinds.enumerated().map { ($0.element, $0.offset) }) { $1 }
    }()

    /// The elements by kind, those of one kind in the order they came in.
    ///
    /// Kinds that are not known come last, by name.
    private static func byKind<Element>(_ elements: [Element], _ kind: (Element) -> String) -> [Element] {
        let keyed = elements.enumerated().map { offset, element in
            let kind = kind(element)
            let place = installOrder[kind]
            return (
                place: place ?? installOrder.count, kind: place == nil ? kind : "", offset: offset, element: element
            )
        }
        return keyed.sorted { ($0.place, $0.kind, $0.offset) < ($1.place, $1.kind, $1.offset) }.map(\.element)
    }
}

/// What Helm reads of a manifest before anybody else does.
struct ManifestHead {
    let kind: String
    let name: String
    let annotations: [String: String]

    /// Reads the first document of a text.
    ///
    /// - Throws: ``HelmError`` that begins with `YAML parse error on`.
    init(_ text: String, _ path: String) throws(HelmError) {
        let value: Value
        do throws(GoYAMLError) {
            value = try GoYAMLReader.value(in: text)
        } catch {
            throw HelmError("YAML parse error on \(path): \(error.message)")
        }
        let decoding =
            "YAML parse error on \(path): error unmarshaling JSON: while decoding JSON: json: cannot unmarshal "
        if !value.isNull, value.mapping == nil {
            throw HelmError("\(decoding)\(Self.kindName(value)) into Go value of type util.SimpleHead")
        }
        kind = value["kind"]?.scalarText ?? ""
        name = value["metadata"]?["name"]?.scalarText ?? ""
        var annotations: [String: String] = [:]
        switch value["metadata"]?["annotations"] {
        case nil, .null?: break
        case .mapping(let mapping)?:
            for (key, value) in mapping {
                if value.isNull {
                    annotations[key] = ""
                } else if let text = value.scalarText {
                    annotations[key] = text
                } else {
                    throw HelmError(
                        "\(decoding)\(Self.kindName(value)) into Go struct field .metadata.annotations.\(key) of type string"
                    )
                }
            }
        case let other?:
            throw HelmError(
                "\(decoding)\(Self.kindName(other)) into Go struct field .metadata.annotations of type map[string]string"
            )
        }
        self.annotations = annotations
    }

    private static func kindName(_ value: Value) -> String {
        switch value {
        case .null: "null"
        case .bool: "bool"
        case .integer, .double: "number"
        case .string: "string"
        case .array: "array"
        case .mapping: "object"
        }
    }
}

extension Value {
    /// The text of a scalar, as Go's YAML library puts scalars into texts.
    fileprivate var scalarText: String? {
        switch self {
        case .string(let text): text
        case .bool(let truth): truth ? "true" : "false"
        case .integer(let number): String(number)
        case .double: JSONWriter.text(of: self)
        case .null, .array, .mapping: nil
        }
    }
}
