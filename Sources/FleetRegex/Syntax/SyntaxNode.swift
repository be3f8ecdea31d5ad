/// A regular expression as a tree.
indirect enum SyntaxNode: Sendable {
    /// The empty text.
    case empty
    /// One scalar.
    case scalar(UInt32)
    /// One scalar of a set, by its place among the pattern's sets.
    case set(Int)
    /// Any scalar.
    case any
    /// Any scalar but a line feed.
    case anyButNewline
    /// A place, not a text.
    case assertion(Assertion)
    /// A group, by its number from 1.
    case capture(SyntaxNode, Int)
    /// So many times; `maximum` nil for any number.
    case repetition(SyntaxNode, minimum: Int, maximum: Int?, isGreedy: Bool)
    /// One after another.
    case concatenation([SyntaxNode])
    /// The first that leads to a match.
    case alternation([SyntaxNode])

    /// What must be so at a place.
    enum Assertion: UInt8, Sendable {
        case textStart
        case textEnd
        case lineStart
        case lineEnd
        case wordBoundary
        case noWordBoundary
    }

    /// Whether it can match the empty text.
    var isNullable: Bool {
        switch self {
        case .empty, .assertion: true
        case .scalar, .set, .any, .anyButNewline: false
        case .capture(let node, _): node.isNullable
        case .repetition(let node, let minimum, _, _): minimum == 0 || node.isNullable
        case .concatenation(let nodes): nodes.allSatisfy(\.isNullable)
        case .alternation(let nodes): nodes.contains(where: \.isNullable)
        }
    }
}

/// A tree and what is bounded of it.
struct SyntaxPiece {
    /// How many levels a tree may have.
    static let maximumHeight = 1000
    /// How many instructions a program may have.
    static let maximumSize = (128 << 20) / 40
    /// How often repetitions may multiply each other.
    static let maximumRepeats = 1000

    var node: SyntaxNode
    /// Its levels.
    var height = 1
    /// About how many instructions it becomes.
    var size = 1
    /// The greatest product of repetitions within repetitions.
    var repeats = 1

    /// Whether it is one scalar as it stands.
    var isScalar: Bool {
        if case .scalar = node { true } else { false }
    }

    /// One after another.
    static func concatenation(_ pieces: [SyntaxPiece]) -> SyntaxPiece {
        if pieces.count == 1 { return pieces[0] }
        if pieces.isEmpty { return SyntaxPiece(node: .empty) }
        var whole = SyntaxPiece(node: .concatenation(pieces.map(\.node)), size: 0)
        // A run of scalars counts as one, and what is not named as a group joins its surroundings.
        var isText = true
        for piece in pieces {
            isText = isText && piece.isScalar
            if case .concatenation = piece.node {
                whole.height = max(whole.height, piece.height)
            } else {
                whole.height = max(whole.height, piece.height + 1)
            }
            whole.size += piece.size
            whole.repeats = max(whole.repeats, piece.repeats)
        }
        if isText { whole.height = 1 }
        return whole
    }

    /// The first that leads to a match.
    static func alternation(_ pieces: [SyntaxPiece]) -> SyntaxPiece {
        if pieces.count == 1 { return pieces[0] }
        var whole = SyntaxPiece(node: .alternation(pieces.map(\.node)), size: pieces.count - 1)
        for piece in pieces {
            if case .alternation = piece.node {
                whole.height = max(whole.height, piece.height)
            } else {
                whole.height = max(whole.height, piece.height + 1)
            }
            whole.size += piece.size
            whole.repeats = max(whole.repeats, piece.repeats)
        }
        return whole
    }

    /// A group.
    func captured(as number: Int) -> SyntaxPiece {
        SyntaxPiece(node: .capture(node, number), height: height + 1, size: size + 2, repeats: repeats)
    }

    /// So many times.
    func repeated(_ minimum: Int, _ maximum: Int?, isGreedy: Bool, isCounted: Bool) -> SyntaxPiece {
        let product: Int
        if isCounted {
            let times = maximum ?? minimum
            product = times == 0 ? 1 : repeats * times
        } else {
            product = repeats
        }
        let copies =
            if let maximum { maximum * size + maximum - minimum } else { minimum == 0 ? size + 2 : minimum * size + 1 }
        return SyntaxPiece(
            node: .repetition(node, minimum: minimum, maximum: maximum, isGreedy: isGreedy),
            height: height + 1,
            size: max(1, copies),
            repeats: product
        )
    }
}
