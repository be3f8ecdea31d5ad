public import FleetValue
import FleetYAML

extension CaseFolder {
    /// The one document of a YAML or JSON file; ``FleetValue/Value/null`` for an empty one.
    ///
    /// - Throws: ``TestSupportError``, or `YAMLError` with the file's name in the case.
    public func value(_ file: String) throws -> Value {
        try YAMLReader.value(in: text(file), file: file)
    }

    /// The documents of a YAML file, in order; empty ones are left out.
    ///
    /// - Throws: ``TestSupportError``, or `YAMLError` with the file's name in the case.
    public func values(_ file: String) throws -> [Value] {
        try YAMLReader.documents(in: text(file), file: file).map(\.value)
    }
}
