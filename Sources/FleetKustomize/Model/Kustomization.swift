import FleetValue

/// One kustomization file, checked.
struct Kustomization {
    /// Its fields, spelt as the documentation has them.
    let value: Value
    /// The file's path from the root of the tree.
    let file: String

    /// Decodes a file.
    ///
    /// - Throws: ``KustomizeError`` in the real tool's words.
    init(_ bytes: [UInt8], file: String) throws(KustomizeError) {
        self.file = file
        let read = try ResourceReader.configuration(bytes, file: file)
        if read.isNull { throw KustomizeError("\(KustomizePath.name(of: file)) is empty") }
        var value = try KustomizationShape.kustomization.checked(read, at: "Kustomization")
        try Self.checkType(value)
        if value["imageTags"] != nil, value["images"] == nil { value["images"] = value["imageTags"] }
        if let bases = value["bases"]?.array {
            value["resources"] = .array((value["resources"]?.array ?? []) + bases)
            value["bases"] = nil
        }
        self.value = value
        if value["helmCharts"]?.array?.isEmpty == false || value["helmChartInflationGenerator"]?.array?.isEmpty == false
        {
            throw KustomizeError(
                "must specify --enable-helm: helmCharts in \(file) need the helm tool",
                needsTool: true
            )
        }
    }

    private static func checkType(_ value: Value) throws(KustomizeError) {
        let kind = value["kind"]?.string ?? ""
        let version = value["apiVersion"]?.string ?? ""
        guard kind.isEmpty || kind == "Kustomization" || kind == "Component" else {
            throw KustomizeError("kind should be Kustomization or Component")
        }
        if kind == "Component" {
            guard version.isEmpty || version == "kustomize.config.k8s.io/v1alpha1" else {
                throw KustomizeError("apiVersion for Component should be kustomize.config.k8s.io/v1alpha1")
            }
        } else if !version.isEmpty, version != "kustomize.config.k8s.io/v1beta1",
            version != "kustomize.config.k8s.io/v1"
        {
            throw KustomizeError("apiVersion for Kustomization should be kustomize.config.k8s.io/v1beta1")
        }
    }

    /// Whether it says nothing but what it is.
    var isEmpty: Bool {
        (value.mapping ?? Mapping()).allSatisfy { key, value in
            key == "apiVersion" || key == "kind" || Self.isZero(value)
        }
    }

    private static func isZero(_ value: Value) -> Bool {
        switch value {
        case .null: true
        case .bool(let truth): !truth
        case .integer(let number): number == 0
        case .double(let number): number == 0
        case .string(let text): text.isEmpty
        case .array: false
        case .mapping(let mapping): mapping.isEmpty
        }
    }

    /// Whether it is a component.
    var isComponent: Bool { value["kind"]?.string == "Component" }

    /// A text; empty when it is not set.
    func text(_ field: String) -> String { value[field]?.string ?? "" }

    /// A list of texts.
    func texts(_ field: String) -> [String] { value[field]?.array?.compactMap(\.string) ?? [] }

    /// A list of mappings.
    func entries(_ field: String) -> [Value] { value[field]?.array?.filter { !$0.isNull } ?? [] }
}
