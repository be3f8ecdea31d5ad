import FleetModel
import FleetValue

/// Reads a kustomization's fields, whose names kustomize compares without regard to case.
struct KustomizationFields {
    private let kustomization: Mapping

    /// Begins to read.
    init(_ kustomization: Mapping) {
        self.kustomization = kustomization
    }

    /// How the field is spelled here; as given when it is not here.
    func key(_ field: String) -> String {
        if kustomization[field] != nil { return field }
        let lowercased = field.lowercased()
        return kustomization.keys.first { $0.lowercased() == lowercased } ?? field
    }

    /// A list, empty when the field is absent.
    func list(_ field: String) throws(ModelError) -> [Value] {
        try FieldReader(.mapping(kustomization)).optionalList(key(field)) ?? []
    }

    /// A mapping, empty when the field is absent.
    func mapping(_ field: String) throws(ModelError) -> Mapping {
        try FieldReader(.mapping(kustomization)).optionalMapping(key(field)) ?? Mapping()
    }
}
