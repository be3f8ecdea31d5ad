import FleetTemplate

extension FunctionTable {
    /// Sprig's functions on versions.
    ///
    /// - SeeAlso: <https://masterminds.github.io/sprig/semver.html>
    static let sprigVersions = FunctionTable([
        "semver": GoFunction(.string) { (arguments, context) throws(FunctionError) in
            .object(VersionObject(try context.version(arguments[0])))
        },
        "semverCompare": GoFunction(.string, .string) { (arguments, context) throws(FunctionError) in
            try context.charge(bytes: arguments[0].bytesArgument.count * 64)
            let constraint: VersionConstraint
            do throws(VersionConstraint.ParseError) {
                constraint = try VersionConstraint(arguments[0].textArgument)
            } catch {
                throw FunctionError(error.description)
            }
            return .bool(constraint.allows(try context.version(arguments[1])))
        },
    ])
}

extension RenderContext {
    /// Reads a version, counted as work.
    fileprivate func version(_ argument: GoValue) throws(FunctionError) -> SemanticVersion {
        try charge(bytes: argument.bytesArgument.count)
        do throws(SemanticVersion.ParseError) {
            return try SemanticVersion(argument.textArgument)
        } catch {
            throw FunctionError(error.description)
        }
    }
}

/// A version as templates hold it: `*semver.Version` of Masterminds/semver.
final class VersionObject: GoObject {
    let version: SemanticVersion

    init(_ version: SemanticVersion) {
        self.version = version
    }

    let typeName = "*semver.Version"
    let kindName = "ptr"

    var text: String { version.description }

    func isEqual(to other: any GoObject) -> Bool {
        guard let other = (other as? VersionObject)?.version else { return false }
        return other.original == version.original && other.description == version.description
    }

    func member(_ name: String) -> GoMember? {
        if let value = value(named: name) { return .value(value) }
        return function(named: name).map { .method($0) }
    }

    private func value(named name: String) -> GoValue? {
        switch name {
        case "Major": .integer(Int64(bitPattern: version.major), .uint64)
        case "Minor": .integer(Int64(bitPattern: version.minor), .uint64)
        case "Patch": .integer(Int64(bitPattern: version.patch), .uint64)
        case "Prerelease": .string(version.prerelease)
        case "Metadata": .string(version.metadata)
        case "Original": .string(version.original)
        case "String": .string(version.description)
        case "IncPatch": .object(VersionObject(version.nextPatch))
        case "IncMinor": .object(VersionObject(version.nextMinor))
        case "IncMajor": .object(VersionObject(version.nextMajor))
        default: nil
        }
    }

    private func function(named name: String) -> GoFunction? {
        // Objects belong to one rendering; what they make of themselves does not.
        let version = version
        return switch name {
        case "Compare": Self.comparing { .int(version.compare($0)) }
        case "LessThan": Self.comparing { .bool(version.compare($0) < 0) }
        case "LessThanEqual": Self.comparing { .bool(version.compare($0) <= 0) }
        case "GreaterThan": Self.comparing { .bool(version.compare($0) > 0) }
        case "GreaterThanEqual": Self.comparing { .bool(version.compare($0) >= 0) }
        case "Equal": Self.comparing { .bool(version.compare($0) == 0) }
        case "SetPrerelease":
            Self.changing { (text) throws(SemanticVersion.ParseError) in try version.with(prerelease: text) }
        case "SetMetadata":
            Self.changing { (text) throws(SemanticVersion.ParseError) in try version.with(metadata: text) }
        default: nil
        }
    }

    private static func comparing(_ body: @escaping @Sendable (SemanticVersion) -> GoValue) -> GoFunction {
        GoFunction(.any) { (arguments, _) throws(FunctionError) in
            if case .object(let object) = arguments[0], let other = object as? VersionObject {
                return body(other.version)
            }
            let type = arguments[0].isNil ? "interface {}" : arguments[0].typeName
            throw FunctionError("wrong type for value; expected *semver.Version; got \(type)")
        }
    }

    private static func changing(
        _ body: @escaping @Sendable (String) throws(SemanticVersion.ParseError) -> SemanticVersion
    ) -> GoFunction {
        GoFunction(.string) { (arguments, _) throws(FunctionError) in
            do throws(SemanticVersion.ParseError) {
                return .object(VersionObject(try body(arguments[0].textArgument)))
            } catch {
                throw FunctionError(error.description)
            }
        }
    }
}
