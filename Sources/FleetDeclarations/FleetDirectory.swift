public import FleetModel
import FleetValue
import FleetYAML
import FoundationEssentials

/// The folder that declares a fleet: `fleet.yaml` and the folders beside it.
public struct FleetDirectory: Sendable {
    /// The folders that are read, in this order.
    static let folders = ["projects", "clusters", "applicationsets", "applications"]

    /// The folder's path.
    public var path: String
    /// What `fleet.yaml` says.
    public var configuration: FleetConfiguration

    /// Opens the directory at `path`.
    ///
    /// - Throws: ``DeclarationError`` when `fleet.yaml` is missing or wrong.
    public init(path: String) throws(DeclarationError) {
        self.path = path
        let file = path + "/fleet.yaml"
        guard FileManager.default.fileExists(atPath: file) else { throw .missing(path: file) }
        let bytes = try DeclarationFiles.bytes(of: file)
        let document: YAMLDocument?
        do throws(YAMLError) {
            document = try YAMLReader.documents(in: bytes, file: file).first
        } catch {
            throw .syntax(error)
        }
        do throws(ModelError) {
            configuration = try FleetConfiguration(decoding: document?.value ?? [:])
        } catch {
            let position = YAMLReader.position(of: error.path, document: document?.index ?? 0, in: bytes)
            throw .invalid(file: file, line: position?.line ?? 1, column: position?.column ?? 1, error)
        }
    }

    /// Opens the directory that was asked for, or the first of `./Fleet` and `.` that holds a `fleet.yaml`.
    public static func locate(_ explicit: String?) throws(DeclarationError) -> FleetDirectory {
        if let explicit { return try FleetDirectory(path: explicit) }
        let candidates = ["./Fleet", "."]
        for candidate in candidates where FileManager.default.fileExists(atPath: candidate + "/fleet.yaml") {
            return try FleetDirectory(path: candidate)
        }
        throw .noFleetDirectory(tried: candidates)
    }

    /// Reads everything that the directory declares.
    ///
    /// - Throws: ``DeclarationError``, also for a folder that is there and can not be read: its Applications would seem to
    ///   be declared no longer.
    public func declarations() throws(DeclarationError) -> Declarations {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: path)
        } catch {
            throw .unreadable(path: path, reason: "the folder can not be listed")
        }
        return try DeclarationReader.read(Self.folders.filter(names.contains).map { path + "/" + $0 })
    }
}
