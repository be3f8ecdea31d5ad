import FleetModel
import FleetRegex

extension FieldReader {
    /// A field that holds a regular expression; nil when it is absent.
    ///
    /// - Throws: ``ModelError`` with Go's message for text that is none.
    func expression(_ key: String) throws(ModelError) -> Regexp? {
        guard let text = try optionalString(key) else { return nil }
        do throws(RegexpError) {
            return try Regexp(text)
        } catch {
            throw self.error(key, "\(error)")
        }
    }
}
