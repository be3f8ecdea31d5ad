import FleetModel
import FleetValue

/// A live resource as the rules read it: what is absent reads as Go's zero value.
struct LiveResource {
    /// The whole document.
    let manifest: Manifest
    /// `spec`, or null.
    let spec: Value
    /// `status`, or null.
    let status: Value

    init(_ manifest: Manifest) {
        self.manifest = manifest
        spec = manifest.value["spec"] ?? .null
        status = manifest.value["status"] ?? .null
    }

    /// `metadata.generation`.
    var generation: Int64 { manifest.value["metadata"]?["generation"]?.integer ?? 0 }

    /// `status.observedGeneration`.
    var observedGeneration: Int64 { count("observedGeneration") }

    /// `spec.replicas`, or nil when the server has not filled it in.
    var replicas: Int64? { spec["replicas"]?.integer }

    /// A number of the status.
    func count(_ field: String) -> Int64 { status[field]?.integer ?? 0 }

    /// A text of the status.
    func text(_ field: String) -> String { status[field]?.string ?? "" }

    /// `status.conditions`, in order.
    var conditions: [Condition] { Condition.all(in: status["conditions"]) }

    /// The first condition of a type.
    func condition(_ type: String) -> Condition? { conditions.first { $0.type == type } }
}

/// One entry of `status.conditions`; what is absent is empty.
struct Condition {
    /// `type`.
    let type: String
    /// `status`: `True`, `False` or `Unknown`.
    let status: String
    /// `reason`.
    let reason: String
    /// `message`.
    let message: String

    /// Whether the status is `True`.
    var isTrue: Bool { status == "True" }

    /// Whether the status is `False`.
    var isFalse: Bool { status == "False" }

    /// The conditions of a list; none when it is no list.
    static func all(in list: Value?) -> [Condition] {
        (list?.array ?? []).map { entry in
            Condition(
                type: entry["type"]?.string ?? "",
                status: entry["status"]?.string ?? "",
                reason: entry["reason"]?.string ?? "",
                message: entry["message"]?.string ?? ""
            )
        }
    }
}
