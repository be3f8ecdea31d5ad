extension FunctionTable {
    /// The functions that every Go template knows.
    ///
    /// - SeeAlso: <https://pkg.go.dev/text/template#hdr-Functions>
    static let builtins = FunctionTable([
        // Evaluated argument by argument; these stand for their names and types.
        "and": GoFunction(.reflect, variadic: .reflect) { arguments, _ in arguments[0] },
        "or": GoFunction(.reflect, variadic: .reflect) { arguments, _ in arguments[0] },
        "not": GoFunction(.reflect) { arguments, _ in .bool(!arguments[0].isTruthy) },
        "call": GoFunction(.reflect, variadic: .reflect) { arguments, _ throws(FunctionError) in
            // No value is a function.
            throw FunctionError(
                arguments[0].isNil ? "call of nil" : "non-function of type \(arguments[0].typeName)"
            )
        },
        "index": GoFunction(.reflect, variadic: .reflect) { arguments, _ throws(FunctionError) in
            try Indexing.element(of: arguments)
        },
        "slice": GoFunction(.reflect, variadic: .reflect) { arguments, _ throws(FunctionError) in
            try Indexing.slice(of: arguments)
        },
        "len": GoFunction(.reflect) { arguments, _ throws(FunctionError) in try Indexing.length(of: arguments[0]) },
        "print": GoFunction(variadic: .any) { arguments, context throws(FunctionError) in
            try GoFormat.sprint(arguments, charging: context)
        },
        "printf": GoFunction(.string, variadic: .any) { arguments, context throws(FunctionError) in
            let format = arguments[0].stringBytes ?? []
            return try GoFormat.sprintf(format, Array(arguments.dropFirst()), charging: context)
        },
        "println": GoFunction(variadic: .any) { arguments, context throws(FunctionError) in
            try GoFormat.sprintln(arguments, charging: context)
        },
        "html": GoFunction(variadic: .any) { arguments, context throws(FunctionError) in
            try Escaping.escape(arguments, context, Escaping.html)
        },
        "js": GoFunction(variadic: .any) { arguments, context throws(FunctionError) in
            try Escaping.escape(arguments, context, Escaping.javaScript)
        },
        "urlquery": GoFunction(variadic: .any) { arguments, context throws(FunctionError) in
            try Escaping.escape(arguments, context, Escaping.urlQuery)
        },
        "eq": GoFunction(.reflect, variadic: .reflect) { arguments, _ throws(FunctionError) in
            .bool(try Comparison.equals(arguments))
        },
        "ne": GoFunction(.reflect, .reflect) { arguments, _ throws(FunctionError) in
            .bool(!(try Comparison.equals(arguments)))
        },
        "lt": GoFunction(.reflect, .reflect) { arguments, _ throws(FunctionError) in
            .bool(try Comparison.isLess(arguments))
        },
        "le": GoFunction(.reflect, .reflect) { arguments, _ throws(FunctionError) in
            .bool(try Comparison.isLessOrEqual(arguments))
        },
        "gt": GoFunction(.reflect, .reflect) { arguments, _ throws(FunctionError) in
            .bool(!(try Comparison.isLessOrEqual(arguments)))
        },
        "ge": GoFunction(.reflect, .reflect) { arguments, _ throws(FunctionError) in
            .bool(!(try Comparison.isLess(arguments)))
        },
    ])
}
