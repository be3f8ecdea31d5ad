import CCurl
import Glibc

/// What concerns libcurl as a whole.
enum CurlLibrary {
    /// Initialises libcurl, once in the process.
    ///
    /// - Throws: ``HTTPError/other(code:text:)`` with libcurl's own code, each time.
    ///
    /// Calls `curl_global_init`.
    static func initialize() throws(HTTPError) {
        try check(initialization)
    }

    private static let initialization = curl_global_init(Int(CURL_GLOBAL_ALL))

    /// Checks the result of an easy function; `what` was attempted, for the message.
    static func check(_ code: CURLcode, _ what: String = "") throws(HTTPError) {
        guard code != CURLE_OK else { return }
        throw .other(code: Int(code.rawValue), text: text(String(cString: curl_easy_strerror(code)), what))
    }

    /// Checks the result of a multi function; its numbers are counted from 1000, apart from the easy ones.
    static func check(_ code: CURLMcode, _ what: String = "") throws(HTTPError) {
        guard code != CURLM_OK else { return }
        throw .other(code: 1000 + Int(code.rawValue), text: text(String(cString: curl_multi_strerror(code)), what))
    }

    /// Checks the result of a share function; its numbers are counted from 2000.
    static func check(_ code: CURLSHcode, _ what: String = "") throws(HTTPError) {
        guard code != CURLSHE_OK else { return }
        throw .other(code: 2000 + Int(code.rawValue), text: text(String(cString: curl_share_strerror(code)), what))
    }

    private static func text(_ reason: String, _ what: String) -> String {
        what.isEmpty ? reason : "\(what): \(reason)"
    }

    /// Runs a call that may write to a connection whose other end is gone, without the signal.
    ///
    /// OpenSSL writes without `MSG_NOSIGNAL`, and under `CURLOPT_NOSIGNAL` libcurl leaves SIGPIPE to its
    /// caller. A handler for the whole process would change what `fleet … | head` does and is not a
    /// library's to set, so the signal is held back on this thread, taken if it came, and let go again.
    static func holdingBackBrokenPipes<Result>(_ body: () -> Result) -> Result {
        var brokenPipe = sigset_t()
        var pending = sigset_t()
        var previous = sigset_t()
        sigemptyset(&brokenPipe)
        sigaddset(&brokenPipe, SIGPIPE)
        sigpending(&pending)
        let wasPending = sigismember(&pending, SIGPIPE) == 1
        pthread_sigmask(SIG_BLOCK, &brokenPipe, &previous)
        let result = body()
        sigpending(&pending)
        if !wasPending, sigismember(&pending, SIGPIPE) == 1 {
            var immediately = timespec()
            sigtimedwait(&brokenPipe, nil, &immediately)
        }
        pthread_sigmask(SIG_SETMASK, &previous, nil)
        return result
    }
}

extension HTTPError {
    /// libcurl could not allocate.
    static var outOfMemory: HTTPError {
        .other(code: Int(CURLE_OUT_OF_MEMORY.rawValue), text: String(cString: curl_easy_strerror(CURLE_OUT_OF_MEMORY)))
    }
}
