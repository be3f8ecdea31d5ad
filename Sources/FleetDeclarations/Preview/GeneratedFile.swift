public import FleetModel
import FleetYAML

/// A file of a folder of generated Applications, which people commit.
///
/// Its first line says what wrote it, and for which ApplicationSet; by that line, and by nothing else, a file is known
/// to be generated:
///
/// ```yaml
/// # fleet app generate: ApplicationSet argocd/web
/// # Written by "fleet app generate --out-dir"; changes made here are lost.
/// ```
public struct GeneratedFile: Hashable, Sendable {
    /// The file's name, without a folder.
    public var name: String
    /// The ApplicationSet, as ``PreviewDeclarations/key(of:)`` names it.
    public var applicationSet: String
    /// The whole text.
    public var text: String

    /// Makes the file of an Application.
    ///
    /// - Parameters:
    ///   - application: A valid one, whose name is a DNS subdomain.
    ///   - applicationSet: What gives it.
    public init(_ application: Application, applicationSet: String) {
        name = Self.name(of: application.name)
        self.applicationSet = applicationSet
        text =
            Self.mark + applicationSet
            + "\n# Written by \"fleet app generate --out-dir\"; changes made here are lost.\n"
            + YAMLWriter.text(of: application.manifest.value)
    }

    private static let mark = "# fleet app generate: ApplicationSet "
    private static let ending = ".yaml"
    /// What file systems take.
    private static let maximumNameLength = 255

    /// The name of an Application's file; a name too long for a file is cut and hashed.
    public static func name(of application: String) -> String {
        guard application.utf8.count + ending.utf8.count > maximumNameLength else { return application + ending }
        // FNV-1a: that two names of one fleet meet in it is nothing to be afraid of, and would be refused.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in application.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        let digits = String(hash, radix: 16)
        return String(application.prefix(maximumNameLength - ending.utf8.count - digits.utf8.count - 1)) + "-" + digits
            + ending
    }

    /// The ApplicationSet that a file was written for; nil for a file of somebody else.
    ///
    /// - Parameter content: The file's bytes.
    /// - Returns: As ``PreviewDeclarations/key(of:)`` names it.
    public static func applicationSet(of content: [UInt8]) -> String? {
        guard content.starts(with: mark.utf8) else { return nil }
        let line = content.dropFirst(mark.utf8.count).prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
        return line.isEmpty ? nil : String(validating: line, as: UTF8.self)
    }
}
