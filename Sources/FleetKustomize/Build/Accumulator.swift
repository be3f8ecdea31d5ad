import FleetValue

/// What a kustomization has gathered: resources, configuration and variables.
struct Accumulator {
    var map = ResourceMap()
    var configuration = TransformerConfiguration()
    var variables: [Variable] = []

    /// A variable of `vars`.
    struct Variable {
        let name: String
        let declaration: Value

        init(_ declaration: Value) {
            name = declaration["name"]?.scalarText ?? ""
            self.declaration = declaration
        }
    }

    /// Adds all that another one gathered.
    mutating func merge(_ other: Accumulator) throws(KustomizeError) {
        try map.append(contentsOf: other.map.resources)
        try configuration.merge(other.configuration)
        try merge(other.variables)
    }

    /// Adds variables, whose names must be new.
    mutating func merge(_ added: [Variable]) throws(KustomizeError) {
        for variable in added {
            guard !variables.contains(where: { $0.name == variable.name }) else {
                throw KustomizeError("var '\(variable.name)' already encountered")
            }
            variables.append(variable)
        }
    }
}
