/// Builds the path and query of a request, percent-encoded.
enum APIPath {
    /// A name as one segment of a path; colons stay, as role names are full of them.
    static func segment(_ text: String) -> String { encoded(text, allowing: [UInt8(ascii: ":")]) }

    /// A query with its question mark, in the order of the entries, or nothing without entries.
    static func query(_ entries: [(name: String, value: String)]) -> String {
        guard !entries.isEmpty else { return "" }
        return "?" + entries.map { encoded($0.name) + "=" + encoded($0.value) }.joined(separator: "&")
    }

    /// What is wrong with a name that can not be one segment of a path, or nil.
    ///
    /// Follows k8s.io/apimachinery `IsValidPathSegmentName`; the client checks it itself because `..` would address
    /// another resource.
    static func problem(withName name: String) -> String? {
        if name.isEmpty { return "has no name" }
        if name == "." || name == ".." { return "can not be named \"\(name)\"" }
        if name.contains("/") || name.contains("%") { return "has \"/\" or \"%\" in its name" }
        return nil
    }

    private static func encoded(_ text: String, allowing extra: [UInt8] = []) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                result.append(byte)
            case _ where extra.contains(byte):
                result.append(byte)
            default:
                result += [UInt8(ascii: "%"), hexadecimal[Int(byte >> 4)], hexadecimal[Int(byte & 15)]]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static let hexadecimal = Array("0123456789ABCDEF".utf8)
}
