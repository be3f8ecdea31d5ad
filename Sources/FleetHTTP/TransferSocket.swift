import CCurl
import Glibc

/// Opens the sockets of transfers.
enum TransferSocket {
    /// Opens a socket as libcurl would, but closed in child processes, and with a limit on silence.
    ///
    /// A server that vanishes without a word leaves HTTP/2 connections that libcurl goes on using, since a
    /// timed-out stream does not end its connection. The kernel notices: data that is not acknowledged for
    /// 30 seconds ends the connection, whoever uses it.
    ///
    /// - Returns: The descriptor, or nil with `errno` set.
    ///
    /// Calls `socket`, and `setsockopt` with `TCP_USER_TIMEOUT`.
    static func open(_ address: curl_sockaddr) -> curl_socket_t? {
        let descriptor = socket(address.family, address.socktype | Int32(SOCK_CLOEXEC.rawValue), address.protocol)
        guard descriptor >= 0 else { return nil }
        var milliseconds: UInt32 = 30_000
        // Without it the connection works all the same.
        _ = setsockopt(
            descriptor,
            Int32(IPPROTO_TCP),
            TCP_USER_TIMEOUT,
            &milliseconds,
            socklen_t(MemoryLayout.size(ofValue: milliseconds))
        )
        return descriptor
    }
}
