import FleetTemplate

extension FunctionTable {
    /// Sprig's functions on lists.
    static let sprigLists = [making, ends, choosing, cutting, textLists, ranges]
        .reduce(FunctionTable()) { $0.merging($1) }

    /// Functions under their names and under those with `must`, which do the same: both end a rendering on an error.
    static func withMust(_ functions: [String: GoFunction]) -> FunctionTable {
        var table = FunctionTable(functions)
        for (name, function) in functions {
            table["must" + name.prefix(1).uppercased() + name.dropFirst()] = function
        }
        return table
    }

    private static let making = withMust([
        "append": push,
        "push": push,
        "prepend": GoFunction(.any, .any) { (arguments, context) throws(FunctionError) in
            let list = try arguments[0].sprigList("Cannot prepend on type ")
            try context.charge(elements: list.elements.count + 1)
            return .list([arguments[1]] + list.elements)
        },
        "reverse": GoFunction(.any) { (arguments, context) throws(FunctionError) in
            let list = try arguments[0].sprigList("Cannot find reverse on type ")
            try context.charge(elements: list.elements.count)
            return .list(list.elements.reversed())
        },
    ]).merging(
        FunctionTable([
            "list": list,
            "tuple": list,
            "concat": GoFunction(variadic: .any) { (arguments, context) throws(FunctionError) in
                var elements: [GoValue] = []
                for argument in arguments {
                    let list = try argument.sprigList("Cannot concat type ", ending: " as list")
                    try context.charge(elements: elements.count + list.elements.count)
                    elements += list.elements
                }
                return elements.isEmpty ? .list(GoList(nilOf: .any)) : .list(elements)
            },
        ])
    )

    private static let list = GoFunction(variadic: .any) { (arguments, context) throws(FunctionError) in
        try context.charge(elements: arguments.count)
        return .list(arguments)
    }

    private static let push = GoFunction(.any, .any) { (arguments, context) throws(FunctionError) in
        let list = try arguments[0].sprigList("Cannot push on type ")
        try context.charge(elements: list.elements.count + 1)
        return .list(list.elements + [arguments[1]])
    }

    private static let ends = withMust([
        "first": GoFunction(.any) { (arguments, _) throws(FunctionError) in
            try arguments[0].sprigList("Cannot find first on type ").elements.first ?? .null
        },
        "last": GoFunction(.any) { (arguments, _) throws(FunctionError) in
            try arguments[0].sprigList("Cannot find last on type ").elements.last ?? .null
        },
        "rest": GoFunction(.any) { (arguments, context) throws(FunctionError) in
            let list = try arguments[0].sprigList("Cannot find rest on type ")
            try context.charge(elements: list.elements.count)
            return list.elements.isEmpty ? .list(GoList(nilOf: .any)) : .list(Array(list.elements.dropFirst()))
        },
        "initial": GoFunction(.any) { (arguments, context) throws(FunctionError) in
            let list = try arguments[0].sprigList("Cannot find initial on type ")
            try context.charge(elements: list.elements.count)
            return list.elements.isEmpty ? .list(GoList(nilOf: .any)) : .list(Array(list.elements.dropLast()))
        },
    ])

    private static let choosing = withMust([
        "compact": GoFunction(.any) { (arguments, context) throws(FunctionError) in
            let list = try arguments[0].sprigList("Cannot compact on type ")
            try context.charge(elements: list.elements.count)
            return .list(list.elements.filter { !$0.isEmptyForSprig })
        },
        "uniq": GoFunction(.any) { (arguments, context) throws(FunctionError) in
            let list = try arguments[0].sprigList("Cannot find uniq on type ")
            try context.charge(elements: list.elements.count)
            var seen = ValueSet()
            var elements: [GoValue] = []
            for element in list.elements where try seen.insert(element, context) { elements.append(element) }
            return .list(elements)
        },
        "without": GoFunction(.any, variadic: .any) { (arguments, context) throws(FunctionError) in
            let list = try arguments[0].sprigList("Cannot find without on type ")
            try context.charge(elements: list.elements.count)
            var omitted = ValueSet()
            for argument in arguments.dropFirst() { _ = try omitted.insert(argument, context) }
            var elements: [GoValue] = []
            for element in list.elements where try !omitted.contains(element, context) { elements.append(element) }
            return .list(elements)
        },
        "has": GoFunction(.any, .any) { (arguments, context) throws(FunctionError) in
            if arguments[1].isNil { return .bool(false) }
            let list = try arguments[1].sprigList("Cannot find has on type ")
            try context.charge(list.elements.count)
            for element in list.elements {
                try context.charge(comparing: arguments[0])
                if arguments[0].deepEquals(element) { return .bool(true) }
            }
            return .bool(false)
        },
    ])

    private static let cutting = withMust([
        "slice": GoFunction(.any, variadic: .any) { (arguments, context) throws(FunctionError) in
            let list = try arguments[0].sprigList("list should be type of slice or array but ")
            if list.elements.isEmpty { return .null }
            let start = arguments.count > 1 ? Int(Casting.int64(arguments[1])) : 0
            let end = arguments.count > 2 ? Int(Casting.int64(arguments[2])) : list.elements.count
            guard start >= 0, start <= end, end <= list.elements.count else {
                throw FunctionError("reflect.Value.Slice: slice index out of bounds")
            }
            try context.charge(elements: end - start)
            return .list(GoList(Array(list.elements[start..<end]), of: list.element))
        },
        "chunk": GoFunction(.int, .any) { (arguments, context) throws(FunctionError) in
            let list = try arguments[1].sprigList("Cannot chunk type ")
            try context.charge(elements: list.elements.count)
            let chunks = try Chunks.chunks(of: list.elements, size: arguments[0].intArgument)
            try context.charge(elements: chunks.count)
            return .list(GoList(chunks.map { .list($0) }, of: .lists))
        },
    ])
}
