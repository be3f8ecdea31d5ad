import Glibc

/// A port of 127.0.0.1 on which every connection is refused, for as long as this lives.
///
/// It is bound but does not listen, so nobody else can take it meanwhile. A class, because its end closes the socket.
public final class RefusingPort: Sendable {
    /// The port's number.
    public let port: Int
    private let descriptor: Int32

    /// Takes a port that the system chooses.
    ///
    /// - Throws: ``TestSupportError/system(call:code:)``.
    public init() throws(TestSupportError) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw .system(call: "socket", code: errno) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let size = length
        let descriptor = descriptor
        let failed = unsafe withUnsafeMutablePointer(to: &address) { pointer -> String? in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic -> String? in
                guard unsafe bind(descriptor, generic, size) == 0 else { return "bind" }
                return unsafe getsockname(descriptor, generic, &length) == 0 ? nil : "getsockname"
            }
        }
        port = Int(UInt16(bigEndian: address.sin_port))
        if let failed {
            let code = errno
            close(descriptor)
            throw .system(call: failed, code: code)
        }
    }

    deinit {
        close(descriptor)
    }
}

/// Ports to listen on.
public enum FreePort {
    /// A port of 127.0.0.1 that was free a moment ago.
    ///
    /// Where the server can listen on port 0 itself, that is better.
    ///
    /// - Throws: ``TestSupportError/system(call:code:)``.
    public static func next() throws(TestSupportError) -> Int {
        try RefusingPort().port
    }
}
