import FleetDeclarations
import FleetModel
import FleetTemplates
import FoundationEssentials

/// Finding the ApplicationSet that gives a cluster's root.
enum BootstrapTemplate {
    /// Where a fleet directory keeps its own.
    private static let ownFile = "Templates/bootstrap/root.yaml"

    /// The template that was asked for, the fleet directory's own, or the built-in one.
    static func read(_ explicit: String?, _ directory: FleetDirectory) throws -> ApplicationSet {
        let own = directory.path + "/" + ownFile
        let declarations: Declarations
        let place: String
        if let explicit {
            place = explicit
            declarations = try DeclarationReader.read([explicit])
        } else if FileManager.default.fileExists(atPath: own) {
            place = own
            declarations = try DeclarationReader.read([own])
        } else {
            place = "the built-in template"
            declarations = try DeclarationReader.read(bytes: Templates.bootstrapRoot, file: place)
        }
        guard let set = declarations.applicationSets.first?.content, declarations.applicationSets.count == 1 else {
            throw CommandFailure("\(place): expected exactly one ApplicationSet")
        }
        return set
    }
}
