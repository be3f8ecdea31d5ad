import CCurl
import Glibc

/// One transfer that libcurl works on: its handle, what must live as long, and what has come so far.
///
/// A class because its address is the context of libcurl's callbacks. Lives in ``TransferLoop`` and on its
/// queue only; freed after its handle was taken out of the multi handle.
final class ActiveTransfer {
    /// What libcurl's callbacks report that others wait for.
    enum Progress {
        /// A connection is being made.
        case opening
        /// There is a connection, and the request is about to be sent.
        case connected(isNew: Bool)
        /// The head of the answer has come.
        case answered(isHTTP2: Bool)
    }

    /// What is carried out, and how far it is.
    private(set) var order: TransferOrder
    /// libcurl's handle; owned.
    let handle: UnsafeMutableRawPointer
    /// Why a callback has stopped the transfer; goes before what libcurl then says.
    private var failure: HTTPError?
    /// `errno` of the last socket that could not be opened, or 0.
    private var socketError: Int32 = 0
    /// What has come.
    private var collector: ResponseCollector

    private let report: (Progress) -> Void
    private let errorText: UnsafeMutablePointer<CChar>
    private var headerList: UnsafeMutablePointer<curl_slist>?
    private var connectTo: UnsafeMutablePointer<curl_slist>?

    /// Makes a handle and tells it everything about the request.
    ///
    /// - Parameters:
    ///   - order: What to do.
    ///   - share: The share handle with the TLS sessions.
    ///   - report: Called from within libcurl, which must not be called from there.
    /// - Throws: ``HTTPError/other(code:text:)`` for what libcurl refuses, ``HTTPError/invalidRequest(_:)`` for a TLS server
    ///   name that is none.
    init(
        _ order: TransferOrder,
        share: UnsafeMutableRawPointer,
        report: @escaping (Progress) -> Void
    ) throws(HTTPError) {
        guard let handle = curl_easy_init() else { throw HTTPError.outOfMemory }
        self.order = order
        self.order.clock.phase = .connecting
        self.handle = handle
        self.report = report
        collector = ResponseCollector(
            host: order.url.origin,
            limit: order.request.maximumResponseBytes,
            keepsBody: order.handler == nil
        )
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        try configure(order.request, url: order.url, share: share)
    }

    deinit {
        curl_easy_cleanup(handle)
        curl_slist_free_all(headerList)
        curl_slist_free_all(connectTo)
        errorText.deallocate()
    }

    /// The identifier of the transfer that a handle belongs to.
    ///
    /// Calls `curl_easy_getinfo` with `CURLINFO_PRIVATE`.
    static func identifier(of handle: UnsafeMutableRawPointer) -> UInt? {
        var value: UnsafeMutableRawPointer?
        guard fleet_curl_easy_getinfo_pointer(handle, CURLINFO_PRIVATE, &value) == CURLE_OK else { return nil }
        return value.map { UInt(bitPattern: $0) }
    }

    private func configure(_ request: HTTPRequest, url: ParsedURL, share: UnsafeMutableRawPointer) throws(HTTPError) {
        let options = EasyOptions(handle)
        let context = Unmanaged.passUnretained(self).toOpaque()
        try options.set(CURLOPT_PRIVATE, UnsafeMutableRawPointer(bitPattern: order.identifier))
        try options.set(CURLOPT_ERRORBUFFER, UnsafeMutableRawPointer(errorText))
        try options.set(CURLOPT_SHARE, share)
        try options.setFixed()
        try options.setMethod(of: request)
        try options.setProxy(order.proxy)
        try options.setConnectLimit(request.connectTimeout)

        var target = request.url
        var headers = request.headers
        if order.isSecure {
            try options.setTLS(request.tls)
            if let name = request.tls.serverName, !name.isEmpty, name.lowercased() != url.host.lowercased() {
                // libcurl takes SNI and the name to verify from the address only. So the address names the server
                // as its certificate does, the connection goes to the real host all the same, and the Host header
                // is the real one. Connections are reused only where name and real host are both the same.
                target = try url.replacingHost(with: name)
                connectTo = curl_slist_append(nil, "::\(url.host):\(url.port)")
                if !headers.contains(where: { HTTPHeaders.isSame($0.name, "Host") }) {
                    headers.append((name: "Host", value: url.hostHeader))
                }
                try options.set(CURLOPT_CONNECT_TO, connectTo.map { UnsafeMutableRawPointer($0) })
            }
        }
        try options.set(CURLOPT_URL, target)

        for line in EasyOptions.headerLines(headers) {
            guard let longer = curl_slist_append(headerList, line) else { throw HTTPError.outOfMemory }
            headerList = longer
        }
        try options.set(CURLOPT_HTTPHEADER, headerList.map { UnsafeMutableRawPointer($0) })
        try setCallbacks(options, context: context)
    }

