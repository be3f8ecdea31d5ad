import FleetTemplate

extension FunctionTable {
    /// Sprig's functions on maps; maps are shared, and changed in place by `set`, `unset`, `merge` and
    /// `mergeOverwrite`.
    ///
    /// Keys and values come by ascending keys, where Go has no order.
    static let sprigDictionaries = dictionaryAccess.merging(dictionaryMerging)

    private static let dictionaryAccess = FunctionTable([
        "dict": GoFunction(variadic: .any) { (arguments, context) throws(FunctionError) in
            try context.charge(elements: arguments.count)
            let map = GoMap()
            for index in stride(from: 0, to: arguments.count, by: 2) {
                let key = try arguments[index].sprigText(context).textArgument
                map[key] = index + 1 < arguments.count ? arguments[index + 1] : .string("")
            }
            return .map(map)
        },
        "get": GoFunction(.map, .string) { arguments, _ in
            arguments[0].mapArgument?[arguments[1].textArgument] ?? .string("")
        },
        "set": GoFunction(.map, .string, .any) { (arguments, context) throws(FunctionError) in
            guard let map = arguments[0].mapArgument else { throw FunctionError("assignment to entry in nil map") }
            try context.charge(elements: 1)
            map[arguments[1].textArgument] = arguments[2]
            return arguments[0]
        },
        "unset": GoFunction(.map, .string) { arguments, _ in
            arguments[0].mapArgument?[arguments[1].textArgument] = nil
            return arguments[0]
        },
        "hasKey": GoFunction(.map, .string) { arguments, _ in
            .bool(arguments[0].mapArgument?[arguments[1].textArgument] != nil)
        },
        "pluck": GoFunction(.string, variadic: .map) { arguments, _ in
            let key = arguments[0].textArgument
            return .list(arguments.dropFirst().compactMap { $0.mapArgument?[key] })
        },
        "keys": GoFunction(variadic: .map) { (arguments, context) throws(FunctionError) in
            var keys: [String] = []
            for map in arguments.compactMap(\.mapArgument) {
                try context.charge(elements: keys.count + map.count)
                keys += map.sortedKeys
            }
            return .strings(keys)
        },
        "values": GoFunction(.map) { (arguments, context) throws(FunctionError) in
            guard let map = arguments[0].mapArgument else { return .list([]) }
            try context.charge(elements: map.count)
            return .list(map.sortedKeys.compactMap { map[$0] })
        },
        "pick": GoFunction(.map, variadic: .string) { (arguments, context) throws(FunctionError) in
            try context.charge(elements: arguments.count)
            let picked = GoMap()
            guard let map = arguments[0].mapArgument else { return .map(picked) }
            for key in arguments.dropFirst().map(\.textArgument) {
                if let value = map[key] { picked[key] = value }
            }
            return .map(picked)
        },
        "omit": GoFunction(.map, variadic: .string) { (arguments, context) throws(FunctionError) in
            guard let map = arguments[0].mapArgument else { return .map(GoMap()) }
            try context.charge(elements: map.count + arguments.count)
            let rest = map.copy()
            for key in arguments.dropFirst() { rest[key.textArgument] = nil }
            return .map(rest)
        },
        "dig": GoFunction(variadic: .any) { (arguments, _) throws(FunctionError) in
            guard arguments.count >= 3 else { throw FunctionError("dig needs at least three arguments") }
            var value = arguments[arguments.count - 1]
            guard case .map(let root) = value, root.element == .any else { throw notMap(value) }
            var keys: [String] = []
            for argument in arguments.dropLast(2) {
                guard let key = argument.text else { throw GoPanic.conversion(of: argument, to: "string") }
                keys.append(key)
            }
            for key in keys {
                guard case .map(let map) = value, map.element == .any else { throw notMap(value) }
                guard let next = map[key] else { return arguments[arguments.count - 2] }
                value = next
            }
            return value
        },
    ])

    private static func notMap(_ value: GoValue) -> FunctionError {
        GoPanic.conversion(of: value, to: "map[string]interface {}")
    }

    private static let dictionaryMerging = withMust([
        "merge": merging(overwriting: false),
        "mergeOverwrite": merging(overwriting: true),
        "deepCopy": GoFunction(.any) { (arguments, context) throws(FunctionError) in
            if arguments[0].isNil { throw FunctionError("reflect: call of reflect.Value.Type on zero Value") }
            return try DeepCopy(context: context).copy(of: arguments[0])
        },
    ])

    private static func merging(overwriting: Bool) -> GoFunction {
        GoFunction(.map, variadic: .map) { (arguments, context) throws(FunctionError) in
            let target = arguments[0].mapArgument ?? GoMap()
            let merge = MapMerge(overwrites: overwriting, context: context)
            for source in arguments.dropFirst().compactMap(\.mapArgument) { try merge.merge(source, into: target) }
            return .map(target)
        }
    }
}
