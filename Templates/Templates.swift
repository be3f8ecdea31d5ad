/// What `fleet` writes or generates for a user, compiled into the binary.
///
/// Embedded resources lose their folder, so file names are unique across `Templates/`.
public enum Templates {
    /// `bootstrap/root.yaml`: the ApplicationSet that gives a cluster's root Application.
    public static var bootstrapRoot: [UInt8] { PackageResources.root_yaml }
}
