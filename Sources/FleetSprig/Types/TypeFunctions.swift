import FleetTemplate

extension FunctionTable {
    /// Sprig's questions about types.
    static let sprigTypes = FunctionTable([
        "typeOf": GoFunction(.any) { arguments, _ in .string(arguments[0].typeName) },
        "typeIs": GoFunction(.string, .any) { arguments, _ in
            .bool(arguments[1].typeName == arguments[0].textArgument)
        },
        "typeIsLike": GoFunction(.string, .any) { arguments, _ in
            let target = arguments[0].textArgument
            let type = arguments[1].typeName
            return .bool(type == target || type == "*" + target)
        },
        "kindOf": GoFunction(.any) { arguments, _ in .string(arguments[0].kindName) },
        "kindIs": GoFunction(.string, .any) { arguments, _ in
            .bool(arguments[1].kindName == arguments[0].textArgument)
        },
        "deepEqual": GoFunction(.any, .any) { (arguments, context) throws(FunctionError) in
            try context.charge(comparing: arguments[0])
            return .bool(arguments[0].deepEquals(arguments[1]))
        },
    ])
}
