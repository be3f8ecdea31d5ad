import CCurl
import Glibc

/// What libcurl says of a failed transfer, and what that means; pure.
package struct TransferFailure {
    /// The `CURLcode`.
    package var code: Int
    /// The content of the error buffer; may be empty.
    package var text: String
    /// `host:port` of the request.
    package var host: String
    /// The name that the server's certificate had to have.
    package var serverName: String
    package var hasClientCertificate = false
    /// The proxy in use, or nil.
    package var proxy: String?
    /// The status that the proxy answered to `CONNECT`, or 0.
    package var proxyStatus = 0
    /// `errno` of the last failed connect, or 0.
    package var systemError: Int32 = 0
    package var receivedBytes = 0

    package init(
        code: Int,
        text: String,
        host: String,
        serverName: String,
        hasClientCertificate: Bool = false,
        proxy: String? = nil,
        proxyStatus: Int = 0,
        systemError: Int32 = 0,
        receivedBytes: Int = 0
    ) {
        self.code = code
        self.text = text
        self.host = host
        self.serverName = serverName
        self.hasClientCertificate = hasClientCertificate
        self.proxy = proxy
        self.proxyStatus = proxyStatus
        self.systemError = systemError
        self.receivedBytes = receivedBytes
    }

    /// The error to report.
    package var error: HTTPError {
        if proxyStatus >= 300 { return .proxy("answered \(proxyStatus) when asked for a connection to \(host)") }
        switch curlCode {
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_URL_MALFORMAT, CURLE_BAD_FUNCTION_ARGUMENT:
            return .invalidRequest(reason)
        case CURLE_COULDNT_RESOLVE_PROXY:
            return .proxy("has a name without an address")
        case CURLE_PROXY:
            return .proxy("refuses a connection to \(host): \(reason)")
        case CURLE_COULDNT_RESOLVE_HOST:
            return .resolve(host: host)
        case CURLE_COULDNT_CONNECT, CURLE_INTERFACE_FAILED:
            let reason = systemError == 0 ? reason : String(cString: strerror(systemError))
            return proxy == nil
                ? .connect(host: host, reason: reason) : .proxy("can not be reached: \(reason)")
        case CURLE_OPERATION_TIMEDOUT:
            // The limits are not libcurl's; what is left is the kernel's.
            return .cut(host: host, reason: reason)
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CERTPROBLEM,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CRL_BADFILE,
            CURLE_SSL_ENGINE_INITFAILED, CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_CLIENTCERT, CURLE_USE_SSL_FAILED:
            // Before the proxy has answered to `CONNECT`, the only handshake is the one with itself.
            if proxy?.lowercased().hasPrefix("https://") == true, proxyStatus == 0 {
                return .proxy("can not be reached securely: \(tlsFailure)")
            }
            // A server that goes away in mid-handshake says nothing about TLS.
            guard !wasCutInHandshake else {
                return .connect(host: host, reason: "the server closed the connection during the TLS handshake")
            }
            return .tls(host: host, tlsFailure)
        case CURLE_SEND_ERROR, CURLE_RECV_ERROR:
            // With TLS 1.3 a server judges the client's certificate only after the client's part of the handshake.
            if let failure = alertFailure, receivedBytes == 0 { return .tls(host: host, failure) }
            return .cut(host: host, reason: reason)
        case CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE, CURLE_HTTP2, CURLE_HTTP2_STREAM:
            return .cut(host: host, reason: reason)
        default:
            return .other(code: code, text: reason)
        }
    }

    private var curlCode: CURLcode { CURLcode(rawValue: UInt32(truncatingIfNeeded: code)) }

    /// libcurl's text without its blanks, or the code's general one.
    private var reason: String {
        var text = text[...]
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return text.isEmpty ? String(cString: curl_easy_strerror(curlCode)) : String(text)
    }

    private var wasCutInHandshake: Bool {
        let words = text.lowercased()
        return curlCode == CURLE_SSL_CONNECT_ERROR
            && ["reset by peer", "broken pipe", "ssl_error_syscall", "unexpected eof"].contains { words.contains($0) }
    }

    private var tlsFailure: TLSFailure {
        switch curlCode {
        case CURLE_SSL_CLIENTCERT: return .clientCertificateRequired
        case CURLE_SSL_CERTPROBLEM: return .clientCertificateUnusable(reason: reason)
        case CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CRL_BADFILE: return .authorityUnusable(reason: reason)
        default: break
        }
        if let failure = alertFailure { return failure }
        let words = text.lowercased()
        let meanings: [(String, TLSFailure)] = [
            ("certificate has expired", .expired),
            ("certificate is not yet valid", .notYetValid),
            ("self-signed certificate", .unknownAuthority),
            ("self signed certificate", .unknownAuthority),
            ("unable to get local issuer", .unknownAuthority),
            ("unable to get issuer", .unknownAuthority),
            ("unable to verify the first certificate", .unknownAuthority),
            ("match target host name", .wrongHost(expected: serverName)),
            ("matches target host name", .wrongHost(expected: serverName)),
            ("wrong version number", .notTLS),
            ("packet length too long", .notTLS),
            ("http request", .notTLS),
        ]
        return meanings.first { words.contains($0.0) }?.1 ?? .other(reason)
    }

    /// What the server says of the client's certificate in a TLS alert, or nil.
    private var alertFailure: TLSFailure? {
        let words = text.lowercased()
        guard words.contains("alert") else { return nil }
        if words.contains("certificate required") { return .clientCertificateRequired }
        for reason in [
            "bad certificate", "unknown ca", "certificate expired", "certificate revoked", "certificate unknown",
            "unsupported certificate",
        ] where words.contains(reason) {
            // A server in Go that was shown none says "bad certificate" in TLS 1.2.
            return hasClientCertificate ? .clientCertificateRejected(reason: reason) : .clientCertificateRequired
        }
        return nil
    }
}
