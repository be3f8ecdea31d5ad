/// Builds a response from the lines and bytes that libcurl hands over; pure.
package struct ResponseCollector {
    /// Enough for any server that means well; the field's usual limit is 1 MB in Go.
    package static let maximumHeaderBytes = 1 << 20
    /// What is reserved at once on a server's word only.
    private static let maximumReservation = 64 << 20

    private let host: String
    private let limit: Int
    private let keepsBody: Bool
    package private(set) var status = 0
    package private(set) var headers = HTTPHeaders()
    package private(set) var body: [UInt8] = []
    package private(set) var receivedBytes = 0
    private var headerBytes = 0
    private var headIsComplete = false

    /// Makes an empty collector.
    ///
    /// - Parameters:
    ///   - host: `host:port` for errors.
    ///   - limit: The most bytes of body to take.
    ///   - keepsBody: Whether ``body`` is filled; otherwise bytes are only counted.
    package init(host: String, limit: Int, keepsBody: Bool) {
        self.host = host
        self.limit = limit
        self.keepsBody = keepsBody
    }

    /// Takes one header line, its line end included.
    ///
    /// A status line starts anew, since interim answers (100, 103) come before the final one. Lines after the
    /// empty one are trailers and are dropped.
    ///
    /// - Returns: Whether this was the empty line that ends a final head.
    /// - Throws: ``HTTPError/other(code:text:)`` if the head is too long.
    package mutating func take(headerLine bytes: UnsafeRawBufferPointer) throws(HTTPError) -> Bool {
        headerBytes += bytes.count
        guard headerBytes <= Self.maximumHeaderBytes else {
            throw .other(code: 0, text: "the header of \(host) has more than \(Self.maximumHeaderBytes) bytes")
        }
        let line = Self.trimming(bytes[...])
        if line.starts(with: "HTTP/".utf8), let space = line.firstIndex(of: 0x20) {
            headers = HTTPHeaders()
            headIsComplete = false
            status = Int(String(decoding: line[(space + 1)...].prefix(3), as: UTF8.self)) ?? 0
            return false
        }
        guard !headIsComplete else { return false }
        guard !line.isEmpty else {
            headIsComplete = status >= 200
            return headIsComplete
        }
        if bytes[0] == 0x20 || bytes[0] == 0x09 {
            headers.continueLast(with: String(decoding: line, as: UTF8.self))
        } else if let colon = line.firstIndex(of: UInt8(ascii: ":")) {
            headers.append(
                name: String(decoding: line[..<colon], as: UTF8.self),
                value: String(decoding: Self.trimming(line[(colon + 1)...]), as: UTF8.self)
            )
        }
        return false
    }

    /// Takes the next bytes of the body.
    ///
    /// - Throws: ``HTTPError/tooLarge(host:limit:)`` if they are more than the limit, or will be by the length that
    ///   the server has announced.
    package mutating func take(body bytes: UnsafeRawBufferPointer) throws(HTTPError) {
        if receivedBytes == 0 {
            // The announced length counts compressed bytes, so it proves nothing about a compressed body.
            let announced = headers["Content-Length"].flatMap { Int($0) } ?? 0
            if announced > limit, headers["Content-Encoding"] == nil { throw .tooLarge(host: host, limit: limit) }
            if keepsBody { body.reserveCapacity(min(max(announced, bytes.count), limit, Self.maximumReservation)) }
        }
        guard bytes.count <= limit - receivedBytes else { throw .tooLarge(host: host, limit: limit) }
        receivedBytes += bytes.count
        if keepsBody { body.append(contentsOf: bytes) }
    }

    private static func trimming(_ bytes: Slice<UnsafeRawBufferPointer>) -> Slice<UnsafeRawBufferPointer> {
        func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0d || byte == 0x0a }
        var rest = bytes.drop(while: isBlank)
        while let last = rest.last, isBlank(last) { rest.removeLast() }
        return rest
    }
}
