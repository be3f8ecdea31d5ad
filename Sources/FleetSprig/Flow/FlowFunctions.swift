import FleetTemplate

extension FunctionTable {
    /// Sprig's defaults and conditions, and `fail`.
    static let sprigFlow = FunctionTable([
        "default": GoFunction(.any, variadic: .any) { arguments, _ in
            arguments.count < 2 || arguments[1].isEmptyForSprig ? arguments[0] : arguments[1]
        },
        "empty": GoFunction(.any) { arguments, _ in .bool(arguments[0].isEmptyForSprig) },
        "coalesce": GoFunction(variadic: .any) { arguments, _ in
            arguments.first { !$0.isEmptyForSprig } ?? .null
        },
        "all": GoFunction(variadic: .any) { arguments, _ in .bool(arguments.allSatisfy { !$0.isEmptyForSprig }) },
        "any": GoFunction(variadic: .any) { arguments, _ in .bool(arguments.contains { !$0.isEmptyForSprig }) },
        "ternary": GoFunction(.any, .any, .bool) { arguments, _ in
            arguments[2].boolArgument ? arguments[0] : arguments[1]
        },
        "fail": GoFunction(.string) { (arguments, _) throws(FunctionError) in
            throw FunctionError(arguments[0].textArgument)
        },
    ])
}
