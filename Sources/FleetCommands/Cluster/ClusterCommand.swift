import ArgumentParser

/// `fleet cluster`.
struct ClusterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cluster",
        abstract: "Keep the registry of clusters.",
        subcommands: [
            ClusterAdd.self, ClusterList.self, ClusterGet.self, ClusterLabel.self, ClusterAnnotate.self,
            ClusterRemove.self, ClusterCheck.self, ClusterImport.self, ClusterExport.self,
        ]
    )
}
