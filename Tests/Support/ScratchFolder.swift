import Foundation

/// A fresh folder below the system's temporary one, removed with everything in it when the last reference goes.
///
/// A class, because its end has to be noticed.
public final class ScratchFolder: Sendable {
    /// The folder's absolute path, without a slash at its end.
    public let path: String

    /// Makes the folder.
    ///
    /// - Parameter name: What its name begins with, after `fleet-`.
    /// - Throws: ``TestSupportError/system(call:code:)``.
    public init(_ name: String = "test") throws {
        path = try Self.make(name)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Makes a folder that nobody removes, readable for its owner only.
    static func make(_ name: String) throws(TestSupportError) -> String {
        let base = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().path(percentEncoded: false)
        let path = "\(base.trimmingTrailingSlash)/fleet-\(name)-\(UUID().uuidString.prefix(13).lowercased())"
        do {
            try FileManager.default.createDirectory(
                atPath: path,
                withIntermediateDirectories: false,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw .system(call: "createDirectory(\(path))", code: Int32((error as NSError).code))
        }
        return path
    }

    /// The absolute path of something inside, whether it exists or not.
    public func path(_ name: String) -> String { path + "/" + name }

    /// Writes a text file, with the folders that lead to it, and answers its absolute path.
    @discardableResult
    public func write(_ name: String, _ text: String) throws -> String {
        try write(name, bytes: Array(text.utf8))
    }

    /// Writes a file, with the folders that lead to it, and answers its absolute path.
    @discardableResult
    public func write(_ name: String, bytes: [UInt8]) throws -> String {
        let file = URL(filePath: path(name))
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
        return path(name)
    }

    /// Writes an executable script, with the folders that lead to it, and answers its absolute path.
    @discardableResult
    public func writeScript(_ name: String, _ text: String) throws -> String {
        try write(name, text)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path(name))
        return path(name)
    }

    /// Makes a folder, with those that lead to it, and answers its absolute path.
    @discardableResult
    public func makeFolder(_ name: String) throws -> String {
        try FileManager.default.createDirectory(atPath: path(name), withIntermediateDirectories: true)
        return path(name)
    }

    /// Copies a file or a whole folder into this one, and answers the copy's absolute path.
    @discardableResult
    public func copy(_ source: String, to name: String) throws -> String {
        let target = URL(filePath: path(name))
        try FileManager.default.createDirectory(
            at: target.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try FileManager.default.copyItem(atPath: source, toPath: path(name))
        return path(name)
    }

    /// The text of a file inside.
    public func text(_ name: String) throws -> String {
        try String(contentsOfFile: path(name), encoding: .utf8)
    }

    /// Whether there is such a file or folder.
    public func has(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: path(name))
    }

    /// Removes a file or folder; one that does not exist is an error.
    public func remove(_ name: String) throws {
        try FileManager.default.removeItem(atPath: path(name))
    }
}
