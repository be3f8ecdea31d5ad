import FleetDeclarations

/// What became of a folder of generated Applications, for people.
enum GeneratedFolderText {
    /// Prints a line per file that is not as it was, and on stderr what was refused and a summary.
    static func print(_ plan: GeneratedFolderPlan, _ folder: String, isDryRun: Bool) {
        let start = folder.hasSuffix("/") ? folder : folder + "/"
        let would = isDryRun ? "would be " : ""
        for file in plan.created { Output.line("\(start)\(file.name) \(would)created") }
        for file in plan.changed { Output.line("\(start)\(file.name) \(would)changed") }
        for name in plan.removed { Output.line("\(start)\(name) \(would)removed") }
        for refusal in plan.refusals { Output.error("\(folder): \(refusal)") }
        let kept = plan.kept.isEmpty ? "" : ", \(plan.kept.count) kept"
        Output.note(
            "\(plan.created.count) created, \(plan.changed.count) changed, \(plan.removed.count) removed\(kept), "
                + "\(plan.unchanged) unchanged" + (isDryRun ? " (dry run)" : "")
        )
    }
}
