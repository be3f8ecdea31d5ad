import FleetModel
import FleetValue

/// Complete discoveries on disk, a file for each server.
///
/// A file that is missing, damaged, of another server or too old is no answer and no error. It is written whole or
/// not at all, and only for complete discoveries. Whoever can not write it asks the server each time.
struct DiscoveryCache: Sendable {
    /// The folder that holds the files; made when the first is written.
    let folder: String
    /// How long an answer counts, in seconds.
    let lifetime: Double

    private static let apiVersion = "fleet.internal/v1"
    private static let kind = "DiscoveryCache"

    /// Reads the answer of a server.
    ///
    /// - Parameters:
    ///   - server: The server's address, the key.
    ///   - now: Seconds since 1970.
    /// - Returns: Nil when there is none that counts.
    func read(server: String, now: Double) -> Discovery? {
        guard let bytes = try? LocalFile.bytes(at: path(for: server)),
            let value = try? JSONReader.value(in: bytes),
            value["apiVersion"]?.string == Self.apiVersion, value["kind"]?.string == Self.kind,
            value["server"]?.string == server,
            let fetchedAt = value["fetchedAt"]?.double, fetchedAt <= now, now - fetchedAt < lifetime,
            let entries = value["resources"]?.array
        else { return nil }
        var resources: [APIResource] = []
        resources.reserveCapacity(entries.count)
        for entry in entries {
            guard let resource = APIResource(cached: entry) else { return nil }
            resources.append(resource)
        }
        return resources.isEmpty ? nil : Discovery(resources: resources, fetchedAt: fetchedAt)
    }

    /// Writes the answer of a server, unless something of it is missing.
    func write(_ discovery: Discovery, server: String) {
        guard discovery.isComplete, !discovery.resources.isEmpty else { return }
        let value: Value = [
            "apiVersion": .string(Self.apiVersion),
            "kind": .string(Self.kind),
            "server": .string(server),
            "fetchedAt": .double(discovery.fetchedAt),
            "resources": .array(discovery.resources.map(\.cached)),
        ]
        // A cache that can not be written costs time, nothing else.
        _ = LocalFile.replace(path(for: server), with: JSONWriter.bytes(of: value))
    }

    /// Makes sure that the next read asks the server.
    func remove(server: String) { LocalFile.remove(path(for: server)) }

    /// The file of a server: its address as far as it can stand in a file name, and a hash of all of it.
    func path(for server: String) -> String {
        let bare = server.split(separator: "://", maxSplits: 1).last.map(String.init) ?? server
        let readable = bare.utf8.prefix(80).map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."):
                byte
            default: UInt8(ascii: "_")
            }
        }
        // FNV-1a: no secret depends on it, only that two long addresses have two files.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in server.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return "\(folder)/\(String(decoding: readable, as: UTF8.self))-\(String(hash, radix: 16)).json"
    }
}

extension APIResource {
    /// The form in which the cache keeps it.
    fileprivate var cached: Value {
        [
            "group": .string(group), "version": .string(version), "kind": .string(kind), "name": .string(name),
            "singularName": .string(singularName), "namespaced": .bool(namespaced), "verbs": Self.list(verbs),
            "shortNames": Self.list(shortNames), "categories": Self.list(categories),
            "subresources": Self.list(subresources),
        ]
    }

    /// Reads the form in which the cache keeps it, or nil when anything is missing.
    fileprivate init?(cached value: Value) {
        guard let group = value["group"]?.string, let version = value["version"]?.string,
            let kind = value["kind"]?.string, let name = value["name"]?.string,
            let singularName = value["singularName"]?.string, let namespaced = value["namespaced"]?.bool,
            let verbs = value["verbs"]?.array, let shortNames = value["shortNames"]?.array,
            let categories = value["categories"]?.array, let subresources = value["subresources"]?.array
        else { return nil }
        self.init(
            group: group,
            version: version,
            kind: kind,
            name: name,
            singularName: singularName,
            namespaced: namespaced,
            verbs: verbs.compactMap(\.string),
            shortNames: shortNames.compactMap(\.string),
            categories: categories.compactMap(\.string),
            subresources: subresources.compactMap(\.string)
        )
    }

    private static func list(_ texts: [String]) -> Value { .array(texts.map { .string($0) }) }
}
