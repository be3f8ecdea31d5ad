public import FleetValue

/// A Go map with string keys: shared by whoever holds it, changed in place by `set`, `unset` and `merge`.
///
/// Go has no order of keys; whoever lists them sorts them by their bytes. Not safe to share between threads: each
/// rendering makes its own. A map of a decoded mapping converts what is asked for, when it is asked for.
public final class GoMap {
    /// What a map was declared to hold.
    public enum Element: UInt8, Hashable, Sendable {
        /// `map[string]interface {}`.
        case any
        /// `map[string]string`: a missing key gives `""` where `map[string]interface {}` gives nothing.
        case string
    }

    /// The declared type of the values.
    public let element: Element
    /// Whether this stands for Go's nil map, which is empty and takes no entries.
    public let isNil: Bool
    /// Whether an entry was put into a nil map, which Go panics at.
    private(set) var isMisused = false
    /// The mapping that this was made of; empty from the first change on.
    private var source = Mapping()
    /// Whether the entries are still the source's.
    private var isSource = false
    /// The maps and lists of the source that were asked for, so that each is made once.
    private var converted: [(key: String, value: GoValue)] = []
    /// The entries of a map without a source.
    private var entries: [(key: String, value: GoValue)] = []
    /// The places of the keys, from some entries on.
    private var places: [ExactKey: Int]?
    private static let indexThreshold = 16

    /// Makes a map.
    public init(_ entries: [String: GoValue] = [:], of element: Element = .any) {
        self.element = element
        isNil = false
        self.entries = entries.map { ($0.key, $0.value) }
        rebuildIndex()
    }

    /// Makes a map of a decoded mapping; see ``GoValue/init(_:)``.
    public init(_ mapping: Mapping, of element: Element = .any) {
        self.element = element
        isNil = false
        source = mapping
        isSource = true
    }

    private init(entries: [(key: String, value: GoValue)], of element: Element, isNil: Bool) {
        self.element = element
        self.isNil = isNil
        self.entries = entries
        rebuildIndex()
    }

    /// Go's nil map.
    static func makeNil() -> GoMap { GoMap(entries: [], of: .any, isNil: true) }

    /// The number of entries.
    public var count: Int { isSource ? source.count : entries.count }

    /// What stands under a key; nil when nothing does.
    ///
    /// Setting nil removes.
    public subscript(key: String) -> GoValue? {
        get {
            if isSource {
                guard let value = source[key] else { return nil }
                return convert(value, key)
            }
            return position(of: key).map { entries[$0].value }
        }
        set {
            if isNil {
                isMisused = isMisused || newValue != nil
                return
            }
            takeOver()
            switch (position(of: key), newValue) {
            case (let position?, let value?): entries[position].value = value
            case (let position?, nil):
                entries.remove(at: position)
                rebuildIndex()
            case (nil, let value?):
                entries.append((key, value))
                if places != nil {
                    places?[ExactKey(text: key)] = entries.count - 1
                } else {
                    rebuildIndex()
                }
            case (nil, nil): break
            }
        }
    }

    /// The keys, ascending by their UTF-8 bytes.
    public var sortedKeys: [String] {
        (isSource ? source.keys : entries.map(\.key)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// The values, as far as they are converted.
    ///
    /// What is not is as deep as the source, whose reader saw to that.
    var takenValues: [GoValue] {
        isSource ? converted.map(\.value) : entries.map(\.value)
    }

    /// Another map with the same entries; what they refer to is shared.
    public func copy() -> GoMap {
        takeOver()
        return GoMap(entries: entries, of: element, isNil: false)
    }

    /// Converts a value of the source, a map or list only once.
    private func convert(_ value: Value, _ key: String) -> GoValue {
        switch value {
        case .string(let text): return .string(text)
        case .mapping, .array:
            for entry in converted where entry.key.hasSameBytes(as: key) { return entry.value }
            let made = GoValue(value)
            converted.append((key, made))
            return made
        default: return GoValue(value)
        }
    }

    /// Converts all of the source.
    private func takeOver() {
        guard isSource else { return }
        entries.reserveCapacity(source.count)
        for (key, value) in source { entries.append((key, convert(value, key))) }
        isSource = false
        source = Mapping()
        converted = []
        rebuildIndex()
    }

    private func position(of key: String) -> Int? {
        if let places { return places[ExactKey(text: key)] }
        for position in entries.indices where entries[position].key.hasSameBytes(as: key) { return position }
        return nil
    }

    private func rebuildIndex() {
        places = nil
        guard entries.count >= Self.indexThreshold else { return }
        var places: [ExactKey: Int] = Dictionary(minimumCapacity: entries.count * 2)
        for (position, entry) in entries.enumerated() { places[ExactKey(text: entry.key)] = position }
        self.places = places
    }
}

/// A key that is equal only to the same bytes.
private struct ExactKey: Hashable {
    let text: String

    static func == (left: ExactKey, right: ExactKey) -> Bool { left.text.hasSameBytes(as: right.text) }

    // Texts that Swift takes for equal get the same hash, which is fine: it is only a hash.
    func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
