// swift-tools-version: 6.2

import PackageDescription

/// Set by `Tests/run`: warnings are errors in the gate, never in a user's build with a newer compiler.
let strict = Context.environment["FLEET_STRICT"] == "1"

/// Targets that hold C pointers.
///
/// Every other target is checked for memory safety.
let wrappers: Set<String> = ["FleetHTTP", "FleetYAML", "FleetSprig", "FleetBenchmarks"]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let asn1 = Target.Dependency.product(name: "SwiftASN1", package: "swift-asn1")
let certificates = Target.Dependency.product(name: "X509", package: "swift-certificates")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")

let package = Package(
    name: "fleet",
    products: [
        .executable(name: "fleet", targets: ["fleet"]),
        .executable(name: "fleet-benchmarks", targets: ["FleetBenchmarks"]),
    ],
    dependencies: [
        // Commands, options, help and shell completion.
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        // SQLite for the registry: pool, WAL, migrations.
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        // git, kustomize and credential plugins, started without a shell.
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
        // Hashes for cache keys; hashes, ciphers and keys of the template functions.
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        // X.509 certificates that template functions make (genCA and its kin).
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        // The encoding of keys in those certificates.
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
    ],
    targets: [
        // Layer 0: system libraries.
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CCrypt", pkgConfig: "libcrypt", providers: [.apt(["libcrypt-dev"])]),

        // Layer 1: values and transfers.
        .target(name: "FleetValue"),
        .target(name: "FleetHTTP", dependencies: ["CCurl"]),
        .target(name: "FleetRegex"),
        .target(name: "FleetArchive", dependencies: ["CZlib"]),

        // Layer 2: text and meaning.
        .target(name: "FleetYAML", dependencies: ["CYAML", "FleetValue"]),
        .target(name: "FleetTemplate", dependencies: ["FleetValue"]),
        .target(name: "FleetModel", dependencies: ["FleetValue"]),
        .target(
            name: "FleetSprig",
            dependencies: [
                "CCrypt", "FleetRegex", "FleetTemplate", "FleetYAML", "FleetValue", asn1, certificates, crypto,
                cryptoExtras,
            ]
        ),

        // Layer 3: one concern each.
        .target(
            name: "FleetKube",
            dependencies: ["FleetHTTP", "FleetYAML", "FleetModel", "FleetValue", subprocess]
        ),
        .target(name: "FleetRegistry", dependencies: [grdb, "FleetModel", "FleetValue"]),
        .target(
            name: "FleetGenerators",
            dependencies: ["FleetModel", "FleetRegex", "FleetSprig", "FleetTemplate", "FleetYAML", "FleetValue"]
        ),
        .target(
            name: "FleetProviders",
            dependencies: ["FleetGenerators", "FleetHTTP", "FleetModel", "FleetRegex", "FleetValue"]
        ),
        .target(name: "FleetDiff", dependencies: ["FleetModel", "FleetYAML", "FleetValue"]),
        .target(name: "FleetHealth", dependencies: ["FleetModel", "FleetValue"]),
        .target(name: "FleetKustomize", dependencies: ["FleetRegex", "FleetYAML", "FleetValue", crypto]),
        .target(
            name: "FleetHelm",
            dependencies: ["FleetArchive", "FleetRegex", "FleetSprig", "FleetTemplate", "FleetYAML", "FleetValue"]
        ),
        .target(
            name: "FleetRender",
            dependencies: [
                "FleetHelm", "FleetKustomize", "FleetModel", "FleetYAML", "FleetValue", crypto, subprocess,
            ]
        ),

        .target(
            name: "FleetDeclarations",
            dependencies: ["FleetGenerators", "FleetRender", "FleetModel", "FleetYAML", "FleetValue"]
        ),

        // Layer 4: the fleet as a whole.
        .target(
            name: "FleetSync",
            dependencies: [
                "FleetDeclarations", "FleetDiff", "FleetGenerators", "FleetHealth", "FleetKube", "FleetModel",
                "FleetRegistry", "FleetRender", "FleetValue",
            ]
        ),
        .target(
            name: "FleetDrift",
            dependencies: ["FleetDeclarations", "FleetSync", "FleetDiff", "FleetModel", "FleetValue"]
        ),

        // Layer 5 and 6: commands.
        .target(
            name: "FleetTemplates",
            path: "Templates",
            resources: [.embedInCode("bootstrap")]
        ),
        .target(
            name: "FleetCommands",
            dependencies: [
                "FleetDeclarations", "FleetDiff", "FleetDrift", "FleetGenerators", "FleetHTTP", "FleetHealth",
                "FleetKube", "FleetModel", "FleetProviders", "FleetRegistry", "FleetRender", "FleetSprig", "FleetSync",
                "FleetTemplate", "FleetTemplates", "FleetValue", "FleetYAML", argumentParser,
            ]
        ),
        .executableTarget(name: "fleet", dependencies: ["FleetCommands"]),
        .executableTarget(
            name: "FleetBenchmarks",
            dependencies: ["CYAML", "FleetGenerators", "FleetKustomize", "FleetModel", "FleetValue", "FleetYAML"]
        ),

        // Tests.
        .target(
            name: "FleetTestSupport",
            dependencies: ["FleetValue", "FleetYAML", subprocess],
            path: "Tests/Support"
        ),
        .target(
            name: "FleetServerSupport",
            dependencies: ["FleetHTTP", "FleetTestSupport", "FleetValue"],
            path: "Tests/ServerSupport"
        ),
    ]
)

