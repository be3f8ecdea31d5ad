import FleetTemplate

/// What a function's body reads of arguments, which the engine has checked against the declared types before.
extension GoValue {
    /// The number of an argument declared as a whole number; 0 for anything else.
    var intArgument: Int {
        if case .integer(let number, _) = self { Int(number) } else { 0 }
    }

    /// The number of an argument declared `float64`; 0 for anything else.
    var doubleArgument: Double {
        if case .float(let number) = self { number } else { 0 }
    }

    /// The truth of an argument declared `bool`; false for anything else.
    var boolArgument: Bool {
        if case .bool(let truth) = self { truth } else { false }
    }

    /// The bytes of an argument declared `string`; none for anything else.
    var bytesArgument: [UInt8] { stringBytes ?? [] }

    /// The text of an argument declared `string`, damaged bytes replaced by U+FFFD; empty for anything else.
    var textArgument: String { text ?? "" }

    /// The map of an argument declared `map[string]interface {}`; nil for Go's nil map.
    var mapArgument: GoMap? {
        if case .map(let map) = self, !map.isNil { map } else { nil }
    }
}

extension RenderContext {
    /// Counts a list before it is made: an element as a unit of work and 16 bytes.
    ///
    /// - Throws: ``FunctionError`` when it would be longer than may be, or is too much work.
    func charge(elements count: Int) throws(FunctionError) {
        let (bytes, overflows) = count.multipliedReportingOverflow(by: 16)
        try charge(bytes: overflows ? .max : bytes)
        try charge(count)
    }

    /// Counts a comparison of a value with another before it is made: as many units as the value has parts.
    ///
    /// What is nested too deep, as in a map that holds itself, is not compared either.
    ///
    /// - Throws: ``FunctionError`` when it is too much work.
    func charge(comparing value: GoValue) throws(FunctionError) {
        try charge(comparing: value, depth: 0)
    }

    private func charge(comparing value: GoValue, depth: Int) throws(FunctionError) {
        guard depth < DeepCopy.maximumDepth else { return }
        switch value {
        case .list(let list):
            try charge(list.elements.count)
            for element in list.elements { try charge(comparing: element, depth: depth + 1) }
        case .map(let map):
            try charge(map.count)
            for key in map.sortedKeys {
                if let value = map[key] { try charge(comparing: value, depth: depth + 1) }
            }
        default: break
        }
    }
}

/// What Go's runtime says when a program goes wrong in a way that no function foresees.
enum GoPanic {
    /// A method was called on nothing, as functions do that look at the type of an argument.
    static let nilDereference = FunctionError("runtime error: invalid memory address or nil pointer dereference")
    /// A number was divided by zero.
    static let zeroDivision = FunctionError("runtime error: integer divide by zero")
    /// A list was asked for that is shorter than none, or longer than can be.
    static let listLength = FunctionError("runtime error: makeslice: len out of range")

    /// A value was taken for another type than it has.
    ///
    /// - Parameters:
    ///   - value: The value.
    ///   - type: The other type as Go prints it.
    /// - Returns: What Go's runtime says.
    static func conversion(of value: GoValue, to type: String) -> FunctionError {
        FunctionError("interface conversion: interface {} is \(value.isNil ? "nil" : value.typeName), not \(type)")
    }
}
