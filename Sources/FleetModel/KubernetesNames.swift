/// What Kubernetes accepts as names, label keys and label values.
///
/// Each check answers nil when the text is accepted, and otherwise what is wrong with it as the end of a sentence:
/// `must be at most 63 characters, has 70`. Lengths are counted in bytes, which for accepted text are its characters.
///
/// - SeeAlso: <https://kubernetes.io/docs/concepts/overview/working-with-objects/names/>
public enum KubernetesNames {
    /// The greatest length of a DNS label, of the name part of a label key and of a label value.
    public static let maximumLabelLength = 63
    /// The greatest length of a DNS subdomain.
    public static let maximumSubdomainLength = 253

    /// Checks a DNS-1123 label, as namespaces are named: 1 to 63 of `a-z`, `0-9` and `-`, alphanumeric at both ends.
    public static func problem(inLabel text: String) -> String? {
        if text.isEmpty { return "must not be empty" }
        if let problem = problem(inLengthOf: text, maximum: maximumLabelLength) { return problem }
        return isLabel(Array(text.utf8)[...])
            ? nil
            : "must consist of lower case letters, digits and \"-\", and start and end with a letter or digit"
    }

    /// Checks a DNS-1123 subdomain, as most resources are named: labels joined by `.`, at most 253 characters in all.
    ///
    /// A single part may be longer than 63 characters here, as Kubernetes has it.
    public static func problem(inSubdomain text: String) -> String? {
        if text.isEmpty { return "must not be empty" }
        if let problem = problem(inLengthOf: text, maximum: maximumSubdomainLength) { return problem }
        let parts = Array(text.utf8).split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.allSatisfy { isLabel($0) }
            ? nil
            : "must consist of lower case letters, digits, \"-\" and \".\", and start and end with a letter or digit"
    }

    /// Checks a label key: a name of 1 to 63 characters, with an optional DNS subdomain and `/` before it.
    ///
    /// Annotation keys follow the same rule.
    public static func problem(inLabelKey text: String) -> String? {
        let parts = Array(text.utf8).split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard let name = parts.last, parts.count <= 2 else { return "must have at most one \"/\"" }
        if parts.count == 2, let prefix = text.firstIndex(of: "/").map({ String(text[..<$0]) }),
            let problem = problem(inSubdomain: prefix)
        {
            return "has a prefix that \(problem)"
        }
        if name.isEmpty { return parts.count == 2 ? "has no name after the \"/\"" : "must not be empty" }
        if name.count > maximumLabelLength {
            return "has a name part that must be at most \(maximumLabelLength) characters, has \(name.count)"
        }
        return isQualified(name) ? nil : "must consist of " + qualifiedCharacters
    }

    /// Checks a label value: empty, or at most 63 of letters, digits, `-`, `_` and `.`, alphanumeric at both ends.
    public static func problem(inLabelValue text: String) -> String? {
        if text.isEmpty { return nil }
        if let problem = problem(inLengthOf: text, maximum: maximumLabelLength) { return problem }
        return isQualified(Array(text.utf8)[...]) ? nil : "must consist of " + qualifiedCharacters
    }

    private static let qualifiedCharacters =
        "letters, digits, \"-\", \"_\" and \".\", and start and end with a letter or digit"

    private static func problem(inLengthOf text: String, maximum: Int) -> String? {
        let length = text.utf8.count
        return length <= maximum ? nil : "must be at most \(maximum) characters, has \(length)"
    }

    /// Whether the bytes are a DNS label of any length but 0.
    private static func isLabel(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard let first = bytes.first, let last = bytes.last else { return false }
        return isLowerAlphanumeric(first) && isLowerAlphanumeric(last)
            && bytes.allSatisfy { isLowerAlphanumeric($0) || $0 == UInt8(ascii: "-") }
    }

    /// Whether the bytes are a label's value or the name part of its key, of any length but 0.
    private static func isQualified(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard let first = bytes.first, let last = bytes.last else { return false }
        return isAlphanumeric(first) && isAlphanumeric(last)
            && bytes.allSatisfy { byte in
                isAlphanumeric(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
                    || byte == UInt8(ascii: ".")
            }
    }

    private static func isLowerAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: false
        }
    }

    /// Whether the byte is an ASCII letter or digit.
    static func isAlphanumeric(_ byte: UInt8) -> Bool {
        isLowerAlphanumeric(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }
}
