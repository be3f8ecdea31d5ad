import CCurl

/// Sets options of an easy handle, in groups; borrows the handle.
struct EasyOptions {
    private let handle: UnsafeMutableRawPointer

    init(_ handle: UnsafeMutableRawPointer) {
        self.handle = handle
    }

    /// What is the same for every request.
    func setFixed() throws(HTTPError) {
        // Signals would be used to time out name look-ups, and belong to the process.
        try set(CURLOPT_NOSIGNAL, 1)
        // A look-up that hangs must not hold up the whole loop when its transfer ends: the thread is left to
        // itself and frees what it holds (curl issues 4852, 8515; repaired for this option in pull request 9147).
        try set(CURLOPT_QUICK_EXIT, 1)
        try set(CURLOPT_PROTOCOLS_STR, "http,https")
        try set(CURLOPT_REDIR_PROTOCOLS_STR, "http,https")
        try set(CURLOPT_FOLLOWLOCATION, 0)
        try set(CURLOPT_PATH_AS_IS, 1)
        try set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        // All encodings that libcurl was built with.
        try set(CURLOPT_ACCEPT_ENCODING, "")
        try set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        try set(CURLOPT_BUFFERSIZE, 64 << 10)
        // Notices a peer that is gone while nothing is sent, as on a watch.
        try set(CURLOPT_TCP_KEEPALIVE, 1)
        try set(CURLOPT_TCP_KEEPIDLE, 30)
        try set(CURLOPT_TCP_KEEPINTVL, 15)
    }

    /// The limit for name look-up, connect and handshakes; zero or less for none.
    func setConnectLimit(_ limit: Duration) throws(HTTPError) {
        // libcurl takes 0 for its own default.
        let milliseconds = limit > .zero ? max(1, min(limit / .milliseconds(1), Double(Int32.max))) : Double(Int32.max)
        try set(CURLOPT_CONNECTTIMEOUT_MS, Int(milliseconds))
    }

    /// Method and body.
    func setMethod(of request: HTTPRequest) throws(HTTPError) {
        let body = request.body ?? (["POST", "PUT", "PATCH"].contains(request.method) ? [] : nil)
        if let body {
            // The length first: the copy is made as long as it says.
            try CurlLibrary.check(
                fleet_curl_easy_setopt_offset(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count))
            )
            let code = body.withUnsafeBytes { bytes in
                var empty: UInt8 = 0
                return withUnsafeMutablePointer(to: &empty) { fallback in
                    fleet_curl_easy_setopt_pointer(
                        handle,
                        CURLOPT_COPYPOSTFIELDS,
                        UnsafeMutableRawPointer(mutating: bytes.baseAddress ?? UnsafeRawPointer(fallback))
                    )
                }
            }
            try CurlLibrary.check(code)
            try set(CURLOPT_CUSTOMREQUEST, request.method)
        } else if request.method == "HEAD" {
            try set(CURLOPT_NOBODY, 1)
        } else {
            try set(CURLOPT_HTTPGET, 1)
            try set(CURLOPT_CUSTOMREQUEST, request.method)
        }
    }

    /// The proxy, or none; in both cases the environment is not looked at again.
    func setProxy(_ proxy: String?) throws(HTTPError) {
        try set(CURLOPT_PROXY, proxy ?? "")
        try set(CURLOPT_NOPROXY, "")
    }

    /// Whom to trust and who to be.
    func setTLS(_ tls: TLSOptions) throws(HTTPError) {
        try set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        try set(CURLOPT_SSL_VERIFYPEER, tls.skipsVerification ? 0 : 1)
        try set(CURLOPT_SSL_VERIFYHOST, tls.skipsVerification ? 0 : 2)
        if let authority = tls.certificateAuthority {
            try set(authority, file: CURLOPT_CAINFO, data: CURLOPT_CAINFO_BLOB)
            // Otherwise the system's folder of authorities would be trusted as well.
            try set(CURLOPT_CAPATH, nil as String?)
            // A parsed file is kept for a day by default; a renewed one should count sooner.
            try set(CURLOPT_CA_CACHE_TIMEOUT, 60)
        }
        if let certificate = tls.clientCertificate {
            try set(certificate, file: CURLOPT_SSLCERT, data: CURLOPT_SSLCERT_BLOB)
            try set(tls.clientKey ?? certificate, file: CURLOPT_SSLKEY, data: CURLOPT_SSLKEY_BLOB)
            // For an encrypted key OpenSSL would ask on the terminal, and the loop would wait.
            try set(CURLOPT_KEYPASSWD, "")
        }
    }

    private func set(_ pem: PEM, file: CURLoption, data: CURLoption) throws(HTTPError) {
        switch pem {
        case .file(let path):
            try set(file, path)
        case .data(let bytes):
            let code = bytes.withUnsafeBytes {
                fleet_curl_easy_setopt_blob(handle, data, $0.baseAddress, $0.count)
            }
            try CurlLibrary.check(code, "PEM of \(bytes.count) bytes")
        }
    }

    /// Sets a number or a switch.
    ///
    /// Calls `curl_easy_setopt`, as the forms below.
    func set(_ option: CURLoption, _ value: Int) throws(HTTPError) {
        try CurlLibrary.check(fleet_curl_easy_setopt_long(handle, option, value), "option \(option.rawValue)")
    }

    /// Sets a text, which libcurl copies; nil takes the default away.
    func set(_ option: CURLoption, _ value: String?) throws(HTTPError) {
        try CurlLibrary.check(fleet_curl_easy_setopt_string(handle, option, value), "option \(option.rawValue)")
    }

    /// Sets a pointer, which must live as long as the handle.
    func set(_ option: CURLoption, _ value: UnsafeMutableRawPointer?) throws(HTTPError) {
        try CurlLibrary.check(fleet_curl_easy_setopt_pointer(handle, option, value), "option \(option.rawValue)")
    }

    /// Header lines in libcurl's spelling.
    ///
    /// An empty value is written `Name;`, since `Name:` takes a header away; two are taken away that libcurl adds
    /// unasked, the content type of web forms and `Expect`, which costs a round trip.
    static func headerLines(_ headers: [(name: String, value: String)]) -> [String] {
        var lines = headers.map {
            $0.value.utf8.allSatisfy { $0 == 0x20 || $0 == 0x09 } ? "\($0.name);" : "\($0.name): \($0.value)"
        }
        for name in ["Content-Type", "Expect"] where !headers.contains(where: { HTTPHeaders.isSame($0.name, name) }) {
            lines.append("\(name):")
        }
        return lines
    }
}
