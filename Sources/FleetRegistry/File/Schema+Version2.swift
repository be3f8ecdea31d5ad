extension Schema {
    /// What the second version adds.
    ///
    /// Never changed, like the first. References to credentials that the first version did not have stand in a column of
    /// their own as JSON, with nothing in the columns of the first: its check on `credential` could only be lifted by
    /// making the table anew, with which all that refers to it would go. `applications_sync` is the policy of the
    /// ApplicationSet that an Application came from, null for what came from none.
    static let version2 = """
        ALTER TABLE cluster ADD COLUMN credential_reference TEXT;
        ALTER TABLE application ADD COLUMN applications_sync TEXT;
        """
}
