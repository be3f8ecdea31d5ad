import FoundationEssentials
import Synchronization

/// The time zones of this machine, read once each.
///
/// A class because it is shared by all renderings.
final class ZoneDatabase: Sendable {
    static let shared = ZoneDatabase(folder: "/usr/share/zoneinfo")

    /// How many names are remembered, those without a zone too; all go when there are more.
    private static let maximumCount = 1024

    private let folder: String
    private let zones = Mutex<[String: ZoneFile?]>([:])

    /// Makes a database of a folder in the layout of `/usr/share/zoneinfo`.
    init(folder: String) {
        self.folder = folder
    }

    /// A time told in the zone of a name; in UTC when there is none of it, as when it is `UTC`, `Local` or empty.
    func time(_ time: GoTime, in name: String) -> GoTime {
        var time = time.inUTC
        if let period = zone(name)?.period(at: time.unix) {
            time.zone = GoTime.Zone(name: period.name, offset: period.offset)
        }
        return time
    }

    private func zone(_ name: String) -> ZoneFile? {
        if name.isEmpty || name == "UTC" || name == "Local" { return nil }
        if let known = zones.withLock({ $0[name] }) { return known }
        let zone = read(name)
        zones.withLock { zones in
            if zones.count >= Self.maximumCount { zones.removeAll() }
            zones[name] = .some(zone)
        }
        return zone
    }

    /// Reads a file below the folder; nil when the name leads elsewhere, or the file is none of a zone.
    private func read(_ name: String) -> ZoneFile? {
        let parts = name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        let isBelow = parts.allSatisfy { part in
            !part.isEmpty && part.first != UInt8(ascii: ".") && part.allSatisfy(Self.isNamePart)
        }
        guard isBelow, name.utf8.count <= 100, let data = FileManager.default.contents(atPath: "\(folder)/\(name)")
        else { return nil }
        return ZoneFile(Array(data))
    }

    /// Whether a byte is one of those that names of zones are made of.
    private static func isNamePart(_ byte: UInt8) -> Bool {
        byte.isDigit || (byte | 0x20) &- UInt8(ascii: "a") < 26 || "_-+".utf8.contains(byte)
    }
}
