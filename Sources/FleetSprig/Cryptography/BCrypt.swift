import CCrypt
import FleetTemplate

/// Password hashes of libcrypt.
///
/// The only place of this target that holds C pointers.
enum BCrypt {
    /// What Go's library takes unless told otherwise; each step doubles the time.
    static let defaultCost = 10
    /// What a hash of the default cost counts.
    static let work = 250_000
    /// How long a password may be, in bytes; bcrypt ignores what follows.
    static let maximumLength = 72

    /// The hash as Sprig gives it: of the default cost, with a random salt; the reason in words where there is none.
    static func sprigHash(of password: [UInt8], context: RenderContext) throws(FunctionError) -> String {
        guard password.count <= maximumLength else {
            return "failed to encrypt string with bcrypt: bcrypt: password length exceeds 72 bytes"
        }
        try context.charge(work)
        var generator = SystemRandomNumberGenerator()
        let salt = (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        guard let hash = hash(of: password, cost: defaultCost, salt: salt) else {
            return "failed to encrypt string with bcrypt: the password holds a character that libcrypt does not take"
        }
        return hash
    }

    /// The hash of a password, `$2a$` and what follows.
    ///
    /// Calls `crypt_gensalt_rn` and `crypt_r`.
    ///
    /// - Parameters:
    ///   - password: At most 72 bytes, no NUL among them.
    ///   - cost: 4 to 31, the logarithm of the number of rounds.
    ///   - salt: 16 bytes.
    /// - Returns: The hash; nil when libcrypt refuses an argument.
    static func hash(of password: [UInt8], cost: Int, salt: [UInt8]) -> String? {
        guard !password.contains(0), salt.count == 16 else { return nil }
        let phrase = (password + [0]).map { CChar(bitPattern: $0) }
        let random = salt.map { CChar(bitPattern: $0) }
        var setting = [CChar](repeating: 0, count: Int(CRYPT_GENSALT_OUTPUT_SIZE))
        guard
            crypt_gensalt_rn("$2a$", UInt(cost), random, CInt(random.count), &setting, CInt(setting.count)) != nil
        else { return nil }
        let data = UnsafeMutablePointer<crypt_data>.allocate(capacity: 1)
        defer { data.deallocate() }
        data.initialize(to: crypt_data())
        guard let result = crypt_r(phrase, setting, data) else { return nil }
        let hash = String(cString: result)
        // What starts with a star is libcrypt's way to say no.
        return hash.hasPrefix("$") ? hash : nil
    }
}
