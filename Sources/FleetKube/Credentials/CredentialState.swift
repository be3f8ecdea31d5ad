/// A credential as requests use it.
struct IssuedCredential: Sendable, Equatable {
    /// The value of the `Authorization` header, or nil for none.
    var authorization: SecretText?
    /// A client certificate that takes the place of the static one, with its key.
    var certificate: SecretBytes?
    var key: SecretBytes?
    /// Which of those issued one after the other this is.
    var generation = 0
}

/// Decides when a credential that can be renewed is renewed.
///
/// A state machine without clock and without I/O.
struct CredentialState {
    /// How long before its end a credential is renewed, in seconds, at most.
    static let skew = 30.0
    /// How long a credential that a server refused right after it was renewed is not renewed again, in seconds.
    static let refusalPause = 60.0

    private var current: IssuedCredential?
    private var renewAt: Double?
    private var generation = 0
    private var isRefused = false
    /// When a renewal that a refusal caused was made.
    private var renewedAfterRefusal: Double?
    private var refusalPending = false

    /// The credential to use, or nil when a new one is needed.
    func usable(now: Double) -> IssuedCredential? {
        guard let current, !isRefused else { return nil }
        if let renewAt, now >= renewAt { return nil }
        return current
    }

    /// The last credential, however old.
    var last: IssuedCredential? { current }

    /// Takes a new credential.
    ///
    /// - Parameters:
    ///   - credential: Without generation.
    ///   - renewAt: When to ask for the next one, in seconds since 1970; nil for never.
    ///   - now: Seconds since 1970.
    /// - Returns: The credential with its generation.
    mutating func issue(_ credential: IssuedCredential, renewAt: Double?, now: Double) -> IssuedCredential {
        generation += 1
        var credential = credential
        credential.generation = generation
        current = credential
        self.renewAt = renewAt
        if refusalPending { renewedAfterRefusal = now }
        refusalPending = false
        isRefused = false
        return credential
    }

    /// When to renew what ends at a moment: somewhat earlier, but not before three quarters of its life, so that a short
    /// life does not mean a plugin run for each request.
    static func renewal(of expiration: Double, now: Double) -> Double {
        expiration - min(skew, max(0, expiration - now) / 4)
    }

    /// A server refused a credential.
    ///
    /// - Returns: Whether asking for the credential again makes sense: it was renewed meanwhile, or will be.
    mutating func refuse(generation refused: Int, now: Double) -> Bool {
        guard refused == generation else { return true }
        if isRefused { return true }
        if let renewedAfterRefusal, now - renewedAfterRefusal < Self.refusalPause { return false }
        isRefused = true
        refusalPending = true
        return true
    }
}
