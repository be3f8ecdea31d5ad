extension HTTPRequest {
    /// Checks what libcurl would send as it is: nobody's text may become a header of its own.
    ///
    /// - Throws: ``HTTPError/invalidRequest(_:)`` that names the field, never its value.
    package func validate() throws(HTTPError) {
        guard Self.isToken(method) else { throw .invalidRequest("the method is not a word") }
        for (name, value) in headers {
            guard Self.isToken(name) else {
                // Only so far as it could be a name: somebody may have put a whole line there, secret and all.
                let start = name.prefix(while: Self.isTokenCharacter)
                throw .invalidRequest("the header name that begins with \"\(start)\" has a character that no name has")
            }
            // Line ends and NUL; a tab is allowed.
            guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 }) else {
                throw .invalidRequest("the header \(name) has a control character in its value")
            }
        }
        guard maximumResponseBytes >= 0 else { throw .invalidRequest("the response limit is negative") }
    }

    /// The proxy as libcurl is told, or nil for none.
    ///
    /// - Parameters:
    ///   - url: The request's address.
    ///   - environment: What to ask if the request does not say.
    /// - Returns: An address with a scheme that libcurl knows.
    /// - Throws: ``HTTPError/invalidRequest(_:)`` if the scheme is not one of those that ``proxy`` names.
    package func effectiveProxy(for url: ParsedURL, environment: ProxyEnvironment) throws(HTTPError) -> String? {
        guard
            let text = proxy ?? environment.proxy(scheme: url.scheme, host: url.host, port: url.port),
            !text.isEmpty
        else { return nil }
        guard let separator = text.firstRange(of: "://") else { return "http://" + text }
        switch text[..<separator.lowerBound].lowercased() {
        case "http", "https":
            return text
        case "socks5", "socks5h":
            // libcurl's socks5 looks names up here, Go's at the proxy, which is libcurl's socks5h.
            return "socks5h" + text[separator.lowerBound...]
        default:
            throw .invalidRequest("proxy \"\(maskingUserInformation(in: text))\" is not http, https or socks5")
        }
    }

    private static func isToken(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy(isTokenByte)
    }

    private static func isTokenCharacter(_ character: Character) -> Bool {
        character.utf8.allSatisfy(isTokenByte)
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default:
            "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
