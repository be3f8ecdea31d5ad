/// What `fleet --version` prints.
enum Version {
    /// The version of this binary.
    static let text = "0.1.0"
}
