/// The rules of a `.helmignore` file.
///
/// Not Git's: a rule with `!` hides all that does not match it, and `**` is an error.
///
/// Follows helm `internal/ignore`.
public struct ChartIgnore: Sendable {
    private struct Rule: Sendable {
        var pattern: [UInt8]
        var isNegated: Bool
        var foldersOnly: Bool
        /// Whether the whole path is compared, not only its last step.
        var isWhole: Bool
    }

    private var rules: [Rule] = []

    /// Reads rules; those that every chart has come first.
    ///
    /// - Parameter text: The file.
    /// - Throws: ``HelmError`` for `**`.
    public init(_ text: String) throws(HelmError) {
        for line in ["templates/.?*"] + text.split(whereSeparator: \.isNewline).map(String.init) { try add(line) }
    }

    private mutating func add(_ line: String) throws(HelmError) {
        var text = line[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        if text.isEmpty || text.hasPrefix("#") { return }
        if text.contains("**") { throw HelmError("double-star (**) syntax is not supported") }
        var rule = Rule(pattern: [], isNegated: false, foldersOnly: false, isWhole: false)
        if text.hasPrefix("!") {
            rule.isNegated = true
            text.removeFirst()
        }
        if text.hasSuffix("/") {
            rule.foldersOnly = true
            text.removeLast()
        }
        if text.hasPrefix("/") {
            rule.isWhole = true
            text.removeFirst()
        } else if text.contains("/") {
            rule.isWhole = true
        }
        rule.pattern = Array(text.utf8)
        rules.append(rule)
    }

    /// Whether a file, or a folder on the way to it, is left out.
    ///
    /// - Parameter path: The file's path within the chart.
    /// - Returns: Whether some rule leaves it out.
    public func isIgnored(_ path: String) -> Bool {
        var end = path.startIndex
        while let slash = path[end...].firstIndex(of: "/") {
            if isIgnored(String(path[..<slash]), isFolder: true) { return true }
            end = path.index(after: slash)
        }
        return isIgnored(path, isFolder: false)
    }

    /// Whether a file or folder is left out by itself.
    ///
    /// - Parameters:
    ///   - path: The path within the chart.
    ///   - isFolder: Whether it is a folder.
    /// - Returns: Whether some rule leaves it out, whatever becomes of the folders on the way.
    public func isIgnored(_ path: String, isFolder: Bool) -> Bool {
        for rule in rules {
            let text = rule.isWhole ? path : String(path.split(separator: "/").last ?? "")
            let matches = ShellPattern.matches(rule.pattern, Array(text.utf8))
            if rule.isNegated {
                if rule.foldersOnly, !isFolder { return true }
                if !matches { return true }
            } else if matches, !rule.foldersOnly || isFolder {
                return true
            }
        }
        return false
    }
}

/// Go's `filepath.Match`: `*` and `?` stop at a slash.
enum ShellPattern {
    static func matches(_ pattern: [UInt8], _ text: [UInt8]) -> Bool {
        matches(pattern[...], text[...])
    }

    private static func matches(_ pattern: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>) -> Bool {
        // Where the last star stood, and how much it has taken: enough to try again, without recursion.
        var pattern = pattern
        var text = text
        var retry: (pattern: ArraySlice<UInt8>, text: ArraySlice<UInt8>)?
        while true {
            if pattern.first == UInt8(ascii: "*") {
                pattern = pattern.dropFirst()
                retry = (pattern, text)
                continue
            }
            if pattern.isEmpty, text.isEmpty { return true }
            if let step = step(pattern, text) {
                (pattern, text) = step
                continue
            }
            guard let last = retry, let byte = last.text.first, byte != UInt8(ascii: "/") else { return false }
            retry = (last.pattern, last.text.dropFirst())
            pattern = last.pattern
            text = last.text.dropFirst()
        }
    }

    /// What is left after one character of each; nil when they differ.
    private static func step(
        _ pattern: ArraySlice<UInt8>,
        _ text: ArraySlice<UInt8>
    ) -> (ArraySlice<UInt8>, ArraySlice<UInt8>)? {
        guard let head = pattern.first, let byte = text.first else { return nil }
        switch head {
        case UInt8(ascii: "?"):
            return byte == UInt8(ascii: "/") ? nil : (pattern.dropFirst(), text.dropFirst())
        case UInt8(ascii: "["):
            guard let (rest, isMember) = set(pattern.dropFirst(), byte), isMember else { return nil }
            return (rest, text.dropFirst())
        case UInt8(ascii: "\\"):
            guard let escaped = pattern.dropFirst().first, escaped == byte else { return nil }
            return (pattern.dropFirst(2), text.dropFirst())
        default:
            return head == byte ? (pattern.dropFirst(), text.dropFirst()) : nil
        }
    }

    /// A set such as `a-z]`, and whether a byte is in it; nil when it does not end.
    private static func set(_ pattern: ArraySlice<UInt8>, _ byte: UInt8) -> (ArraySlice<UInt8>, Bool)? {
        var rest = pattern
        var isNegated = false
        if rest.first == UInt8(ascii: "^") {
            isNegated = true
            rest = rest.dropFirst()
        }
        var found = false
        while let low = rest.first, low != UInt8(ascii: "]") {
            rest = rest.dropFirst()
            var high = low
            if rest.first == UInt8(ascii: "-"), let end = rest.dropFirst().first, end != UInt8(ascii: "]") {
                high = end
                rest = rest.dropFirst(2)
            }
            if low <= byte, byte <= high { found = true }
        }
        guard rest.first == UInt8(ascii: "]") else { return nil }
        return (rest.dropFirst(), found != isNegated)
    }
}
