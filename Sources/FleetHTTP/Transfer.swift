/// A handle on a transfer under way; may be dropped, which does not end the transfer.
public struct Transfer: Sendable {
    private let loop: TransferLoop
    let identifier: UInt

    init(loop: TransferLoop, identifier: UInt) {
        self.loop = loop
        self.identifier = identifier
    }

    /// Ends the transfer.
    ///
    /// Its completion is called with ``HTTPError/cancelled``, later and on the loop's queue as always. Without
    /// effect if the transfer has ended already. May be called from anywhere, any number of times.
    public func cancel() {
        loop.cancel(identifier)
    }
}

/// What a stream's handler is given, in this order: one head, then any number of pieces of body.
public enum StreamEvent: Sendable {
    /// Status and header fields have come; the body is empty, duration and the like are not final.
    case head(HTTPResponse)
    /// The next bytes of the body, decompressed; never empty, cut anywhere.
    case body([UInt8])
}

/// What a stream's handler answers.
public enum StreamDecision: Sendable {
    /// Go on.
    case proceed
    /// End the transfer; its completion is called with ``HTTPError/cancelled``.
    case stop
}
