import FoundationEssentials
import Synchronization

/// The layout of the cache folder.
///
/// All of it may be deleted between two runs.
///
/// `git/NAME` is a bare mirror, `git/NAME.lock` its lock and `git/NAME.new-UUID` a mirror being made; `rendered/XX/KEY` is a
/// rendering; `work/` holds what is being rendered, each in a folder of its own. Renderings hold Secrets, so only the
/// owner may enter.
struct CacheFolder: Sendable {
    /// The absolute path, without a slash at its end.
    let path: String

    /// Makes a view; nothing is written before it is needed.
    init(_ path: String) {
        var path = path
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        self.path = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    }

    /// The mirror of a repository.
    func mirror(of url: String) -> String {
        path + "/git/" + Digest.text(of: Array(url.utf8)).prefix(32)
    }

    /// The rendering of a key.
    func rendering(_ key: String) -> String {
        path + "/rendered/" + key.prefix(2) + "/" + key
    }

    /// A fresh folder to render in, which the caller removes.
    ///
    /// What killed runs left there is removed after a day.
    func makeWorkFolder() throws(RenderError) -> String {
        let parent = path + "/work"
        if FileAccess.node(at: parent) == nil {
            try FileAccess.makeFolder(parent)
        } else {
            removeOldWork(in: parent)
        }
        let folder = parent + "/" + UUID().uuidString.lowercased()
        try FileAccess.makeFolder(folder)
        return folder
    }

    private func removeOldWork(in parent: String) {
        for name in FileAccess.names(in: parent) ?? [] {
            let folder = parent + "/" + name
            guard let changed = FileAccess.secondsSinceChange(of: folder), changed > 86_400 else { continue }
            FileAccess.remove(folder)
        }
    }
}
