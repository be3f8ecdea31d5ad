import FleetModel
import FleetValue
import Synchronization

/// Renderings on disk, by the hash of everything they were made of.
///
/// An entry is three lines: a head with the SHA-256 of the other two, the warnings and the manifests as JSON. An entry
/// that does not fit its head, or can not be read, does not exist. Old entries are removed by whoever makes new ones.
/// A class, because clean-up happens once a run.
final class RenderCache: Sendable {
    /// A rendering.
    struct Entry: Sendable {
        /// The manifests, in order.
        var manifests: [Manifest]
        /// What was odd about the source.
        var warnings: [String]
        /// The SHA-256 of the manifests' JSON, in hexadecimal.
        var hash: String
    }

    private static let head = "fleet-rendering 1"
    private static let maximumAgeInSeconds = 30 * 86_400

    private let folder: CacheFolder
    private let isCleaned = Atomic(false)

    /// Makes a view of the renderings.
    init(_ folder: CacheFolder) {
        self.folder = folder
    }

    /// Stores a rendering under each of the keys and answers it with its hash.
    func store(_ rendering: RawRendering, under keys: [String]) throws(RenderError) -> Entry {
        let (entry, text) = Self.entry(rendering.manifests, rendering.warnings)
        for key in keys { try write(text, under: key) }
        return entry
    }

    /// A rendering with its hash, not stored.
    static func entry(_ rendering: RawRendering) -> Entry {
        entry(rendering.manifests, rendering.warnings).entry
    }

    /// Stores an entry that was found under another key.
    func store(_ entry: Entry, under key: String) throws(RenderError) {
        try write(Self.entry(entry.manifests, entry.warnings).text, under: key)
    }

    /// What is stored under a key; nil for nothing, or nothing good.
    func rendering(_ key: String) -> Entry? {
        guard let (warnings, manifests) = lines(of: key) else { return nil }
        guard let first = try? JSONReader.value(in: warnings).array,
            let second = try? JSONReader.value(in: manifests).array
        else { return nil }
        return Entry(
            manifests: second.map { Manifest($0) },
            warnings: first.compactMap(\.string),
            hash: Digest.text(of: manifests)
        )
    }

    /// Stores a value under a key.
    func store(_ value: Value, under key: String) throws(RenderError) {
        try write(Self.text(Array("[]".utf8), JSONWriter.bytes(of: value)), under: key)
    }

    /// The value stored under a key; nil for nothing, or nothing good.
    func value(_ key: String) -> Value? {
        lines(of: key).flatMap { try? JSONReader.value(in: $0.1) }
    }

    private static func entry(_ manifests: [Manifest], _ warnings: [String]) -> (entry: Entry, text: [UInt8]) {
        let body = JSONWriter.bytes(of: .array(manifests.map(\.value)))
        let odd = JSONWriter.bytes(of: .array(warnings.map { .string($0) }))
        return (Entry(manifests: manifests, warnings: warnings, hash: Digest.text(of: body)), text(odd, body))
    }

    private static func text(_ first: [UInt8], _ second: [UInt8]) -> [UInt8] {
        let head = "\(head) \(Digest.text(of: first)) \(Digest.text(of: second))\n"
        return Array(head.utf8) + first + [UInt8(ascii: "\n")] + second
    }

    private func lines(of key: String) -> ([UInt8], [UInt8])? {
        guard let text = FileAccess.read(folder.rendering(key)) else { return nil }
        let lines = text.split(separator: UInt8(ascii: "\n"), maxSplits: 2, omittingEmptySubsequences: false)
        guard lines.count == 3 else { return nil }
        let (first, second) = (Array(lines[1]), Array(lines[2]))
        let head = "\(Self.head) \(Digest.text(of: first)) \(Digest.text(of: second))"
        return lines[0].elementsEqual(head.utf8) ? (first, second) : nil
    }

    private func write(_ text: [UInt8], under key: String) throws(RenderError) {
        let path = folder.rendering(key)
        try FileAccess.makeFolder(RepositoryPath.parent(path))
        try FileAccess.write(text, to: path)
        if !isCleaned.exchange(true, ordering: .relaxed) { removeOldEntries() }
    }

    private func removeOldEntries() {
        let root = folder.path + "/rendered"
        for shelf in FileAccess.names(in: root) ?? [] {
            for name in FileAccess.names(in: root + "/" + shelf) ?? [] {
                let path = root + "/" + shelf + "/" + name
                guard let age = FileAccess.secondsSinceChange(of: path), age > Self.maximumAgeInSeconds else {
                    continue
                }
                FileAccess.remove(path)
            }
        }
    }
}
