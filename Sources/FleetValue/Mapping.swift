/// An ordered mapping with unique string keys.
///
/// Small mappings, which nearly all of them are, are searched from the front; from
/// ``Mapping/indexThreshold`` entries on an index is kept. Two mappings are equal when they hold equal
/// values under the same keys, whatever the order. Keys are the same when their bytes are.
public struct Mapping: Sendable {
    /// A key and its value.
    public typealias Element = (key: String, value: Value)

    /// The number of entries from which on keys are looked up through an index.
    static let indexThreshold = 16

    /// An entry as it is stored: a structure, since the runtime takes a tuple apart piece by piece to destroy it.
    package struct Entry: Sendable {
        /// The key.
        package let key: String
        /// What stands under it.
        package fileprivate(set) var value: Value

        /// Makes an entry.
        package init(key: consuming String, value: consuming Value) {
            self.key = key
            self.value = value
        }
    }

    /// The places of the keys.
    typealias Places = [ExactText: Int]

    private var entries: [Entry]
    private var places: Places?

    /// Makes an empty mapping.
    public init() {
        entries = []
        places = nil
    }

    /// Makes a mapping of entries whose keys the caller has checked to be unique.
    ///
    /// - Parameter entries: In the order to keep. A precondition in debug builds checks uniqueness.
    /// - Complexity: O(n).
    public init(uniqueEntries entries: [Element]) {
        self.init(uniqueEntries: entries.map { Entry(key: $0.key, value: $0.value) })
    }

    /// Makes a mapping of entries whose keys the caller has checked to be unique.
    ///
    /// - Parameters:
    ///   - entries: In the order to keep.
    ///   - places: The places of all keys; made here if it is nil and needed.
    init(uniqueEntries entries: consuming [Entry], places: consuming Places? = nil) {
        self.entries = entries
        self.places = places
        if self.entries.count >= Self.indexThreshold, self.places?.count != self.entries.count { rebuildIndex() }
        assert(Set(self.entries.map { ExactText($0.key) }).count == self.entries.count, "keys must be unique")
    }

    /// The keys, in order.
    public var keys: [String] { entries.map(\.key) }

    /// The values, in the order of their keys.
    public var values: [Value] { entries.map(\.value) }

    /// The value under `key`.
    ///
    /// Setting an existing key keeps its place, a new key goes to the end, nil removes.
    public subscript(key: String) -> Value? {
        get { position(of: key).map { entries[$0].value } }
        set {
            if let newValue {
                if let position = position(of: key) {
                    entries[position].value = newValue
                } else {
                    append(key, newValue)
                }
            } else {
                removeValue(forKey: key)
            }
        }
        _modify {
            var value: Value?
            let position = position(of: key)
            if let position {
                value = entries[position].value
                // Keeps the tree below uniquely referenced, so that a change deep inside copies nothing.
                entries[position].value = .null
            }
            defer {
                switch (position, value) {
                case (let position?, let value?): entries[position].value = value
                case (nil, let value?): append(key, value)
                case (.some, nil): removeValue(forKey: key)
                case (nil, nil): break
                }
            }
            yield &value
        }
    }

    /// Adds an entry whose key the caller knows to be new.
    public mutating func append(_ key: consuming String, _ value: consuming Value) {
        entries.append(Entry(key: key, value: value))
        guard entries.count >= Self.indexThreshold else { return }
        if places != nil {
            places?[ExactText(entries[entries.count - 1].key)] = entries.count - 1
        } else {
            rebuildIndex()
        }
    }

    /// Whether something stands under `key`.
    package func contains(key: String) -> Bool {
        position(of: key) != nil
    }

    /// Removes `key` and answers what stood under it.
    @discardableResult
    public mutating func removeValue(forKey key: String) -> Value? {
        guard let position = position(of: key) else { return nil }
        let removed = entries.remove(at: position).value
        rebuildIndex()
        return removed
    }

    /// Makes room for `count` entries.
    public mutating func reserveCapacity(_ count: Int) {
        entries.reserveCapacity(count)
    }

    /// The same entries with each value changed by `transform`, in the same order.
    public func mapValues(_ transform: (Value) throws -> Value) rethrows -> Mapping {
        var copy = self
        for position in copy.entries.indices {
            copy.entries[position].value = try transform(copy.entries[position].value)
        }
        return copy
    }

    /// The same entries, keys in ascending order of their UTF-8 bytes, as Go sorts strings.
    public func sortedByKey() -> Mapping {
        Mapping(uniqueEntries: entries.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) })
    }

    /// The place of `key` in the order, or nil when it is not there.
    private func position(of key: String) -> Int? {
        if let places { return places[ExactText(key)] }
        for position in entries.indices where entries[position].key.hasSameBytes(as: key) { return position }
        return nil
    }

    private mutating func rebuildIndex() {
        places = entries.count >= Self.indexThreshold ? Self.places(of: entries) : nil
    }

    /// The places of the keys of some entries.
    static func places(of entries: [Entry]) -> Places {
        var places = Places(minimumCapacity: entries.count * 2)
        for (position, entry) in entries.enumerated() { places[ExactText(entry.key)] = position }
        return places
    }
}

extension Mapping: RandomAccessCollection {
    /// The place of the first entry, 0.
    public var startIndex: Int { entries.startIndex }
    /// The number of entries.
    public var endIndex: Int { entries.endIndex }
    /// The entry at a place in the order, from 0.
    public subscript(position: Int) -> Element { (entries[position].key, entries[position].value) }
}

extension Mapping: Hashable {
    /// Whether two mappings hold equal values under the same keys, in whatever order.
    public static func == (left: Mapping, right: Mapping) -> Bool {
        guard left.count == right.count else { return false }
        // Trees read from the same source have the same order: compare in step and look up only where they part.
        for position in left.entries.indices {
            let entry = left.entries[position]
            let other = right.entries[position]
            if entry.key.hasSameBytes(as: other.key) {
                guard entry.value == other.value else { return false }
            } else {
                guard let other = right[entry.key], entry.value == other else { return false }
            }
        }
        return true
    }

    /// Feeds all entries, in no order.
    public func hash(into hasher: inout Hasher) {
        var combined = 0
        for entry in entries {
            var inner = Hasher()
            inner.combine(entry.key)
            inner.combine(entry.value)
            combined ^= inner.finalize()
        }
        hasher.combine(combined)
    }
}

extension Mapping: ExpressibleByDictionaryLiteral {
    /// Makes a mapping; a key that stands twice keeps its first place and its last value.
    public init(dictionaryLiteral elements: (String, Value)...) {
        self.init()
        for (key, value) in elements { self[key] = value }
    }
}
