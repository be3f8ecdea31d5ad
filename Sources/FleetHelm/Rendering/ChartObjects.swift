import FleetSprig
import FleetTemplate
import FleetValue
import FleetYAML

/// `.Capabilities` of a template.
final class CapabilitiesObject: GoObject {
    private let capabilities: Capabilities

    init(_ capabilities: Capabilities) {
        self.capabilities = capabilities
    }

    var typeName: String { "*common.Capabilities" }
    var kindName: String { "ptr" }
    var text: String { "&{\(capabilities.version)}" }

    func member(_ name: String) -> GoMember? {
        switch name {
        case "KubeVersion":
            let numbers = capabilities.numbers
            return .value(.object(VersionObject(version: capabilities.version, numbers.major, numbers.minor)))
        case "APIVersions":
            return .value(.object(APIVersionsObject(capabilities.apiVersions)))
        case "HelmVersion":
            return .value(.map(GoMap(["Version": .string(capabilities.helmVersion)])))
        default:
            return nil
        }
    }

    func isEqual(to other: any GoObject) -> Bool { other === self }
}

/// `.Capabilities.KubeVersion`.
final class VersionObject: GoObject {
    let text: String
    private let major: String
    private let minor: String

    init(version: String, _ major: String, _ minor: String) {
        text = version
        self.major = major
        self.minor = minor
    }

    var typeName: String { "common.KubeVersion" }
    var kindName: String { "struct" }

    func member(_ name: String) -> GoMember? {
        switch name {
        case "Version", "GitVersion", "String": .value(.string(text))
        case "Major": .value(.string(major))
        case "Minor": .value(.string(minor))
        default: nil
        }
    }

    func isEqual(to other: any GoObject) -> Bool { (other as? VersionObject)?.text == text }
}

/// `.Capabilities.APIVersions`.
final class APIVersionsObject: GoObject {
    private let versions: Set<String>

    init(_ versions: Set<String>) {
        self.versions = versions
    }

    var typeName: String { "common.VersionSet" }
    var kindName: String { "slice" }
    var text: String { "[\(versions.sorted().joined(separator: " "))]" }
    var isTruthy: Bool { !versions.isEmpty }
    var elements: [(key: GoValue, value: GoValue)]? {
        versions.sorted().enumerated().map { (.int($0.offset), .string($0.element)) }
    }

    func member(_ name: String) -> GoMember? {
        guard name == "Has" else { return nil }
        let versions = versions
        return .method(GoFunction(.string) { arguments, _ in .bool(versions.contains(arguments[0].text ?? "")) })
    }

    func isEqual(to other: any GoObject) -> Bool { (other as? APIVersionsObject)?.versions == versions }
}

/// `.Files`: a chart's other files.
final class FilesObject: GoObject {
    private let files: [(path: String, bytes: [UInt8])]

    init(_ files: [(path: String, bytes: [UInt8])]) {
        self.files = files
    }

    var typeName: String { "engine.files" }
    var kindName: String { "map" }
    var text: String { "map[\(files.map { "\($0.path):\($0.bytes)" }.joined(separator: " "))]" }
    var isTruthy: Bool { !files.isEmpty }
    var elements: [(key: GoValue, value: GoValue)]? {
        files.map { (.string($0.path), .list(Self.list($0.bytes))) }
    }

    func isEqual(to other: any GoObject) -> Bool { other === self }

    func member(_ name: String) -> GoMember? {
        let files = files
        switch name {
        case "Get":
            return .method(
                GoFunction(.string) { arguments, _ in .string(bytes: Self.bytes(of: arguments[0], in: files)) }
            )
        case "GetBytes":
            return .method(
                GoFunction(.string) { arguments, _ in .list(Self.list(Self.bytes(of: arguments[0], in: files))) }
            )
        case "Glob":
            return .method(
                GoFunction(.string) { arguments, _ in
                    let pattern = PathPattern(arguments[0].text ?? "")
                    return .object(FilesObject(files.filter { pattern.matches($0.path) }))
                }
            )
        case "Lines":
            return .method(
                GoFunction(.string) { arguments, _ in .strings(Self.lines(Self.bytes(of: arguments[0], in: files))) }
            )
        case "AsConfig":
            return .value(.string(Self.yaml(files) { String(decoding: $0, as: UTF8.self) }))
        case "AsSecrets":
            return .value(.string(Self.yaml(files) { Base64.text(of: $0) }))
        default:
            return nil
        }
    }

    private static func bytes(of name: GoValue, in files: [(path: String, bytes: [UInt8])]) -> [UInt8] {
        let path = name.text ?? ""
        return files.first { $0.path == path }?.bytes ?? []
    }

    private static func list(_ bytes: [UInt8]) -> GoList {
        GoList(bytes.map { .integer(Int64($0), .uint8) }, of: .uint8)
    }

    private static func lines(_ bytes: [UInt8]) -> [String] {
        if bytes.isEmpty { return [] }
        var text = String(decoding: bytes, as: UTF8.self)
        if text.utf8.last == UInt8(ascii: "\n") { text.unicodeScalars.removeLast() }
        return text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    /// The files by their names without folders, as YAML.
    private static func yaml(
        _ files: [(path: String, bytes: [UInt8])],
        _ text: ([UInt8]) -> String
    ) -> String {
        if files.isEmpty { return "{}" }
        var mapping = Mapping()
        for (path, bytes) in files { mapping[String(path.split(separator: "/").last ?? "")] = .string(text(bytes)) }
        var result = GoYAMLWriter.text(of: .mapping(mapping))
        if result.utf8.last == UInt8(ascii: "\n") { result.unicodeScalars.removeLast() }
        return result
    }
}

/// A pattern of `.Files.Glob`: `*` stops at a slash, `**` does not, `{a,b}` is either.
struct PathPattern {
    private let alternatives: [[UInt8]]

    init(_ text: String) {
        alternatives = Self.expanded(Array(text.utf8))
    }

    func matches(_ path: String) -> Bool {
        let text = Array(path.utf8)
        return alternatives.contains { Self.matches($0[...], text[...]) }
    }

    private static func expanded(_ pattern: [UInt8]) -> [[UInt8]] {
        guard let open = pattern.firstIndex(of: UInt8(ascii: "{")),
            let close = pattern[open...].firstIndex(of: UInt8(ascii: "}"))
        else { return [pattern] }
        let choices = pattern[(open + 1)..<close].split(
            separator: UInt8(ascii: ","),
            omittingEmptySubsequences: false
        )
        return choices.prefix(64).flatMap { expanded(Array(pattern[..<open] + $0 + pattern[(close + 1)...])) }
    }

    private static func matches(_ pattern: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>) -> Bool {
        guard let stars = pattern.firstRange(of: [UInt8(ascii: "*"), UInt8(ascii: "*")]) else {
            return ShellPattern.matches(Array(pattern), Array(text))
        }
        let head = pattern[..<stars.lowerBound]
        let tail = pattern[stars.upperBound...]
        // Whatever is between a beginning and an end that match.
        for end in text.startIndex...text.endIndex where ShellPattern.matches(Array(head), Array(text[..<end])) {
            for start in end...text.endIndex where matches(tail, text[start...]) { return true }
        }
        return false
    }
}
