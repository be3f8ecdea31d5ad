public import FleetValue

extension LabelSelector {
    /// Decodes `matchLabels` and `matchExpressions`.
    ///
    /// Either may be absent; without both the selector selects everything. Any other field is an error, since a
    /// selector with a misspelt field would select too much.
    ///
    /// - Parameters:
    ///   - value: A mapping.
    ///   - path: Where it stands, for errors.
    ///   - checksValues: Whether values must be possible label values; see ``Requirement``.
    /// - Throws: ``ModelError`` with the path of the field at fault.
    public init(decoding value: Value, at path: ValuePath, checksValues: Bool = true) throws(ModelError) {
        let selector = try FieldReader(value, at: path)
        try selector.requireKnown(["matchLabels", "matchExpressions"])
        var requirements: [Requirement] = []
        let labels = try selector.stringMap("matchLabels")
        // In the document's order, so that of several errors the first one is told.
        for key in try selector.optionalMapping("matchLabels")?.keys ?? [] {
            guard let value = labels[key] else { continue }
            let place = selector.path(to: "matchLabels").appending(key)
            requirements.append(
                try Requirement(key: key, operator: .equals, values: [value], checksValues: checksValues, at: place)
            )
        }
        for expression in try selector.readers("matchExpressions") {
            try expression.requireKnown(["key", "operator", "values"])
            let word = try expression.string("operator")
            guard let comparison = Self.operators[word] else {
                throw expression.error("operator", "\"\(word)\" is not In, NotIn, Exists or DoesNotExist")
            }
            requirements.append(
                try Requirement(
                    key: expression.string("key"),
                    operator: comparison,
                    values: expression.strings("values"),
                    checksValues: checksValues,
                    at: expression.path
                )
            )
        }
        self.init(requirements)
    }

    private static let operators: [String: Operator] = [
        "In": .in, "NotIn": .notIn, "Exists": .exists, "DoesNotExist": .doesNotExist,
    ]
}
