import FleetTemplate

extension FunctionTable {
    /// Sprig's random texts and numbers, of the system's generator.
    static let sprigRandom = FunctionTable([
        "randAlphaNum": .randomText(of: RandomText.letters + RandomText.digits),
        "randAlpha": .randomText(of: RandomText.letters),
        "randNumeric": .randomText(of: RandomText.digits),
        "randAscii": .randomText(of: Array(0x20...0x7E)),
        "randBytes": GoFunction(.int) { (arguments, context) throws(FunctionError) in
            let count = arguments[0].intArgument
            guard count >= 0 else { throw GoPanic.listLength }
            try context.charge(bytes: count)
            return .string(Base64.encoded(RandomText.bytes(count: count)))
        },
        "randInt": GoFunction(.int, .int) { (arguments, _) throws(FunctionError) in
            let (low, high) = (arguments[0].intArgument, arguments[1].intArgument)
            guard high > low else { throw FunctionError("invalid argument to Intn") }
            return .int(Int.random(in: low..<high))
        },
        "uuidv4": GoFunction { _, _ in .string(RandomText.uuid()) },
        "shuffle": GoFunction(.string) { (arguments, context) throws(FunctionError) in
            let text = arguments[0].textArgument
            try context.charge(text.utf8.count)
            var shuffled = String.UnicodeScalarView()
            shuffled.append(contentsOf: text.unicodeScalars.shuffled())
            return .string(String(shuffled))
        },
    ])
}

extension GoFunction {
    /// A function that gives a text of as many random characters as its argument says; none for a negative number.
    fileprivate static func randomText(of characters: [UInt8]) -> GoFunction {
        GoFunction(.int) { (arguments, context) throws(FunctionError) in
            let count = max(0, arguments[0].intArgument)
            try context.charge(bytes: count)
            try context.charge(count)
            return .string(RandomText.text(of: characters, count: count))
        }
    }
}

/// Random texts.
private enum RandomText {
    static let digits = Array("0123456789".utf8)
    static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

    /// Characters of an alphabet of ASCII, each as likely as any other.
    static func text(of characters: [UInt8], count: Int) -> String {
        var generator = SystemRandomNumberGenerator()
        let bytes = (0..<count).map { _ in characters[Int.random(in: characters.indices, using: &generator)] }
        return String(decoding: bytes, as: UTF8.self)
    }

    static func bytes(count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }

    /// A UUID of version 4, in lower case.
    static func uuid() -> String {
        var bytes = bytes(count: 16)
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = Array(Hexadecimal.text(of: bytes).utf8)
        let parts = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
        return parts.map { String(decoding: digits[$0], as: UTF8.self) }.joined(separator: "-")
    }
}
