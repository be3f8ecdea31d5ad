import CCurl
import Glibc

/// One transfer that libcurl works on: its handle, what must live as long, and what has come so far.
///
/// A class because its address is the context of libcurl's callbacks. Lives in ``TransferLoop`` and on its
/// queue only; freed after its handle was taken out of the multi handle.
final class ActiveTransfer {
    /// Counted from 1, never used twice in a loop.
    let identifier: UInt
    /// Where the request goes.
    let url: ParsedURL
    /// The proxy in use, with its password, or nil.
    let proxy: String?
    /// libcurl's handle; owned.
    let handle: UnsafeMutableRawPointer
    /// Called once, by the loop.
    let completion: @Sendable (Result<HTTPResponse, HTTPError>) -> Void
    /// Limits and how far it is.
    var clock: TransferClock
    /// Why a callback has stopped the transfer; goes before what libcurl then says.
    var failure: HTTPError?
    /// What has come.
    private(set) var collector: ResponseCollector

    private let request: HTTPRequest
    private let handler: (@Sendable (StreamEvent) -> StreamDecision)?
    private let clockChanged: (ContinuousClock.Instant) -> Void
    private let errorText: UnsafeMutablePointer<CChar>
    private var headerList: UnsafeMutablePointer<curl_slist>?
    private var connectTo: UnsafeMutablePointer<curl_slist>?

    /// Makes a handle and tells it everything about the request.
    ///
    /// - Parameters:
    ///   - identifier: What ``identifier(of:)`` will find.
    ///   - request: The request.
    ///   - startedAt: When the caller asked.
    ///   - proxies: What to ask for a proxy if the request does not say.
    ///   - share: The share handle with the TLS sessions.
    ///   - handler: For a stream, where head and body go.
    ///   - clockChanged: Called from within libcurl with a new deadline.
    ///   - completion: Only kept here.
    /// - Throws: ``HTTPError/invalidRequest(_:)`` for what can not be sent, ``HTTPError/other(code:text:)`` for what
    ///   libcurl refuses.
    init(
        identifier: UInt,
        request: HTTPRequest,
        startedAt: ContinuousClock.Instant,
        proxies: ProxyEnvironment,
        share: UnsafeMutableRawPointer,
        handler: (@Sendable (StreamEvent) -> StreamDecision)?,
        clockChanged: @escaping (ContinuousClock.Instant) -> Void,
        completion: @escaping @Sendable (Result<HTTPResponse, HTTPError>) -> Void
    ) throws(HTTPError) {
        try request.validate()
        url = try ParsedURL(request.url)
        proxy = try request.effectiveProxy(for: url, environment: proxies)
        guard let handle = curl_easy_init() else { throw HTTPError.outOfMemory }
        self.identifier = identifier
        self.request = request
        self.handle = handle
        self.handler = handler
        self.clockChanged = clockChanged
        self.completion = completion
        clock = TransferClock(
            startedAt: startedAt,
            timeout: request.timeout,
            connectTimeout: request.connectTimeout
        )
        collector = ResponseCollector(
            host: url.origin,
            limit: request.maximumResponseBytes,
            keepsBody: handler == nil
        )
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        try configure(request, share: share)
        try setConnectLimit()
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

    /// Moves libcurl's connect limit on while the transfer waits; see ``TransferClock``.
    func extendConnectLimit(at now: ContinuousClock.Instant) {
        guard clock.extendConnectLimit(at: now) else { return }
        // It was accepted before, and is a convenience only.
        try? setConnectLimit()
    }

    private func setConnectLimit() throws(HTTPError) {
        let limit = clock.libraryConnectLimit.map { $0 / .milliseconds(1) } ?? .infinity
        try EasyOptions(handle).set(CURLOPT_CONNECTTIMEOUT_MS, Int(min(limit.rounded(.up), Double(Int32.max))))
    }

    private func configure(_ request: HTTPRequest, share: UnsafeMutableRawPointer) throws(HTTPError) {
        let options = EasyOptions(handle)
        let context = Unmanaged.passUnretained(self).toOpaque()
        try options.set(CURLOPT_PRIVATE, UnsafeMutableRawPointer(bitPattern: identifier))
        try options.set(CURLOPT_ERRORBUFFER, UnsafeMutableRawPointer(errorText))
        try options.set(CURLOPT_SHARE, share)
        try options.setFixed()
        try options.setMethod(of: request)
        try options.setProxy(proxy)

        var target = request.url
        var headers = request.headers
        if url.scheme == "https" {
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
                ActiveTransfer.from(context)?.beginConnecting()
                return 0
            }
        )
        try CurlLibrary.check(
            fleet_curl_easy_setopt_opensocket(handle) { context, _, address in
                guard let address else { return CURL_SOCKET_BAD }
                ActiveTransfer.from(context)?.beginConnecting()
                return openSocket(
                    family: address.pointee.family,
                    type: address.pointee.socktype,
                    protocolNumber: address.pointee.protocol
                )
            }
        )
        try CurlLibrary.check(
            fleet_curl_easy_setopt_prereq(handle) { context, _, _, _, _ in
                ActiveTransfer.from(context)?.clock.beginSending()
                return CURL_PREREQFUNC_OK
            }
        )
    }

