import GRDB

extension Registry {
    /// A small piece of text that was remembered, or nil: caches such as a resolved revision.
    public func setting(_ key: String) throws -> String? {
        try read { database in
            try database.first("SELECT value FROM setting WHERE key = ?", [key]) { try $0.text(0) }
        }
    }

    /// Remembers a small piece of text; nil forgets it.
    public func set(_ key: String, to value: String?) throws {
        try write { database in
            if let value {
                try database.run(
                    """
                    INSERT INTO setting (key, value) VALUES (?, ?)
                    ON CONFLICT (key) DO UPDATE SET value = excluded.value
                    """,
                    [key, value]
                )
            } else {
                try database.run("DELETE FROM setting WHERE key = ?", [key])
            }
        }
    }
}
