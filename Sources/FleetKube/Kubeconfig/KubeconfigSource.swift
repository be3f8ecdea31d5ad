import FleetModel
import FleetValue
import FleetYAML

/// One kubeconfig's text and name.
struct KubeconfigSource: Sendable, CustomStringConvertible, CustomReflectable {
    /// The absolute path, for messages and for relative paths inside.
    let file: String
    /// The text.
    let bytes: [UInt8]

    var description: String { file }
    var customMirror: Mirror { Mirror(self, children: ["file": file]) }

    /// A fault at a field; finds the line by reading the text once more.
    func fault(_ path: ValuePath, _ message: String) -> ConfigurationFault {
        let position = path.steps.isEmpty ? nil : YAMLReader.position(of: path, document: 0, in: bytes)
        return ConfigurationFault(file: file, line: position?.line, field: path.description, message: message)
    }

    /// A fault that a decoder found.
    func fault(_ error: ModelError) -> ConfigurationFault { fault(error.path, error.message) }
}
