import Crypto
import CryptoExtras
import FleetTemplate

/// Texts encrypted with AES-256 in CBC mode: initialization vector and blocks, in Base64.
///
/// The password is the key, cut or filled with zeros to 32 bytes, which is what Sprig does and no way to keep secrets.
enum TextCipher {
    private static let blockSize = 16

    /// Encrypts a text; the empty one stays empty.
    static func encrypted(_ text: [UInt8], password: [UInt8]) throws(FunctionError) -> String {
        guard !text.isEmpty else { return "" }
        let vector = AES._CBC.IV()
        do {
            let blocks = try AES._CBC.encrypt(text, using: key(of: password), iv: vector)
            return Base64.encoded(Array(vector) + Array(blocks))
        } catch {
            throw FunctionError("\(error)")
        }
    }

    /// Decrypts a text; the empty one stays empty.
    ///
    /// - Throws: ``FunctionError`` for what is not Base64 of whole blocks. A wrong password often gives a text of no
    ///   sense instead.
    static func decrypted(_ text: [UInt8], password: [UInt8]) throws(FunctionError) -> [UInt8] {
        guard !text.isEmpty else { return [] }
        let encrypted: [UInt8]
        do throws(CorruptInput) {
            encrypted = try Base64.decoded(text)
        } catch {
            throw FunctionError(error.message)
        }
        guard encrypted.count >= blockSize else {
            throw FunctionError("runtime error: slice bounds out of range [:16] with capacity \(encrypted.count)")
        }
        guard encrypted.count % blockSize == 0 else { throw FunctionError("crypto/cipher: input not full blocks") }
        let blocks = encrypted[blockSize...]
        guard !blocks.isEmpty else { throw FunctionError("runtime error: index out of range [-1]") }
        let decrypted: [UInt8]
        do {
            let vector = try AES._CBC.IV(ivBytes: encrypted[..<blockSize])
            decrypted = Array(try AES._CBC.decrypt(blocks, using: key(of: password), iv: vector, noPadding: true))
        } catch {
            throw FunctionError("\(error)")
        }
        let length = decrypted.count - Int(decrypted.last ?? 0)
        guard length >= 0 else { throw FunctionError("runtime error: slice bounds out of range [:\(length)]") }
        return Array(decrypted[..<length])
    }

    private static func key(of password: [UInt8]) -> SymmetricKey {
        SymmetricKey(data: Array((password + [UInt8](repeating: 0, count: 32)).prefix(32)))
    }
}
