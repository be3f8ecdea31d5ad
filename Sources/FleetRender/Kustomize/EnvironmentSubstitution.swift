import FleetModel

/// Argo CD's build environment, and the replacing of `$NAME` and `${NAME}` by it.
struct EnvironmentSubstitution: Sendable {
    private let variables: [String: String]

    /// Makes the environment of one source.
    ///
    /// - Parameters:
    ///   - application: Gives names and namespace.
    ///   - source: The source as declared.
    ///   - revision: The revision that it was resolved to.
    init(application: Application, source: ApplicationSource, revision: String) {
        variables = [
            "ARGOCD_APP_NAME": application.name,
            "ARGOCD_APP_NAMESPACE": application.destination.namespace,
            "ARGOCD_APP_PROJECT_NAME": application.project,
            "ARGOCD_APP_REVISION": revision,
            "ARGOCD_APP_REVISION_SHORT": String(revision.prefix(7)),
            "ARGOCD_APP_REVISION_SHORT_8": String(revision.prefix(8)),
            "ARGOCD_APP_SOURCE_REPO_URL": source.repoURL,
            "ARGOCD_APP_SOURCE_PATH": source.path,
            "ARGOCD_APP_SOURCE_TARGET_REVISION": source.targetRevision,
        ]
    }

    /// Makes an environment of given variables.
    init(variables: [String: String]) {
        self.variables = variables
    }

    /// Replaces variables as Go's `os.Expand` does; `$$` is a dollar sign, an unknown variable is nothing.
    func expand(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "$")) else { return text }
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var position = 0
        while position < bytes.count {
            guard bytes[position] == UInt8(ascii: "$"), position + 1 < bytes.count else {
                result.append(bytes[position])
                position += 1
                continue
            }
            let (name, length) = Self.name(in: bytes[(position + 1)...])
            if let name {
                let value = name == "$" ? "$" : variables[name] ?? ""
                result.append(contentsOf: value.utf8)
            } else if length == 0 {
                // No name follows: the dollar sign stands for itself. After a bad "${" nothing is left of it.
                result.append(bytes[position])
            }
            position += 1 + length
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// The name after a dollar sign and how many bytes it takes; nil with the bytes to drop if there is none.
    private static func name(in rest: ArraySlice<UInt8>) -> (name: String?, length: Int) {
        let start = rest.startIndex
        guard rest[start] == UInt8(ascii: "{") else {
            if isSpecial(rest[start]) { return (String(decoding: rest[start...start], as: UTF8.self), 1) }
            let name = rest.prefix(while: isNameByte)
            return name.isEmpty ? (nil, 0) : (String(decoding: name, as: UTF8.self), name.count)
        }
        guard let end = rest.firstIndex(of: UInt8(ascii: "}")) else { return (nil, 1) }
        guard end > start + 1 else { return (nil, 2) }
        return (String(decoding: rest[(start + 1)..<end], as: UTF8.self), end - start + 1)
    }

    private static func isSpecial(_ byte: UInt8) -> Bool {
        "*#$@!?-0123456789".utf8.contains(byte)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
