/// An address without its `user:password@`, for messages; `***@` stands where it was.
///
/// Works on text that is no valid address too, and then masks too much rather than too little: everything
/// between `://` (or the start) and the last `@`.
package func maskingUserInformation(in address: String) -> String {
    let bytes = Array(address.utf8)
    guard let end = bytes.lastIndex(of: UInt8(ascii: "@")) else { return address }
    var start = 0
    for index in bytes.indices.dropLast(2)
    where bytes[index] == UInt8(ascii: ":") && bytes[index + 1] == UInt8(ascii: "/")
        && bytes[index + 2] == UInt8(ascii: "/")
    {
        start = index + 3
        break
    }
    guard start <= end else { return address }
    return String(decoding: bytes[..<start], as: UTF8.self) + "***" + String(decoding: bytes[end...], as: UTF8.self)
}
