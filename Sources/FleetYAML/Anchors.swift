import FleetValue

/// The anchors of a document, and how large aliases have made it.
struct Anchors {
    /// A node that aliases may refer to.
    struct Anchored {
        let value: Value
        /// Nodes in it, itself included, and one more for each 64 bytes of text.
        let size: Int
        /// Levels of lists and mappings in it.
        let height: Int
    }

    private var nodes: [String: Anchored] = [:]
    private var openNames: [String] = []
    private var size = 0
    private var aliasedSize = 0
    private var deepest = 0

    /// The anchored node that was defined last under a name.
    subscript(name: String) -> Anchored? { nodes[name] }

    /// Whether the collection with this anchor has not ended yet.
    func isOpen(_ name: String) -> Bool { openNames.contains(name) }

    /// Counts a node.
    @inline(__always)
    mutating func add(size: Int, depth: Int) {
        self.size &+= size
        if depth > deepest { deepest = depth }
    }

    /// Counts the node that an alias brings; false when aliases have brought too much.
    mutating func expand(_ anchored: Anchored, depth: Int) -> Bool {
        aliasedSize += anchored.size
        guard aliasedSize <= YAMLReader.maximumAliasedSize else { return false }
        add(size: anchored.size, depth: depth + anchored.height)
        return true
    }

    /// Defines a scalar.
    mutating func define(_ name: String, _ value: Value, size: Int) {
        nodes[name] = Anchored(value: value, size: size, height: 0)
    }

    /// Starts a collection whose opening has just been counted.
    mutating func open(_ name: String, depth: Int) -> OpenAnchor {
        let anchor = OpenAnchor(name: name, depth: depth, size: size - 1, deepest: deepest)
        openNames.append(name)
        // From here on the deepest place inside this collection is sought.
        deepest = depth + 1
        return anchor
    }

    /// Ends a collection and defines it.
    mutating func close(_ anchor: OpenAnchor, _ value: Value) {
        openNames.removeLast()
        nodes[anchor.name] = Anchored(value: value, size: size - anchor.size, height: deepest - anchor.depth)
        deepest = max(deepest, anchor.deepest)
    }

    /// Forgets everything at the end of a document.
    mutating func removeAll() {
        self = Anchors()
    }
}

/// A collection with an anchor, while it is read.
struct OpenAnchor {
    let name: String
    /// How many collections are open around it.
    let depth: Int
    /// What had been counted before it.
    let size: Int
    /// The deepest place before it.
    let deepest: Int
}
