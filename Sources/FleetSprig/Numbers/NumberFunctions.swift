import FleetTemplate

extension FunctionTable {
    /// Sprig's numbers: conversions, arithmetic on `int64` that wraps around, decimal arithmetic, rounding.
    static let sprigNumbers = [conversions, wholeArithmetic, decimalArithmetic, extremes, rounding]
        .reduce(FunctionTable()) { $0.merging($1) }

    private static let conversions = FunctionTable([
        "int": GoFunction(.any) { arguments, _ in .int(Int(Casting.int64(arguments[0]))) },
        "int64": GoFunction(.any) { arguments, _ in .int64(Casting.int64(arguments[0])) },
        "float64": GoFunction(.any) { arguments, _ in .float(Casting.double(arguments[0])) },
        "atoi": GoFunction(.string) { arguments, _ in
            switch NumberText(arguments[0].bytesArgument).integer(base: 10) {
            case .number(let number): .int(Int(number))
            case .outOfRange(let isNegative): .int(isNegative ? .min : .max)
            case .invalid: .int(0)
            }
        },
        "toDecimal": GoFunction(.any) { (arguments, context) throws(FunctionError) in
            let text = try GoFormat.sprint([arguments[0]], charging: context).bytesArgument
            guard case .number(let number) = NumberText(text).integer(base: 8) else { return .int64(0) }
            return .int64(number)
        },
    ])

    private static let wholeArithmetic = FunctionTable([
        "add1": GoFunction(.any) { arguments, _ in .int64(Casting.int64(arguments[0]) &+ 1) },
        "add": GoFunction(variadic: .any) { arguments, _ in .int64(arguments.reduce(0) { $0 &+ Casting.int64($1) }) },
        "sub": GoFunction(.any, .any) { arguments, _ in
            .int64(Casting.int64(arguments[0]) &- Casting.int64(arguments[1]))
        },
        "mul": GoFunction(.any, variadic: .any) { arguments, _ in
            .int64(arguments.reduce(1) { $0 &* Casting.int64($1) })
        },
        "div": GoFunction(.any, .any) { (arguments, _) throws(FunctionError) in
            let (dividend, divisor) = (Casting.int64(arguments[0]), Casting.int64(arguments[1]))
            if divisor == 0 { throw GoPanic.zeroDivision }
            return .int64(dividend.dividedReportingOverflow(by: divisor).partialValue)
        },
        "mod": GoFunction(.any, .any) { (arguments, _) throws(FunctionError) in
            let (dividend, divisor) = (Casting.int64(arguments[0]), Casting.int64(arguments[1]))
            if divisor == 0 { throw GoPanic.zeroDivision }
            return .int64(dividend.remainderReportingOverflow(dividingBy: divisor).partialValue)
        },
    ])

    private static let decimalArithmetic = FunctionTable([
        "add1f": GoFunction(.any) { (arguments, context) throws(FunctionError) in
            let number = try DecimalNumber(Casting.double(arguments[0]))
            return .float(try number.adding(try DecimalNumber(1), context).double)
        },
        "addf": GoFunction(variadic: .any) { (arguments, context) throws(FunctionError) in
            try calculate([.float(0)] + arguments) { (left, right) throws(FunctionError) in
                try left.adding(right, context)
            }
        },
        "subf": GoFunction(.any, variadic: .any) { (arguments, context) throws(FunctionError) in
            try calculate(arguments) { (left, right) throws(FunctionError) in
                try left.adding(right.negated, context)
            }
        },
        "mulf": GoFunction(.any, variadic: .any) { (arguments, context) throws(FunctionError) in
            try calculate(arguments) { (left, right) throws(FunctionError) in
                try left.multiplied(by: right, context)
            }
        },
        "divf": GoFunction(.any, variadic: .any) { (arguments, context) throws(FunctionError) in
            try calculate(arguments) { (left, right) throws(FunctionError) in
                try left.divided(by: right, context)
            }
        },
    ])

    /// Combines numbers from the first to the last.
    private static func calculate(
        _ arguments: [GoValue],
        _ combine: (DecimalNumber, DecimalNumber) throws(FunctionError) -> DecimalNumber
    ) throws(FunctionError) -> GoValue {
        var result = try DecimalNumber(Casting.double(arguments[0]))
        for argument in arguments.dropFirst() {
            result = try combine(result, try DecimalNumber(Casting.double(argument)))
        }
        return .float(result.double)
    }

    private static let extremes = FunctionTable([
        "max": greatest,
        "biggest": greatest,
        "min": GoFunction(.any, variadic: .any) { arguments, _ in
            .int64(arguments.lazy.map(Casting.int64).min() ?? 0)
        },
        "maxf": GoFunction(.any, variadic: .any) { arguments, _ in
            .float(arguments.dropFirst().reduce(Casting.double(arguments[0])) { greater($0, Casting.double($1)) })
        },
        "minf": GoFunction(.any, variadic: .any) { arguments, _ in
            .float(arguments.dropFirst().reduce(Casting.double(arguments[0])) { -greater(-$0, -Casting.double($1)) })
        },
    ])

    private static let greatest = GoFunction(.any, variadic: .any) { arguments, _ in
        .int64(arguments.lazy.map(Casting.int64).max() ?? 0)
    }

    /// The greater of two numbers: infinity before all, no number before any, zero before minus zero.
    private static func greater(_ left: Double, _ right: Double) -> Double {
        if left == .infinity || right == .infinity { return .infinity }
        if left.isNaN || right.isNaN { return .nan }
        if left == 0, right == 0 { return left.sign == .minus ? right : left }
        return left > right ? left : right
    }

    private static let rounding = FunctionTable([
        "ceil": GoFunction(.any) { arguments, _ in .float(Casting.double(arguments[0]).rounded(.up)) },
        "floor": GoFunction(.any) { arguments, _ in .float(Casting.double(arguments[0]).rounded(.down)) },
        "round": GoFunction(.any, .int, variadic: .float64) { arguments, _ in
            let limit = arguments.count > 2 ? arguments[2].doubleArgument : 0.5
            let number = Casting.double(arguments[0])
            return .float(Rounding.rounded(number, places: arguments[1].intArgument, limit: limit))
        },
    ])
}