/// Test targets and what each imports beside its own target.
let tests: [(name: String, dependencies: [Target.Dependency])] = [
    ("FleetServerSupport", ["FleetValue"]),
    ("FleetValue", []),
    ("FleetHTTP", []),
    ("FleetYAML", ["FleetValue"]),
    ("FleetRegex", []),
    ("FleetArchive", []),
    ("FleetTemplate", ["FleetValue", "FleetYAML"]),
    ("FleetSprig", ["FleetTemplate", "FleetValue", "FleetYAML", asn1, certificates]),
    ("FleetModel", ["FleetValue", "FleetYAML"]),
    ("FleetKube", ["FleetHTTP", "FleetModel", "FleetValue", "FleetYAML"]),
    ("FleetRegistry", ["FleetModel", "FleetValue"]),
    ("FleetGenerators", ["FleetModel", "FleetValue", "FleetYAML"]),
    ("FleetProviders", ["FleetGenerators", "FleetHTTP", "FleetModel", "FleetValue", "FleetYAML"]),
    ("FleetDiff", ["FleetModel", "FleetServerSupport", "FleetValue", "FleetYAML"]),
    ("FleetHealth", ["FleetModel", "FleetValue", "FleetYAML"]),
    ("FleetKustomize", ["FleetValue"]),
    ("FleetHelm", ["FleetValue", "FleetYAML"]),
    ("FleetRender", ["FleetModel", "FleetValue", "FleetYAML"]),
    ("FleetDeclarations", ["FleetGenerators", "FleetModel", "FleetRender", "FleetValue", "FleetYAML"]),
    (
        "FleetSync",
        [
            "FleetDeclarations", "FleetDiff", "FleetHTTP", "FleetHealth", "FleetKube", "FleetModel", "FleetRegistry",
            "FleetRender", "FleetValue", "FleetYAML",
        ]
    ),
    ("FleetDrift", ["FleetDeclarations", "FleetDiff", "FleetModel", "FleetSync", "FleetValue", "FleetYAML"]),
]
for test in tests {
    package.targets.append(
        .testTarget(
            name: test.name + "Tests",
            dependencies: [.target(name: test.name), "FleetTestSupport"] + test.dependencies
        )
    )
}
package.targets.append(
    .testTarget(
        name: "EndToEndTests",
        dependencies: ["FleetServerSupport", "FleetTestSupport", "FleetValue", "FleetYAML", "fleet"],
        path: "Tests/EndToEnd"
    )
)
package.targets.append(
    .testTarget(name: "HouseRulesTests", dependencies: ["FleetTestSupport"], path: "Tests/HouseRules")
)

for target in package.targets where target.type != .system {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
    ]
    if strict {
        target.swiftSettings?.append(.treatAllWarnings(as: .error))
    }
    if target.type != .test, !wrappers.contains(target.name) {
        target.swiftSettings?.append(.strictMemorySafety())
    }
}
