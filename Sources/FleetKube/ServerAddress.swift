/// API server addresses: checked, and brought to one form.
enum ServerAddress {
    /// Brings an address to the form `scheme://host[:port][/path]`, without a slash at the end.
    ///
    /// - Parameters:
    ///   - text: As a kubeconfig has it; the scheme may be missing.
    ///   - hasTLS: Whether anything about TLS is configured, which makes a missing scheme `https`, as in client-go.
    /// - Returns: Nil and what is wrong, or the address.
    static func normalised(_ text: String, hasTLS: Bool) -> (address: String?, problem: String) {
        var text = LocalFile.trimmed(text)
        if !text.contains("://") { text = (hasTLS ? "https://" : "http://") + text }
        let parts = text.split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
        let scheme = parts[0].lowercased()
        guard scheme == "https" || scheme == "http" else { return (nil, "has the scheme \"\(scheme)\", not https") }
        let rest = parts[1]
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        if authority.contains("@") { return (nil, "holds a user name; put it into the user's entry") }
        if rest.contains("?") || rest.contains("#") { return (nil, "has a query") }
        if authority.isEmpty || authority.hasPrefix(":") { return (nil, "names no host") }
        if rest.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F }) { return (nil, "has a space in it") }
        var path = rest.dropFirst(authority.count)
        while path.hasSuffix("/") { path = path.dropLast() }
        return ("\(scheme)://\(authority)\(path)", "")
    }

    /// Whether two addresses mean the same server: capitals in the host, the default port and slashes at the end do
    /// not count.
    static func isSame(_ left: String, _ right: String) -> Bool { comparable(left) == comparable(right) }

    private static func comparable(_ text: String) -> String {
        guard let address = normalised(text, hasTLS: true).address else { return text }
        let parts = address.split(separator: "://", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return address }
        let authority = parts[1].prefix { $0 != "/" }
        let path = parts[1].dropFirst(authority.count)
        var host = authority.lowercased()
        let defaultPort = parts[0] == "https" ? ":443" : ":80"
        if host.hasSuffix(defaultPort) { host.removeLast(defaultPort.count) }
        return "\(parts[0])://\(host)\(path)"
    }
}
