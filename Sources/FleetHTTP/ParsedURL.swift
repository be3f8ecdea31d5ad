import CCurl

/// An absolute `http` or `https` address taken apart as libcurl does it.
package struct ParsedURL {
    /// `http` or `https`.
    package let scheme: String
    /// Name or address, an IPv6 one in brackets.
    package let host: String
    /// The port, the scheme's own if the address has none.
    package let port: Int
    private let text: String

    /// Reads an address.
    ///
    /// - Throws: ``HTTPError/invalidRequest(_:)`` if it is relative, of another scheme, or has characters that an
    ///   address can not have.
    ///
    /// Calls `curl_url_set`.
    package init(_ text: String) throws(HTTPError) {
        guard let handle = curl_url() else { throw HTTPError.outOfMemory }
        defer { curl_url_cleanup(handle) }
        let code = curl_url_set(handle, CURLUPART_URL, text, Self.flags)
        guard code == CURLUE_OK, !text.utf8.contains(0) else {
            let reason = String(cString: curl_url_strerror(code))
            throw .invalidRequest("\"\(maskingUserInformation(in: text))\" is no address (\(reason))")
        }
        guard
            let scheme = Self.part(CURLUPART_SCHEME, of: handle),
            let host = Self.part(CURLUPART_HOST, of: handle),
            let port = Self.part(CURLUPART_PORT, of: handle, flags: UInt32(CURLU_DEFAULT_PORT)).flatMap({ Int($0) }),
            scheme == "http" || scheme == "https"
        else {
            throw .invalidRequest("\"\(maskingUserInformation(in: text))\" is neither http nor https")
        }
        self.scheme = scheme
        self.host = host
        self.port = port
        self.text = text
    }

    /// `host:port`, as errors name it.
    package var origin: String { "\(host):\(port)" }

    /// What a `Host` header says: the port only if it is not the scheme's own.
    package var hostHeader: String {
        port == (scheme == "https" ? 443 : 80) ? host : origin
    }

    /// The same address at another host.
    ///
    /// - Parameter name: A name or an address, an IPv6 one with or without brackets.
    /// - Returns: The whole address; everything but the host is as it was.
    /// - Throws: ``HTTPError/invalidRequest(_:)`` if that is no host.
    package func replacingHost(with name: String) throws(HTTPError) -> String {
        guard let handle = curl_url() else { throw HTTPError.outOfMemory }
        defer { curl_url_cleanup(handle) }
        let host = name.contains(":") && !name.hasPrefix("[") ? "[\(name)]" : name
        guard
            curl_url_set(handle, CURLUPART_URL, text, Self.flags) == CURLUE_OK,
            curl_url_set(handle, CURLUPART_HOST, host, 0) == CURLUE_OK,
            let replaced = Self.part(CURLUPART_URL, of: handle)
        else {
            throw .invalidRequest("\"\(name)\" is no TLS server name")
        }
        return replaced
    }

    /// Paths are sent as they are: what `..` means is the server's business.
    private static let flags = UInt32(CURLU_PATH_AS_IS)

    private static func part(_ part: CURLUPart, of handle: OpaquePointer, flags: UInt32 = 0) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(handle, part, &text, flags) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }
}
