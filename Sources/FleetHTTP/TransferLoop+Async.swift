extension TransferLoop {
    /// Carries out a request and waits for the whole answer.
    ///
    /// Cancelling the task cancels the transfer.
    ///
    /// - Throws: What ``start(_:completion:)`` completes with. A status of 400 or more is a result, not an error.
    public func perform(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        let transfer = reserve()
        let result = await withTaskCancellationHandler {
            // A task that was cancelled before has called the handler before there was anything to cancel.
            if Task.isCancelled { return Result<HTTPResponse, HTTPError>.failure(.cancelled) }
            return await withCheckedContinuation { continuation in
                begin(request, as: transfer, handler: nil) { continuation.resume(returning: $0) }
                if Task.isCancelled { transfer.cancel() }
            }
        } onCancel: {
            transfer.cancel()
        }
        return try result.get()
    }

    /// Carries out a request whose body goes to a handler piece by piece, and waits for its end.
    ///
    /// Cancelling the task cancels the transfer.
    ///
    /// - Throws: What ``stream(_:handler:completion:)`` completes with.
    public func stream(
        _ request: HTTPRequest,
        handler: @escaping @Sendable (StreamEvent) -> StreamDecision
    ) async throws(HTTPError) -> HTTPResponse {
        let transfer = reserve()
        let result = await withTaskCancellationHandler {
            if Task.isCancelled { return Result<HTTPResponse, HTTPError>.failure(.cancelled) }
            return await withCheckedContinuation { continuation in
                begin(request, as: transfer, handler: handler) { continuation.resume(returning: $0) }
                if Task.isCancelled { transfer.cancel() }
            }
        } onCancel: {
            transfer.cancel()
        }
        return try result.get()
    }

    /// Ends the loop and waits until all it held is free; see ``shutdown(completion:)``.
    public func shutdown() async {
        await withCheckedContinuation { continuation in
            shutdown { continuation.resume() }
        }
    }
}
