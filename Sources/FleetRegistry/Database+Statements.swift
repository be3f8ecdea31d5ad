import GRDB

extension Database {
    /// Runs one statement, prepared once per connection.
    func run(_ sql: String, _ arguments: StatementArguments = []) throws {
        try cachedStatement(sql: sql).execute(arguments: arguments)
    }

    /// Runs one query, prepared once per connection, and gives each row to `body` while it is valid.
    func forEachRow(_ sql: String, _ arguments: StatementArguments = [], _ body: (Row) throws -> Void) throws {
        let rows = try Row.fetchCursor(cachedStatement(sql: sql), arguments: arguments)
        while let row = try rows.next() { try body(row) }
    }

    /// Runs one query, prepared once per connection, and makes something of each row.
    func map<Output>(
        _ sql: String,
        _ arguments: StatementArguments = [],
        _ transform: (Row) throws -> Output
    ) throws -> [Output] {
        var result: [Output] = []
        try forEachRow(sql, arguments) { result.append(try transform($0)) }
        return result
    }

    /// Runs one query and makes something of its first row, or nil when there is none.
    func first<Output>(
        _ sql: String,
        _ arguments: StatementArguments = [],
        _ transform: (Row) throws -> Output
    ) throws -> Output? {
        let rows = try Row.fetchCursor(cachedStatement(sql: sql), arguments: arguments)
        return try rows.next().map(transform)
    }

    /// The number of a registered cluster.
    ///
    /// - Throws: ``RegistryError/unknownCluster(name:)``.
    func clusterNumber(_ name: String) throws -> Int64 {
        let number = try first("SELECT id FROM cluster WHERE name = ?", [name]) { try $0.integer(0) }
        guard let number else { throw RegistryError.unknownCluster(name: name) }
        return number
    }
}

extension Row {
    /// The text in a column that is never null.
    func text(_ index: Int) throws -> String { try decode(String.self, atIndex: index) }

    /// The text in a column, or nil for null.
    func optionalText(_ index: Int) throws -> String? { try decode(String?.self, atIndex: index) }

    /// The whole number in a column that is never null.
    func integer(_ index: Int) throws -> Int64 { try decode(Int64.self, atIndex: index) }

    /// The time in a column that is never null, in seconds since 1970.
    func time(_ index: Int) throws -> Double { try decode(Double.self, atIndex: index) }

    /// The time in a column, in seconds since 1970, or nil for null.
    func optionalTime(_ index: Int) throws -> Double? { try decode(Double?.self, atIndex: index) }
}

/// A column holds none of the words that it may hold.
struct UnknownWord: Error {}
