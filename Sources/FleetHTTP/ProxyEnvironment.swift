import Glibc

/// Which proxy the environment names for an address, by Go's rules, since kubectl follows them.
///
/// Read are `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, or the same in lower case. libcurl's own reading of the
/// environment is never used: it knows no ports in `NO_PROXY`, sends loopback addresses to the proxy, and would
/// look at the TLS server name where that differs from the host.
///
/// - SeeAlso: <https://pkg.go.dev/golang.org/x/net/http/httpproxy>
public struct ProxyEnvironment: Hashable, Sendable {
    private var http: String?
    private var https: String?
    private var exceptions: [Exception] = []
    private var exceptsAll = false

    /// No proxy for anything.
    public static let none = ProxyEnvironment([:])

    /// The environment of this process, as it was when first asked for.
    public static let current: ProxyEnvironment = {
        var values: [String: String] = [:]
        for name in ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "NO_PROXY", "no_proxy"] {
            if let value = getenv(name) { values[name] = String(cString: value) }
        }
        return ProxyEnvironment(values)
    }()

    /// Reads the settings.
    ///
    /// - Parameter environment: Environment variables by name; others than the six are ignored.
    public init(_ environment: [String: String]) {
        func value(_ upper: String, _ lower: String) -> String? {
            [environment[upper], environment[lower]].compactMap(\.self).first { !$0.isEmpty }
        }
        http = value("HTTP_PROXY", "http_proxy")
        https = value("HTTPS_PROXY", "https_proxy")
        for entry in (value("NO_PROXY", "no_proxy") ?? "").lowercased().split(separator: ",") {
            let entry = entry.trimmingBlanks
            guard !entry.isEmpty else { continue }
            if entry == "*" {
                exceptsAll = true
            } else if let exception = Exception(entry) {
                exceptions.append(exception)
            }
        }
    }

    /// Answers which proxy leads to a server.
    ///
    /// - Parameters:
    ///   - scheme: `http` or `https`.
    ///   - host: A name or an address, an IPv6 one with or without brackets.
    ///   - port: The port number.
    /// - Returns: The proxy as the environment spells it, or nil for none.
    public func proxy(scheme: String, host: String, port: Int) -> String? {
        guard let proxy = scheme == "https" ? https : http, !exceptsAll else { return nil }
        let host = host.lowercased()
        let address = NetworkAddress(host)
        // Never through a proxy, whatever NO_PROXY says, as in Go.
        if host == "localhost" || address?.isLoopback == true { return nil }
        return exceptions.contains { $0.matches(host: host, address: address, port: port) } ? nil : proxy
    }

    /// One entry of `NO_PROXY`.
    private enum Exception: Hashable, Sendable {
        /// Addresses that share the first bits.
        case network(NetworkAddress, bits: Int)
        /// One address, on one port or on all.
        case address(NetworkAddress, port: Int?)
        /// Names that end in the suffix, which begins with a dot; also the name without that dot if `exact`.
        case domain(suffix: String, exact: Bool, port: Int?)

        init?(_ entry: Substring) {
            if let slash = entry.firstIndex(of: "/"), let base = NetworkAddress(String(entry[..<slash])),
                let bits = Int(entry[entry.index(after: slash)...]), (0...base.width).contains(bits)
            {
                self = .network(base, bits: bits + 128 - base.width)
                return
            }
            var host = String(entry)
            var port: Int?
            let colons = entry.count { $0 == ":" }
            if let colon = entry.lastIndex(of: ":"), colons == 1 || entry.hasPrefix("["), entry.last != "]" {
                port = Int(entry[entry.index(after: colon)...])
                host = String(entry[..<colon])
            }
            if let address = NetworkAddress(host) {
                self = .address(address, port: port)
                return
            }
            if host.hasPrefix("*.") { host.removeFirst() }
            guard !host.isEmpty else { return nil }
            let exact = !host.hasPrefix(".")
            self = .domain(suffix: exact ? "." + host : host, exact: exact, port: port)
        }

        func matches(host: String, address: NetworkAddress?, port: Int) -> Bool {
            switch self {
            case .network(let base, let bits):
                address?.sharesPrefix(with: base, bits: bits) ?? false
            case .address(let excepted, let exceptedPort):
                address == excepted && (exceptedPort ?? port) == port
            case .domain(let suffix, let exact, let exceptedPort):
                (host.hasSuffix(suffix) || (exact && host == suffix.dropFirst())) && (exceptedPort ?? port) == port
            }
        }
    }
}

/// An IPv4 or IPv6 address as 16 bytes; IPv4 in its mapped form, so that both compare.
private struct NetworkAddress: Hashable, Sendable {
    private var bytes: [UInt8]
    /// Bits the address was written with: 32 or 128.
    var width: Int

    init?(_ text: String) {
        var host = text
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        var four = in_addr()
        var six = in6_addr()
        if inet_pton(AF_INET, host, &four) == 1 {
            bytes = [UInt8](repeating: 0, count: 10) + [0xff, 0xff] + withUnsafeBytes(of: four) { Array($0) }
            width = 32
        } else if inet_pton(AF_INET6, host, &six) == 1 {
            bytes = withUnsafeBytes(of: six) { Array($0) }
            width = 128
        } else {
            return nil
        }
    }

    var isLoopback: Bool {
        bytes[..<12] == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]
            ? bytes[12] == 127 : bytes == [UInt8](repeating: 0, count: 15) + [1]
    }

    func sharesPrefix(with other: NetworkAddress, bits: Int) -> Bool {
        let whole = bits / 8
        guard bytes[..<whole] == other.bytes[..<whole] else { return false }
        let rest = bits % 8
        return rest == 0 || (bytes[whole] ^ other.bytes[whole]) >> (8 - rest) == 0
    }

    static func == (left: NetworkAddress, right: NetworkAddress) -> Bool {
        left.bytes == right.bytes
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(bytes)
    }
}

extension Substring {
    /// Without blanks at both ends.
    fileprivate var trimmingBlanks: Substring {
        var text = drop { $0 == " " || $0 == "\t" }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text
    }
}
