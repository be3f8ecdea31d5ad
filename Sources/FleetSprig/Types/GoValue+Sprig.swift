import FleetTemplate

extension GoValue {
    /// Whether Sprig takes the value for empty: zero, false, without elements or not there.
    ///
    /// Other than for `if`, a structure or a pointer is never empty.
    var isEmptyForSprig: Bool {
        if case .object(let object) = self {
            return switch object.kindName {
            case "map", "slice", "array", "string": !object.isTruthy
            default: false
            }
        }
        return !isTruthy
    }

    /// The value as text, as Sprig makes it of anything: a string and a list of bytes as they are, all else as `%v`
    /// prints it, nothing as `<nil>`.
    ///
    /// - Returns: A string.
    /// - Throws: ``FunctionError`` when the text is too long.
    func sprigText(_ context: RenderContext) throws(FunctionError) -> GoValue {
        switch self {
        case .string, .rawString: return self
        case .list(let list):
            if let bytes = list.bytes { return .string(bytes: bytes) }
        case .object(let object): return .string(object.text)
        default: break
        }
        return try GoFormat.sprint([self], charging: context)
    }

    /// The bytes of ``sprigText(_:)``.
    func sprigBytes(_ context: RenderContext) throws(FunctionError) -> [UInt8] {
        try sprigText(context).bytesArgument
    }

    /// The list of a value, or what a function says that wants one.
    ///
    /// - Parameters:
    ///   - complaint: What stands before the kind of value that there is instead, such as `Cannot push on type `.
    ///   - ending: What stands after it.
    /// - Returns: The list; a nil slice is an empty one.
    /// - Throws: ``FunctionError`` for anything but a list.
    func sprigList(_ complaint: String, ending: String = "") throws(FunctionError) -> GoList {
        if case .list(let list) = self { return list }
        if isNil { throw GoPanic.nilDereference }
        throw FunctionError(complaint + kindName + ending)
    }
}
