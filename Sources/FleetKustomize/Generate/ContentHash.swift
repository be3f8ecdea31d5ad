import Crypto
import FleetValue

/// The suffix of a generated name: a hash of the content.
///
/// Follows kustomize `api/hasher`.
enum ContentHash {
    /// Ten characters that change with the content, and with nothing else.
    static func of(_ resource: Resource) -> String {
        let text: String
        switch resource.type.kind {
        case "ConfigMap":
            var content: Mapping = ["kind": "ConfigMap", "name": "", "data": data(resource, "data")]
            if let binary = resource.value["binaryData"] { content["binaryData"] = binary }
            text = encoded(.mapping(content))
        case "Secret":
            var content: Mapping = ["kind": "Secret", "name": "", "data": data(resource, "data")]
            content["type"] = resource.value["type"] ?? ""
            if let texts = resource.value["stringData"] { content["stringData"] = texts }
            text = encoded(.mapping(content))
        default:
            text = encoded(resource.value)
        }
        let digits = Array("0123456789abcdef".utf8)
        var characters: [UInt8] = []
        for byte in SHA256.hash(data: Array(text.utf8)).prefix(5) {
            characters.append(digits[Int(byte >> 4)])
            characters.append(digits[Int(byte & 15)])
        }
        // No vowels and nothing that is easily taken for something else.
        return String(
            decoding: characters.map { character in
                switch character {
                case UInt8(ascii: "0"): UInt8(ascii: "g")
                case UInt8(ascii: "1"): UInt8(ascii: "h")
                case UInt8(ascii: "3"): UInt8(ascii: "k")
                case UInt8(ascii: "a"): UInt8(ascii: "m")
                case UInt8(ascii: "e"): UInt8(ascii: "t")
                default: character
                }
            },
            as: UTF8.self
        )
    }

    private static func data(_ resource: Resource, _ field: String) -> Value {
        guard let data = resource.value[field], !data.isNull else { return "" }
        return data
    }

    private static func encoded(_ value: Value) -> String {
        JSONWriter.text(of: value, sortsKeys: true, escapesHTML: true)
    }
}
