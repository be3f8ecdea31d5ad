import FoundationEssentials
import Glibc

/// A folder of generated Applications on disk.
///
/// Only its own files are touched, one at a time and each as a whole: whoever reads beside sees the old text or the new
/// one. Files of other names, other kinds or without the mark of ``GeneratedFile`` stay as they are.
public struct GeneratedFolder: Sendable {
    /// Why the folder can not be read or written.
    public struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
        /// The path and the system's words.
        public let description: String
    }

    private static let temporaryName = ".fleet-app-generate.tmp"

    /// The folder's path.
    public let path: String

    /// Names a folder; it need not be there yet.
    public init(path: String) {
        self.path = path
    }

    /// What is there.
    ///
    /// - Parameter files: What is to be there: their texts are compared.
    /// - Returns: By name, everything that is a generated file or has the name of one of `files`.
    /// - Throws: ``Failure``; a folder that is not there is an empty one.
    public func present(_ files: [GeneratedFile]) throws(Failure) -> [String: GeneratedFolderPlan.Present] {
        var isFolder = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            if kind(of: path) == nil { return [:] }
            throw Failure(description: "\(path): is a symbolic link to nothing")
        }
        guard isFolder else { throw Failure(description: "\(path): is no folder") }
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: path)
        } catch {
            throw Failure(description: "\(path): the folder can not be listed")
        }
        let wanted = Dictionary(files.map { ($0.name, $0) }) { first, _ in first }
        var present: [String: GeneratedFolderPlan.Present] = [:]
        for name in names {
            let file = path + "/" + name
            let desired = wanted[name]
            guard desired != nil || (name.hasSuffix(".yaml") && !name.hasPrefix(".")) else { continue }
            guard kind(of: file) == S_IFREG else {
                present[name] = .foreign
                continue
            }
            let bytes: [UInt8]
            do throws(FileContent.Failure) {
                bytes = try FileContent.bytes(of: file, limit: DeclarationFiles.maximumSize)
            } catch {
                // What is not to be written may be anybody's, and stays.
                guard desired != nil else { continue }
                throw Failure(description: "\(file): can not be read: \(error.reason)")
            }
            guard let set = GeneratedFile.applicationSet(of: bytes) else {
                present[name] = .foreign
                continue
            }
            let isAsGenerated = desired.map { $0.text.utf8.elementsEqual(bytes) } ?? false
            present[name] = .generated(applicationSet: set, isAsGenerated: isAsGenerated)
        }
        return present
    }

    /// Carries a plan out: first what is written, then what is removed.
    ///
    /// One process at a time: `plan` is made while nobody else can change the folder's files through `fleet`.
    ///
    /// - Parameter plan: Makes the plan.
    /// - Returns: The plan that was carried out.
    /// - Throws: ``Failure``; what was done until then stays.
    public func update(
        _ plan: () throws(Failure) -> GeneratedFolderPlan
    ) throws(Failure) -> GeneratedFolderPlan {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw Failure(description: "\(path): the folder can not be made")
        }
        let folder = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw systemFailure(path) }
        defer { close(folder) }
        guard flock(folder, LOCK_EX | LOCK_NB) == 0 else {
            throw Failure(description: "\(path): another fleet writes here at the moment")
        }
        let plan = try plan()
        for file in plan.created + plan.changed { try write(file) }
        for name in plan.removed {
            guard unsafe unlink(path + "/" + name) == 0 else { throw systemFailure(path + "/" + name) }
        }
        return plan
    }

    private func write(_ file: GeneratedFile) throws(Failure) {
        let temporary = path + "/" + Self.temporaryName
        // Left by a run that was killed; nobody else writes here now.
        _ = unsafe unlink(temporary)
        let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw systemFailure(temporary) }
        var rest = Array(file.text.utf8)[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                let failure = systemFailure(temporary)
                close(descriptor)
                _ = unsafe unlink(temporary)
                throw failure
            }
        }
        guard close(descriptor) == 0, unsafe rename(temporary, path + "/" + file.name) == 0 else {
            let failure = systemFailure(path + "/" + file.name)
            _ = unsafe unlink(temporary)
            throw failure
        }
    }

    /// The kind of file as `stat` has it, links not followed; nil for none.
    private func kind(of path: String) -> mode_t? {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { return nil }
        return status.st_mode & S_IFMT
    }

    private func systemFailure(_ path: String) -> Failure {
        Failure(description: unsafe "\(path): \(String(cString: strerror(errno)))")
    }
}
