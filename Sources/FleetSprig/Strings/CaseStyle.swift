import FleetTemplate

/// Names in the styles of programs: `snake_case`, `kebab-case`, `CamelCase`.
///
/// Follows the rules of huandu/xstrings 1.5 (`ToSnakeCase`, `ToKebabCase`, `ToPascalCase`), which Sprig calls.
enum CaseStyle {
    /// Words in lower case with a connector between them, in place of white space, `-` and `_`, one for one.
    ///
    /// A word begins at an upper case letter after a lower case one, and at the last of several upper case letters when
    /// a lower case one follows: `HTTPServer` is `http_server`. Digits belong to the word before them, unless a lower
    /// case letter follows: `http2xx` is `http_2xx`.
    static func connected(_ bytes: [UInt8], with connector: Unicode.Scalar) -> GoValue {
        var writer = ConnectedWords(scanner: WordScanner(GoRunes.scalars(of: bytes)), connector: connector)
        return GoRunes.string(writer.run())
    }

    /// Words that each begin in upper case, without what stood between them.
    ///
    /// What stands at the beginning stays, and of several connectors all but the last. Of a word in upper case only the
    /// first letter stays so.
    static func camel(_ bytes: [UInt8]) -> GoValue {
        let scalars = GoRunes.scalars(of: bytes)
        guard let firstLetter = scalars.firstIndex(where: { !$0.isConnector }) else {
            // Connectors alone: the last one counts twice.
            return GoRunes.string(scalars + scalars.suffix(1))
        }
        var result = Array(scalars[..<firstLetter])
        var isUpperWord = scalars[firstLetter].isGoUpper
        var current = scalars[firstLetter].goUpper
        for next in scalars[(firstLetter + 1)...] {
            let previous = current
            current = next
            if previous.isConnector {
                if current.isConnector {
                    result.append(previous)
                    continue
                }
                isUpperWord = current.isGoUpper
                current = current.goUpper
                continue
            }
            if isUpperWord {
                if current.isGoUpper { current = current.goLower } else { isUpperWord = false }
            }
            result.append(previous)
        }
        result.append(current)
        return GoRunes.string(result)
    }
}

/// A piece of a name.
private struct Word {
    enum Kind {
        /// Nothing that can be read.
        case none
        case number, upper, alphabet, connector, punctuation, other
    }

    var kind: Kind
    var scalars: ArraySlice<Unicode.Scalar>
}

/// Writes words with connectors between them.
private struct ConnectedWords {
    var scanner: WordScanner
    let connector: Unicode.Scalar
    private var output: [Unicode.Scalar] = []
    private var word = Word(kind: .none, scalars: [])

    init(scanner: WordScanner, connector: Unicode.Scalar) {
        self.scanner = scanner
        self.connector = connector
    }

    mutating func run() -> [Unicode.Scalar] {
        word = scanner.next()
        while !scanner.isAtEnd {
            if word.kind != .connector { write(word) }
            let previous = word
            word = scanner.next()
            switch previous.kind {
            case .number:
                writeRestOfNumber()
            case .connector: write(previous)
            case .punctuation: break
            case .none, .upper, .alphabet, .other: continueWord()
            }
        }
        write(word)
        return output
    }

    /// After a word of letters.
    private mutating func continueWord() {
        guard word.kind == .number else {
            if word.kind != .connector, word.kind != .punctuation { output.append(connector) }
            return
        }
        guard !scanner.isAtEnd else { return }
        let number = word
        word = scanner.next()
        guard word.kind == .alphabet else {
            write(number)
            if word.kind != .connector, word.kind != .punctuation { output.append(connector) }
            return
        }
        output.append(connector)
        write(number)
        writeRestOfNumber()
    }

    /// Letters and digits that a number begins belong together.
    private mutating func writeRestOfNumber() {
        while word.kind == .alphabet || word.kind == .number {
            write(word)
            word = scanner.next()
        }
        switch word.kind {
        case .none, .connector, .punctuation: break
        default: output.append(connector)
        }
    }

    private mutating func write(_ word: Word) {
        guard word.kind == .upper || word.kind == .connector else {
            output.append(contentsOf: word.scalars)
            return
        }
        for scalar in word.scalars {
            output.append(scalar.isConnector ? connector : scalar.isGoUpper ? scalar.goLower : scalar)
        }
    }
}

/// Takes a name apart; U+FFFD is skipped as what stands before it goes on.
private struct WordScanner {
    private let scalars: [Unicode.Scalar]
    private var position = 0

    init(_ scalars: [Unicode.Scalar]) {
        self.scalars = scalars
    }

    var isAtEnd: Bool { position == scalars.count }

    /// The next word; of kind none and empty at the end.
    mutating func next() -> Word {
        let start = position
        let kind = scan()
        return Word(kind: kind, scalars: scalars[start..<position])
    }

    private mutating func scan() -> Word.Kind {
        guard !isAtEnd else { return .none }
        let first = take(after: "\u{FFFD}")
        switch first {
        case "\u{FFFD}": return .none
        case _ where first.isConnector:
            skip(after: first) { $0.isConnector }
            return .connector
        case _ where first.isGoPunctuation:
            skip(after: first) { $0.isGoPunctuation }
            return .punctuation
        case _ where first.isGoUpper:
            scanUpper(after: first)
            return .upper
        case _ where first.isAlphabet:
            skip(after: first) { $0.isAlphabet && !$0.isGoUpper }
            return .alphabet
        case _ where first.isGoNumber:
            skip(after: first) { $0.isGoNumber }
            return .number
        default:
            skip(after: first) { !$0.isConnector && !$0.isAlphabet && !$0.isGoNumber && !$0.isGoPunctuation }
            return .other
        }
    }

    /// Several upper case letters but the one that begins the next word, or one and the letters after it.
    private mutating func scanUpper(after first: Unicode.Scalar) {
        guard !isAtEnd else { return }
        let start = position
        let second = take(after: first)
        if second.isGoUpper {
            var lastStart = start
            var current = second
            while !isAtEnd {
                let before = position
                current = take(after: current)
                if !current.isGoUpper {
                    position = before
                    break
                }
                lastStart = before
            }
            if !isAtEnd, current.isAlphabet { position = lastStart }
        } else if second.isAlphabet {
            skip(after: second) { $0.isAlphabet && !$0.isGoUpper }
        } else {
            position = start
        }
    }

    /// Reads a character and the damage before it; the character before when there is only damage.
    private mutating func take(after previous: Unicode.Scalar) -> Unicode.Scalar {
        while !isAtEnd {
            let scalar = scalars[position]
            position += 1
            if scalar != "\u{FFFD}" { return scalar }
        }
        return previous
    }

    private mutating func skip(after first: Unicode.Scalar, while condition: (Unicode.Scalar) -> Bool) {
        var current = first
        while !isAtEnd {
            let before = position
            current = take(after: current)
            if !condition(current) {
                position = before
                return
            }
        }
    }
}

extension Unicode.Scalar {
    /// Whether the character stands between words.
    fileprivate var isConnector: Bool { self == "-" || self == "_" || isGoSpace }

    /// Whether the character is a letter that words are made of, which the common ideographs are not.
    fileprivate var isAlphabet: Bool {
        guard isGoLetter else { return false }
        return switch value {
        case 0x4E00...0x9FCC, 0x3400...0x4D85, 0x20000...0x2B81D: false
        default: true
        }
    }
}
