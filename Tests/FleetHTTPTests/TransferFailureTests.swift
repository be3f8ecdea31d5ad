import FleetHTTP
import Testing

/// What libcurl 7.88 with OpenSSL 3.0 says, and what is made of it; the numbers are `CURLcode`s.
@Suite
struct TransferFailureTests {
    private static func error(
        _ code: Int,
        _ text: String,
        configure: (inout TransferFailure) -> Void = { _ in }
    ) -> HTTPError {
        var failure = TransferFailure(code: code, text: text, host: "host:6443", serverName: "api.internal")
        configure(&failure)
        return failure.error
    }

    @Test(
        arguments: [
            (60, "SSL certificate problem: certificate has expired", .expired),
            (60, "SSL certificate problem: certificate is not yet valid", .notYetValid),
            (60, "SSL certificate problem: unable to get local issuer certificate", .unknownAuthority),
            (60, "SSL certificate problem: self-signed certificate", .unknownAuthority),
            (60, "SSL certificate problem: self-signed certificate in certificate chain", .unknownAuthority),
            (
                60, "SSL: no alternative certificate subject name matches target host name 'api.internal'",
                .wrongHost(expected: "api.internal")
            ),
            (
                60, "SSL: certificate subject name 'x' does not match target host name 'api.internal'",
                .wrongHost(expected: "api.internal")
            ),
            (
                60, "SSL certificate problem: CA cert does not sign",
                .other("SSL certificate problem: CA cert does not sign")
            ),
            (35, "error:0A00010B:SSL routines::wrong version number", .notTLS),
            (35, "error:0A000412:SSL routines::sslv3 alert bad certificate", .clientCertificateRequired),
            (
                56, "OpenSSL SSL_read: error:0A00045C:SSL routines::tlsv13 alert certificate required, errno 0",
                .clientCertificateRequired
            ),
            (
                58, "could not load PEM client certificate\n",
                .clientCertificateUnusable(reason: "could not load PEM client certificate")
            ),
            (
                77, "error setting certificate file: /nowhere",
                .authorityUnusable(reason: "error setting certificate file: /nowhere")
            ),
            (98, "", .clientCertificateRequired),
            (35, "", .other("SSL connect error")),
        ] as [(Int, String, TLSFailure)]
    )
    func tlsFailuresAreToldApart(_ code: Int, _ text: String, _ expected: TLSFailure) {
        #expect(Self.error(code, text) == .tls(host: "host:6443", expected))
    }

    @Test
    func alertAboutAShownCertificateIsARejection() {
        let text = "OpenSSL SSL_read: error:0A000418:SSL routines::tlsv1 alert unknown ca, errno 0"
        let error = Self.error(56, text) { $0.hasClientCertificate = true }
        #expect(error == .tls(host: "host:6443", .clientCertificateRejected(reason: "unknown ca")))
        #expect(
            error.description
                == "no secure connection to host:6443: the server does not accept the client certificate: unknown ca"
        )
        // In mid-body it can not be about the handshake.
        #expect(Self.error(56, text) { $0.receivedBytes = 1 } == .cut(host: "host:6443", reason: text))
    }

    @Test
    func proxyIsBlamedForWhatIsItsFault() {
        #expect(
            Self.error(56, "Received HTTP code 407 from proxy after CONNECT") { $0.proxyStatus = 407 }
                == .proxy("answered 407 when asked for a connection to host:6443")
        )
        #expect(Self.error(5, "Could not resolve proxy: p") == .proxy("has a name without an address"))
        #expect(
            Self.error(97, "cannot complete SOCKS5 connection to h. (5)")
                == .proxy("refuses a connection to host:6443: cannot complete SOCKS5 connection to h. (5)")
        )
        #expect(
            Self.error(60, "SSL certificate problem: certificate has expired") { $0.proxy = "https://u:secret@p" }
                == .proxy("can not be reached securely: the server's certificate has expired")
        )
        #expect(
            Self.error(60, "SSL certificate problem: certificate has expired") {
                $0.proxy = "https://u:secret@p"
                $0.proxyStatus = 200
            } == .tls(host: "host:6443", .expired)
        )
    }

    @Test
    func connectFailuresSpeakTheSystemsWords() {
        #expect(
            Self.error(7, "Failed to connect to host port 6443 after 0 ms: Couldn't connect to server") {
                $0.systemError = 113
            } == .connect(host: "host:6443", reason: "No route to host")
        )
        #expect(Self.error(7, "") == .connect(host: "host:6443", reason: "Couldn't connect to server"))
        #expect(Self.error(6, "Could not resolve host: host") == .resolve(host: "host:6443"))
    }

    @Test(arguments: [16, 18, 52, 55, 56, 92])
    func endedConnectionIsACut(_ code: Int) {
        #expect(Self.error(code, "gone ") == .cut(host: "host:6443", reason: "gone"))
    }

    @Test
    func unknownCodeKeepsItsNumber() {
        let error = Self.error(61, "Unrecognized content encoding type")
        #expect(error == .other(code: 61, text: "Unrecognized content encoding type"))
        #expect(error.description == "the transfer failed: Unrecognized content encoding type (error 61)")
    }
}
