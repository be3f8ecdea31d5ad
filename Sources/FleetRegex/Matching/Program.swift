/// A compiled regular expression: instructions that follow each other unless they say otherwise.
final class Program: Sendable {
    /// One step.
    struct Instruction: Sendable {
        var operation: Operation
        /// What the operation is about: a byte, a scalar, a set, a slot or an assertion.
        var argument: UInt32 = 0
        /// For `jump` and `split` where to go first; for others unused.
        var first: Int32 = 0
        /// For `split` where to go second.
        var second: Int32 = 0
    }

    /// What a step does.
    enum Operation: UInt8, Sendable {
        /// One ASCII byte.
        case byte
        /// One scalar.
        case scalar
        /// One scalar of a set.
        case set
        case any
        case anyButNewline
        /// Keeps the place in a slot.
        case capture
        case assertion
        case jump
        /// Tries one way, then another.
        case split
        case match
    }

    /// A set that is quick for ASCII.
    struct ClassTable: Sendable {
        var low: UInt64 = 0
        var high: UInt64 = 0
        let set: ScalarSet

        init(_ set: ScalarSet) {
            self.set = set
            for span in set.spans where span.low < 128 {
                for scalar in span.low...min(span.high, 127) {
                    if scalar < 64 { low |= 1 << UInt64(scalar) } else { high |= 1 << UInt64(scalar - 64) }
                }
            }
        }

        @inline(__always)
        func contains(_ scalar: UInt32) -> Bool {
            if scalar < 64 { return low >> UInt64(scalar) & 1 == 1 }
            if scalar < 128 { return high >> UInt64(scalar - 64) & 1 == 1 }
            return set.contains(scalar)
        }
    }

    let instructions: [Instruction]
    let classes: [ClassTable]
    /// The number of groups with the whole at 0; each has two slots.
    let groupCount: Int
    /// How many instructions are splits; their argument numbers them.
    let splitCount: Int
    /// The bytes that a match can begin with; nil when it can be empty or with anything.
    let firstBytes: [Bool]?
    /// The text that every match begins with; ASCII only, empty when there is none.
    let prefix: [UInt8]
    /// Whether a match can only be at the start of the text.
    let isAnchored: Bool

    init(instructions: [Instruction], classes: [ClassTable], groupCount: Int, splitCount: Int) {
        self.instructions = instructions
        self.classes = classes
        self.groupCount = groupCount
        self.splitCount = splitCount
        let start = ProgramStart(instructions: instructions, classes: classes)
        firstBytes = start.firstBytes
        prefix = start.prefix
        isAnchored = start.isAnchored
    }

    /// Whether an assertion holds at a place.
    @inline(__always)
    static func holds(_ assertion: UInt32, in text: [UInt8], at place: Int) -> Bool {
        switch SyntaxNode.Assertion(rawValue: UInt8(truncatingIfNeeded: assertion)) {
        case .textStart: place == 0
        case .textEnd: place == text.count
        case .lineStart: place == 0 || text[place - 1] == UInt8(ascii: "\n")
        case .lineEnd: place == text.count || text[place] == UInt8(ascii: "\n")
        case .wordBoundary: isBoundary(in: text, at: place)
        default: !isBoundary(in: text, at: place)
        }
    }

    private static func isBoundary(in text: [UInt8], at place: Int) -> Bool {
        let before = place > 0 && CharacterClasses.isWord(text[place - 1])
        let after = place < text.count && CharacterClasses.isWord(text[place])
        return before != after
    }

    /// The first place from which a match could begin, by the bytes there; nil when there is none.
    @inline(__always)
    func candidate(in text: [UInt8], from place: Int) -> Int? {
        guard let firstBytes else { return place }
        var place = place
        let second = prefix.count > 1 ? prefix[1] : nil
        while place < text.count {
            if firstBytes[Int(text[place])] {
                guard let second else { return place }
                if place + 1 < text.count, text[place + 1] == second { return place }
            }
            place += 1
        }
        return nil
    }
}

/// What can be said of where a program's matches begin.
private struct ProgramStart {
    var firstBytes: [Bool]?
    var prefix: [UInt8] = []
    var isAnchored = false

    init(instructions: [Program.Instruction], classes: [Program.ClassTable]) {
        readPrefix(instructions)
        firstBytes = Self.firstBytes(instructions, classes)
    }

    private mutating func readPrefix(_ instructions: [Program.Instruction]) {
        var place = 0
        while true {
            let instruction = instructions[place]
            switch instruction.operation {
            case .byte: prefix.append(UInt8(truncatingIfNeeded: instruction.argument))
            case .capture: break
            case .assertion
            where prefix.isEmpty && instruction.argument == UInt32(SyntaxNode.Assertion.textStart.rawValue):
                isAnchored = true
            default: return
            }
            place += 1
        }
    }

    private static func firstBytes(
        _ instructions: [Program.Instruction],
        _ classes: [Program.ClassTable]
    ) -> [Bool]? {
        var bytes = [Bool](repeating: false, count: 256)
        var seen = [Bool](repeating: false, count: instructions.count)
        var places = [0]
        while let place = places.popLast() {
            if seen[place] { continue }
            seen[place] = true
            let instruction = instructions[place]
            switch instruction.operation {
            case .byte: bytes[Int(instruction.argument)] = true
            case .scalar: for byte in 0x80..<256 { bytes[byte] = true }
            case .set:
                let table = classes[Int(instruction.argument)]
                for byte in 0..<128 where table.contains(UInt32(byte)) { bytes[byte] = true }
                if let last = table.set.spans.last, last.high >= 128 { for byte in 128..<256 { bytes[byte] = true } }
            // Nearly everything: not worth looking.
            case .any, .anyButNewline, .match: return nil
            case .capture, .assertion: places.append(place + 1)
            case .jump: places.append(Int(instruction.first))
            case .split:
                places.append(Int(instruction.first))
                places.append(Int(instruction.second))
            }
        }
        return bytes
    }
}
