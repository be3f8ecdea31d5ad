import ArgumentParser

/// `fleet appset`.
struct AppSetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "appset",
        abstract: "Validate and compare ApplicationSets, and find what they touch, without touching any cluster.",
        subcommands: [AppSetValidate.self, AppSetDiff.self, AppSetWhich.self, AppSetList.self]
    )
}
