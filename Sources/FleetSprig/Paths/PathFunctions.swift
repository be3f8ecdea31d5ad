import FleetTemplate

extension FunctionTable {
    /// Sprig's functions on paths and URLs.
    ///
    /// - SeeAlso: <https://masterminds.github.io/sprig/paths.html>, <https://masterminds.github.io/sprig/url.html>
    static let sprigPaths = FunctionTable([
        "base": path(GoPath.base),
        "dir": path(GoPath.directory),
        "clean": path { GoPath.clean($0) },
        "ext": path(GoPath.fileExtension),
        "isAbs": isAbsolute,
        "osBase": path(GoPath.base),
        "osDir": path(GoPath.directory),
        "osClean": path { GoPath.clean($0) },
        "osExt": path(GoPath.fileExtension),
        "osIsAbs": isAbsolute,
        "urlParse": GoFunction(.string) { (arguments, context) throws(FunctionError) in
            try context.charge(bytes: arguments[0].bytesArgument.count * 3)
            do throws(FunctionError) {
                return .map(try parts(of: arguments[0].bytesArgument))
            } catch {
                throw FunctionError("unable to parse url: \(error.message)")
            }
        },
        "urlJoin": GoFunction(.map) { (arguments, context) throws(FunctionError) in
            try .string(bytes: joined(arguments[0].mapArgument ?? GoMap(), context))
        },
    ])

    private static func path(_ body: @escaping @Sendable ([UInt8]) -> [UInt8]) -> GoFunction {
        GoFunction(.string) { (arguments, context) throws(FunctionError) in
            try context.charge(bytes: arguments[0].bytesArgument.count)
            return .string(bytes: body(arguments[0].bytesArgument))
        }
    }

    private static let isAbsolute = GoFunction(.string) { (arguments, _) throws(FunctionError) in
        .bool(GoPath.isAbsolute(arguments[0].bytesArgument))
    }

    private static func parts(of text: [UInt8]) throws(FunctionError) -> GoMap {
        let url = try GoURL(text)
        let parts = [
            "scheme": url.scheme, "host": url.host, "hostname": url.hostname, "path": url.path, "query": url.query,
            "opaque": url.opaque, "fragment": url.fragment, "userinfo": url.user?.text ?? [],
        ]
        return GoMap(parts.mapValues { .string(bytes: $0) })
    }

    private static func joined(_ parts: GoMap, _ context: RenderContext) throws(FunctionError) -> [UInt8] {
        var url = GoURL()
        url.scheme = try text("scheme", of: parts, context)
        url.host = try text("host", of: parts, context)
        url.path = try text("path", of: parts, context)
        url.query = try text("query", of: parts, context)
        url.opaque = try text("opaque", of: parts, context)
        url.fragment = try text("fragment", of: parts, context)
        let user = try text("userinfo", of: parts, context)
        if !user.isEmpty {
            do throws(FunctionError) {
                url.user = try GoURL(Array("proto://".utf8) + user + Array("@host".utf8)).user
            } catch {
                throw FunctionError("unable to parse userinfo in dict: \(error.message)")
            }
        }
        return url.text
    }

    private static func text(
        _ key: String,
        of parts: GoMap,
        _ context: RenderContext
    ) throws(FunctionError) -> [UInt8] {
        guard let value = parts[key] else { return [] }
        if value.isNil { throw GoPanic.nilDereference }
        guard let bytes = value.stringBytes else {
            throw FunctionError("unable to parse \(key) key, must be of type string, but \(value.kindName) found")
        }
        try context.charge(bytes: bytes.count * 3)
        return bytes
    }
}
