import FleetValue
import GRDB

extension RegistryError {
    /// Makes a registry's error of whatever a transaction threw.
    ///
    /// - Parameters:
    ///   - error: A ``RegistryError`` is kept as it is. Messages of SQLite name tables and columns, never values; those
    ///     of undecodable rows quote values and are therefore left out.
    ///   - path: The file that the transaction was about.
    init(_ error: any Error, path: String) {
        switch error {
        case let error as RegistryError: self = error
        case let error as DatabaseError: self.init(error, path: path)
        case is JSONError: self = .corrupted(path: path, detail: "a column that should hold JSON does not")
        case is UnknownWord: self = .corrupted(path: path, detail: "a column holds a word that is not known")
        case is RowDecodingError: self = .corrupted(path: path, detail: "a row lacks a value")
        default: self = .sqlite(path: path, code: 1, message: "\(type(of: error))")
        }
    }

    /// Makes a registry's error of SQLite's result code.
    ///
    /// - SeeAlso: <https://www.sqlite.org/rescode.html>
    private init(_ error: DatabaseError, path: String) {
        let message = error.message ?? error.resultCode.description
        switch error.resultCode {
        case .SQLITE_NOTADB: self = .notDatabase(path: path)
        case .SQLITE_CORRUPT: self = .corrupted(path: path, detail: message)
        case .SQLITE_READONLY, .SQLITE_PERM: self = .readOnly(path: path)
        case .SQLITE_FULL: self = .diskFull(path: path)
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy(path: path)
        case .SQLITE_CANTOPEN: self = .cannotOpen(path: path, reason: message)
        default: self = .sqlite(path: path, code: Int(error.extendedResultCode.rawValue), message: message)
        }
    }
}
