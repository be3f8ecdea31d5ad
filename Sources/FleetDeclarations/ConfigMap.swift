public import FleetModel
public import FleetValue

/// A ConfigMap that generators are told by name: where a plugin listens, how decisions of clusters are read.
///
/// It is not applied to any cluster; `binaryData` is not looked at.
public struct ConfigMap: Hashable, Sendable {
    /// The `kind` of the document.
    public static let kind = "ConfigMap"

    /// Its name.
    public var name: String
    /// Its texts by key.
    public var data: [String: String]

    /// Makes a ConfigMap.
    public init(name: String, data: [String: String]) {
        self.name = name
        self.data = data
    }

    /// Decodes the document.
    ///
    /// - Throws: ``FleetModel/ModelError`` when the name is missing or `data` holds anything but texts.
    public init(decoding value: Value) throws(ModelError) {
        let document = try FieldReader(value)
        try document.requireType(apiVersion: "v1", kind: Self.kind)
        self.init(name: try document.reader("metadata").string("name"), data: try document.stringMap("data"))
    }
}