    private static func from(_ context: UnsafeMutableRawPointer?) -> ActiveTransfer? {
        context.map { Unmanaged<ActiveTransfer>.fromOpaque($0).takeUnretainedValue() }
    }

    private func beginConnecting() {
        clock.beginConnecting(at: .now)
        if let deadline = clock.deadline { clockChanged(deadline) }
    }

    /// Takes a line of the head; false stops the transfer, with ``failure`` set.
    private func takeHeaderLine(_ bytes: UnsafeRawBufferPointer) -> Bool {
        do throws(HTTPError) {
            let isComplete = try collector.take(headerLine: bytes)
            guard isComplete, let handler else { return true }
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
            guard let handler else { return true }
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
        if code == CURLE_OPERATION_TIMEDOUT, clock.phase != .connected {
            return .failure(.timeout(host: url.origin, phase: .connect, after: clock.connectTimeout))
        }
        return .failure(
            TransferFailure(
                code: Int(code.rawValue),
                text: String(cString: errorText),
                host: url.origin,
                serverName: request.tls.serverName ?? url.host,
                hasClientCertificate: request.tls.clientCertificate != nil,
                proxy: proxy,
                proxyStatus: information(CURLINFO_HTTP_CONNECTCODE),
                systemError: Int32(truncatingIfNeeded: information(CURLINFO_OS_ERRNO)),
                receivedBytes: collector.receivedBytes
            ).error
        )
    }

    private func response() -> HTTPResponse {
        HTTPResponse(
            status: collector.status,
            headers: collector.headers,
            body: collector.body,
            duration: clock.startedAt.duration(to: .now),
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

/// Opens a socket as libcurl would, but closed in child processes, and with a limit on silence.
///
/// A server that vanishes without a word leaves HTTP/2 connections that libcurl goes on using, since a
/// timed-out stream does not end its connection. The kernel notices: data that is not acknowledged for
/// 30 seconds ends the connection, whoever uses it.
///
/// Calls `socket` and `setsockopt` with `TCP_USER_TIMEOUT`.
private func openSocket(family: Int32, type: Int32, protocolNumber: Int32) -> curl_socket_t {
    let descriptor = socket(family, type | Int32(SOCK_CLOEXEC.rawValue), protocolNumber)
    guard descriptor >= 0 else { return CURL_SOCKET_BAD }
    var milliseconds: UInt32 = 30_000
    setsockopt(
        descriptor,
        Int32(IPPROTO_TCP),
        TCP_USER_TIMEOUT,
        &milliseconds,
        socklen_t(MemoryLayout.size(ofValue: milliseconds))
    )
    return descriptor
}
