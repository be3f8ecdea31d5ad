extension ProjectRole {
    /// Checks a role's name: letters, digits, `-` and `_`, alphanumeric at both ends.
    public static func problem(inName name: String) -> String? {
        let bytes = Array(name.utf8)
        guard let first = bytes.first, let last = bytes.last, KubernetesNames.isAlphanumeric(first),
            KubernetesNames.isAlphanumeric(last),
            bytes.allSatisfy({ isWord($0) || $0 == UInt8(ascii: "-") })
        else {
            return
                "\"\(name)\" must consist of letters, digits, \"-\" and \"_\", and start and end with a letter or digit"
        }
        return nil
    }

    /// Checks the name of a group: not empty, without white space at its ends or line breaks inside, and in quotes
    /// if it holds a comma.
    public static func problem(inGroup group: String) -> String? {
        guard let first = group.first, let last = group.last else { return "must not be empty" }
        if first.isWhitespace || last.isWhitespace { return "\"\(group)\" has white space at its ends" }
        var name = group[...]
        if name.count > 1, first == "\"", last == "\"" {
            name = name.dropFirst().dropLast()
        } else if name.contains(",") {
            return "\"\(group)\" holds a comma and must be put in quotes"
        }
        if name.isEmpty { return "must not be empty" }
        if name.contains(where: { $0 == "\"" || $0.isNewline || $0 == "\t" }) {
            return "\"\(group)\" holds a quote, a tab or a line break"
        }
        return nil
    }

    /// Checks a policy: `p, proj:PROJECT:ROLE, RESOURCE, ACTION, PROJECT/OBJECT, allow|deny`.
    ///
    /// - Parameters:
    ///   - policy: The whole line.
    ///   - project: The project that the role belongs to.
    ///   - role: The role's name.
    /// - Returns: What is wrong with it, or nil.
    public static func problem(inPolicy policy: String, project: String, role: String) -> String? {
        let parts = policy.split(separator: ",", omittingEmptySubsequences: false).map(trimmed)
        guard parts.count == 6, parts[0] == "p" else {
            return "\"\(policy)\" must be of the form \"p, subject, resource, action, object, effect\""
        }
        let subject = "proj:\(project):\(role)"
        if parts[1] != subject { return "\"\(policy)\" must have the subject \"\(subject)\", not \"\(parts[1])\"" }
        if !resources.contains(parts[2]) {
            return
                "\"\(policy)\" must have one of the resources \(resources.joined(separator: ", ")), not \"\(parts[2])\""
        }
        if !isAction(parts[3]) { return "\"\(policy)\" has the unknown action \"\(parts[3])\"" }
        if !isObject(parts[4], of: project) {
            return "\"\(policy)\" must have an object of the form \"\(project)/*\", \"\(project)/NAME\" or "
                + "\"\(project)/NAMESPACE/NAME\", not \"\(parts[4])\""
        }
        if parts[5] != "allow", parts[5] != "deny" {
            return "\"\(policy)\" must have the effect allow or deny, not \"\(parts[5])\""
        }
        return nil
    }

    /// Whether the text is an action of a policy.
    public static func isAction(_ text: String) -> Bool {
        actions.contains(text) || ["action/", "update/", "delete/"].contains { text.hasPrefix($0) }
    }

    /// Whether the text is `PROJECT/NAME` or `PROJECT/NAMESPACE/NAME`; names may hold `*`.
    public static func isObject(_ text: String, of project: String) -> Bool {
        guard text.hasPrefix(project + "/") else { return false }
        let parts = text.dropFirst(project.count + 1).split(separator: "/", omittingEmptySubsequences: false)
        return (1...2).contains(parts.count)
            && parts.allSatisfy { part in
                !part.isEmpty
                    && part.utf8.allSatisfy {
                        isWord($0) || $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".")
                    }
            }
    }

    private static let resources = ["applications", "applicationsets", "repositories", "clusters", "logs", "exec"]

    private static let actions: Set<String> = [
        "get", "create", "update", "delete", "sync", "override", "rollback", "invoke", "*",
    ]

    private static func isWord(_ byte: UInt8) -> Bool {
        KubernetesNames.isAlphanumeric(byte) || byte == UInt8(ascii: "_")
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
