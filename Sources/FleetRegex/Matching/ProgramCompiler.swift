/// Makes instructions of a tree.
struct ProgramCompiler {
    private var instructions: [Program.Instruction] = []
    private var splitCount = 0

    /// Compiles a pattern's tree.
    ///
    /// - Parameters:
    ///   - node: The tree; at most ``SyntaxPiece/maximumHeight`` levels.
    ///   - sets: The sets that it names, normalized.
    ///   - groupCount: The number of groups with the whole.
    /// - Returns: The program.
    static func program(of node: SyntaxNode, sets: [ScalarSet], groupCount: Int) -> Program {
        var compiler = ProgramCompiler()
        compiler.emit(node)
        compiler.append(.match)
        return Program(
            instructions: compiler.instructions,
            classes: sets.map { Program.ClassTable($0) },
            groupCount: groupCount,
            splitCount: compiler.splitCount
        )
    }

    private mutating func emit(_ node: SyntaxNode) {
        switch node {
        case .empty: break
        case .scalar(let scalar): append(scalar < 0x80 ? .byte : .scalar, scalar)
        case .set(let place): append(.set, UInt32(place))
        case .any: append(.any)
        case .anyButNewline: append(.anyButNewline)
        case .assertion(let assertion): append(.assertion, UInt32(assertion.rawValue))
        case .capture(let node, let number):
            append(.capture, UInt32(2 * number))
            emit(node)
            append(.capture, UInt32(2 * number + 1))
        case .repetition(let node, let minimum, let maximum, let isGreedy):
            emit(node, minimum, maximum, isGreedy)
        case .concatenation(let nodes): for node in nodes { emit(node) }
        case .alternation(let nodes): emit(alternatives: nodes)
        }
    }

    private mutating func emit(alternatives nodes: [SyntaxNode]) {
        var jumps: [Int] = []
        for (place, node) in nodes.enumerated() {
            if place == nodes.count - 1 {
                emit(node)
                continue
            }
            let split = appendSplit()
            instructions[split].first = next
            emit(node)
            jumps.append(instructions.count)
            append(.jump)
            instructions[split].second = next
        }
        for jump in jumps { instructions[jump].first = next }
    }

    /// Unfolds a count: `x{2,4}` is `xx(x(x)?)?`, `x{2,}` is `xx+`.
    private mutating func emit(_ node: SyntaxNode, _ minimum: Int, _ maximum: Int?, _ isGreedy: Bool) {
        if let maximum {
            for _ in 0..<minimum { emit(node) }
            var splits: [Int] = []
            for _ in 0..<(maximum - minimum) {
                splits.append(appendSplit())
                emit(node)
            }
            for split in splits { point(split, to: Int32(split + 1), orTo: next, isGreedy) }
            return
        }
        if minimum > 0 {
            for _ in 0..<(minimum - 1) { emit(node) }
            return emitLoop(node, isGreedy)
        }
        let split = appendSplit()
        if node.isNullable {
            // `(x+)?`: so that an empty round ends the loop with the same priority as in Go.
            emitLoop(node, isGreedy)
        } else {
            emit(node)
            append(.jump)
            instructions[instructions.count - 1].first = Int32(split)
        }
        point(split, to: Int32(split + 1), orTo: next, isGreedy)
    }

    /// One or more.
    private mutating func emitLoop(_ node: SyntaxNode, _ isGreedy: Bool) {
        let start = next
        emit(node)
        let split = appendSplit()
        point(split, to: start, orTo: next, isGreedy)
    }

    private var next: Int32 { Int32(instructions.count) }

    private mutating func append(_ operation: Program.Operation, _ argument: UInt32 = 0) {
        instructions.append(Program.Instruction(operation: operation, argument: argument))
    }

    private mutating func appendSplit() -> Int {
        append(.split, UInt32(splitCount))
        splitCount += 1
        return instructions.count - 1
    }

    private mutating func point(_ split: Int, to inner: Int32, orTo outer: Int32, _ isGreedy: Bool) {
        instructions[split].first = isGreedy ? inner : outer
        instructions[split].second = isGreedy ? outer : inner
    }
}
