/// What each target of `Sources` may import of the project and of its packages: design, as a table.
///
/// An import goes down, never up or sideways; `Package.swift` says the same to the compiler, this says it to whoever
/// changes `Package.swift`.
enum ImportTable {
    /// What every target may import; not Foundation itself, which costs a command its start-up time.
    static let everywhere: Set<String> = ["Dispatch", "FoundationEssentials", "Glibc", "Synchronization"]

    static let allowed: [String: Set<String>] = [
        // Layer 1: values and transfers.
        "FleetValue": [],
        "FleetHTTP": ["CCurl"],
        "FleetRegex": [],
        "FleetArchive": ["CZlib"],

        // Layer 2: text and meaning.
        "FleetYAML": ["CYAML", "FleetValue"],
        "FleetTemplate": ["FleetValue"],
        "FleetModel": ["FleetValue"],

        "FleetSprig": [
            "CCrypt", "FleetRegex", "FleetTemplate", "FleetYAML", "FleetValue", "Crypto", "CryptoExtras", "SwiftASN1",
            "X509",
        ],

        // Layer 3: one concern each.
        "FleetKube": ["FleetHTTP", "FleetYAML", "FleetModel", "FleetValue", "Subprocess"],
        "FleetRegistry": ["GRDB", "FleetModel", "FleetValue"],
        "FleetGenerators": ["FleetModel", "FleetRegex", "FleetSprig", "FleetTemplate", "FleetYAML", "FleetValue"],
        "FleetProviders": ["FleetGenerators", "FleetHTTP", "FleetModel", "FleetRegex", "FleetValue"],
        "FleetDiff": ["FleetModel", "FleetYAML", "FleetValue"],
        "FleetHealth": ["FleetModel", "FleetValue"],
        "FleetKustomize": ["FleetRegex", "FleetYAML", "FleetValue", "Crypto"],
        "FleetHelm": ["FleetArchive", "FleetRegex", "FleetSprig", "FleetTemplate", "FleetYAML", "FleetValue"],
        "FleetRender": [
            "FleetHelm", "FleetKustomize", "FleetModel", "FleetYAML", "FleetValue", "Crypto", "Subprocess",
        ],

        // Layer 4: the fleet as a whole.
        "FleetDeclarations": ["FleetGenerators", "FleetRender", "FleetModel", "FleetYAML", "FleetValue"],
        "FleetSync": [
            "FleetDeclarations", "FleetDiff", "FleetGenerators", "FleetHealth", "FleetKube", "FleetModel",
            "FleetRegistry", "FleetRender", "FleetValue",
        ],
        "FleetDrift": ["FleetDeclarations", "FleetSync", "FleetDiff", "FleetModel", "FleetValue"],

        // Layer 5 and 6: commands.
        "FleetCommands": [
            "FleetDeclarations", "FleetDiff", "FleetDrift", "FleetGenerators", "FleetHTTP", "FleetHealth", "FleetKube",
            "FleetModel", "FleetProviders", "FleetRegistry", "FleetRender", "FleetSprig", "FleetSync", "FleetTemplate",
            "FleetTemplates", "FleetValue", "FleetYAML", "ArgumentParser",
        ],
        "fleet": ["FleetCommands"],

        // Beside the product.
        "FleetBenchmarks": [
            "CYAML", "FleetGenerators", "FleetKustomize", "FleetModel", "FleetValue", "FleetYAML", "Foundation",
        ],
    ]

    /// Folders of `Sources` without Swift: module map and header.
    static let systemLibraries: Set<String> = ["CCrypt", "CCurl", "CYAML", "CZlib"]
}
