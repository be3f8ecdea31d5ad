extension Value {
    /// Applies a JSON merge patch (RFC 7386).
    ///
    /// Where the patch is a mapping, each of its keys is merged in turn and a null in it removes the key; any other
    /// patch takes the place of the whole value, lists included. Keys keep their place, new ones go to the end in
    /// the patch's order.
    ///
    /// - Parameter patch: The patch. A null inside a list is an element, not a removal.
    /// - Returns: The patched value; without nulls from the patch, even where the key did not exist before.
    /// - SeeAlso: <https://www.rfc-editor.org/rfc/rfc7386>
    public func mergePatched(with patch: Value) -> Value {
        guard case .mapping(let changes) = patch else { return patch }
        var result = mapping ?? Mapping()
        for (key, change) in changes {
            if change.isNull {
                result.removeValue(forKey: key)
            } else {
                result[key] = (result[key] ?? .null).mergePatched(with: change)
            }
        }
        return .mapping(result)
    }
}