    private func setCallbacks(_ options: EasyOptions, context: UnsafeMutableRawPointer) throws(HTTPError) {
        for option in [
            CURLOPT_HEADERDATA, CURLOPT_WRITEDATA, CURLOPT_OPENSOCKETDATA, CURLOPT_RESOLVER_START_DATA,
            CURLOPT_PREREQDATA,
        ] {
            try options.set(option, context)
        }
        try CurlLibrary.check(
            fleet_curl_easy_setopt_write(handle, CURLOPT_HEADERFUNCTION) { bytes, _, count, context in
                ActiveTransfer.from(context)?.takeHeaderLine(UnsafeRawBufferPointer(start: bytes, count: count)) == true
                    ? count : 0
            }
        )
        try CurlLibrary.check(
            fleet_curl_easy_setopt_write(handle, CURLOPT_WRITEFUNCTION) { bytes, _, count, context in
                guard count > 0 else { return 0 }
                return ActiveTransfer.from(context)?.takeBody(UnsafeRawBufferPointer(start: bytes, count: count))
                    == true ? count : 0
            }
        )
        try CurlLibrary.check(
            fleet_curl_easy_setopt_resolver_start(handle) { _, _, context in
                ActiveTransfer.from(context)?.report(.opening)
                return 0
            }
        )
        try CurlLibrary.check(
            fleet_curl_easy_setopt_opensocket(handle) { context, _, address in
                guard let address else { return CURL_SOCKET_BAD }
                return ActiveTransfer.from(context)?.openSocket(address.pointee) ?? CURL_SOCKET_BAD
            }
        )
        try CurlLibrary.check(
            fleet_curl_easy_setopt_prereq(handle) { context, _, _, _, _ in
                ActiveTransfer.from(context)?.beginSending()
                return CURL_PREREQFUNC_OK
            }
        )
    }

    private static func from(_ context: UnsafeMutableRawPointer?) -> ActiveTransfer? {
        context.map { Unmanaged<ActiveTransfer>.fromOpaque($0).takeUnretainedValue() }
    }

    private func openSocket(_ address: curl_sockaddr) -> curl_socket_t? {
        report(.opening)
        let descriptor = TransferSocket.open(address)
        // libcurl knows only of failures of `connect`.
        if descriptor == nil { socketError = errno }
        return descriptor
    }

    private func beginSending() {
        order.clock.phase = .connected
        report(.connected(isNew: information(CURLINFO_NUM_CONNECTS) > 0))
    }

    /// Takes a line of the head; false stops the transfer, with ``failure`` set.
    private func takeHeaderLine(_ bytes: UnsafeRawBufferPointer) -> Bool {
        do throws(HTTPError) {
            guard try collector.take(headerLine: bytes) else { return true }
            report(.answered(isHTTP2: version(information(CURLINFO_HTTP_VERSION)) == .http2))
            guard let handler = order.handler else { return true }
            return proceed(handler(.head(response())))
        } catch {
            failure = error
            return false
        }
    }

    /// Takes some of the body; false stops the transfer, with ``failure`` set.
    private func takeBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        do throws(HTTPError) {
            try collector.take(body: bytes)
            guard let handler = order.handler else { return true }
            return proceed(handler(.body([UInt8](bytes))))
        } catch {
            failure = error
            return false
        }
    }

    private func proceed(_ decision: StreamDecision) -> Bool {
        switch decision {
        case .proceed: return true
        case .stop:
            failure = .cancelled
            return false
        }
    }

    /// What a transfer that libcurl has ended amounts to.
    func result(_ code: CURLcode) -> Result<HTTPResponse, HTTPError> {
        if let failure { return .failure(failure) }
        guard code != CURLE_OK else { return .success(response()) }
        let wasSent = order.clock.phase == .connected
        if code == CURLE_OPERATION_TIMEDOUT, !wasSent {
            return .failure(order.timeout(.connect, after: order.clock.connectTimeout))
        }
        let connectError = Int32(truncatingIfNeeded: information(CURLINFO_OS_ERRNO))
        let error = TransferFailure(
            code: Int(code.rawValue),
            text: String(cString: errorText),
            host: order.url.origin,
            serverName: order.request.tls.serverName ?? order.url.host,
            hasClientCertificate: order.request.tls.clientCertificate != nil,
            proxy: order.proxy,
            proxyStatus: information(CURLINFO_HTTP_CONNECTCODE),
            systemError: connectError == 0 ? socketError : connectError,
            receivedBytes: collector.receivedBytes
        ).error
        // While data are exchanged, only a server's belated answer to the handshake proves that it read no request.
        if wasSent, error.neverSent, code != CURLE_RECV_ERROR, code != CURLE_SEND_ERROR {
            // A kept connection has ended after the request was sent on it, and a new one can not be made.
            return .failure(.cut(host: order.url.origin, reason: "\(error)"))
        }
        return .failure(error)
    }

    private func response() -> HTTPResponse {
        HTTPResponse(
            status: collector.status,
            headers: collector.headers,
            body: collector.body,
            duration: order.clock.startedAt.duration(to: .now),
            httpVersion: version(information(CURLINFO_HTTP_VERSION)),
            reusedConnection: information(CURLINFO_NUM_CONNECTS) == 0
        )
    }

    private func information(_ name: CURLINFO) -> Int {
        var value = 0
        return fleet_curl_easy_getinfo_long(handle, name, &value) == CURLE_OK ? value : 0
    }

    private func version(_ number: Int) -> HTTPVersion {
        switch number {
        case Int(CURL_HTTP_VERSION_1_0): .http10
        case Int(CURL_HTTP_VERSION_1_1): .http11
        case Int(CURL_HTTP_VERSION_2_0): .http2
        default: .other
        }
    }
}
