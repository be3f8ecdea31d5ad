import ArgumentParser

/// `fleet app`.
struct AppCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "app",
        abstract: "Generate, list, render, compare and hand over applications.",
        subcommands: [
            AppGenerate.self, AppList.self, AppGet.self, AppManifests.self, AppDiff.self,
            AppApply.self,
        ]
    )
}
