/// Addresses of Git repositories, compared.
public enum RepositoryURL {
    /// The form in which two addresses of the same repository are equal: lower case, without white space around, with
    /// the scp form turned into a path, without `ssh://` and without one `.git` at the end.
    ///
    /// `git@Example.com:team/app.git` and `ssh://git@example.com/team/app` both become `git@example.com/team/app`.
    /// A user and `https://` stay. Not an address to fetch from. Follows argo-cd util/git/git.go.
    public static func normalized(_ url: String) -> String {
        var text = url.lowercased()[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        let isSSH = text.hasPrefix("ssh://")
        if isSSH {
            text.removeFirst("ssh://".count)
        } else if isSCP(text), let colon = text.firstIndex(of: ":") {
            text.replaceSubrange(colon...colon, with: "/")
        }
        if text.hasSuffix(".git") { text.removeLast(".git".count) }
        return String(text)
    }

    /// Whether the address is `user@host:path`: one `@`, and neither `/` nor `:` before it.
    private static func isSCP(_ text: Substring) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        return parts.count == 2 && !parts[1].isEmpty && !parts[0].contains { $0 == "/" || $0 == ":" }
    }
}
