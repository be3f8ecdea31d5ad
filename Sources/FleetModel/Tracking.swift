/// The label and annotation by which `fleet` finds again what it applied.
public enum Tracking {
    /// The field manager of everything `fleet` applies.
    public static let fieldManager = "fleet"
    /// The label that one list per kind selects by.
    public static let applicationLabel = "fleet.internal/application"
    /// The annotation that proves the label was not copied.
    public static let identifierAnnotation = "fleet.internal/tracking-id"
}
