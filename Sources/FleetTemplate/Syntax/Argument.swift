/// An argument of a function, converted to the parameter's type as far as that can be done before running.
enum Argument: Sendable {
    case constant(Constant, Site)
    case operand(Operand, GoFunction.Parameter)
    /// A constant that is not of the parameter's type, and what Go says of it.
    case failure(String, Site)

    /// Prepares an operand for a parameter.
    init(_ operand: Operand, for parameter: GoFunction.Parameter) {
        switch operand {
        case .null(let site):
            switch parameter {
            case .any: self = .constant(.null, site)
            case .reflect: self = .constant(.none, site)
            case .list, .strings, .map, .bytes: self = .operand(operand, parameter)
            default: self = .failure("cannot assign nil to \(parameter.typeName)", site)
            }
        case .bool(let truth, let site):
            switch parameter {
            case .any, .reflect, .bool: self = .constant(.bool(truth), site)
            default: self = .failure(operand.mismatch(parameter), site)
            }
        case .string(let node):
            switch parameter {
            case .any, .reflect, .string: self = .constant(node.value, node.site)
            default: self = .failure(operand.mismatch(parameter), node.site)
            }
        case .number(let node):
            let number = node.number
            switch parameter {
            case .any, .reflect:
                switch number.ideal {
                case .success(let constant): self = .constant(constant, node.site)
                case .failure(let error): self = .failure(error.message, node.site)
                }
            case .int where number.int != nil: self = .constant(.int(number.int ?? 0), node.site)
            case .int64 where number.int != nil: self = .constant(.int64(number.int ?? 0), node.site)
            case .duration where number.int != nil: self = .constant(.duration(number.int ?? 0), node.site)
            case .float64 where number.float != nil: self = .constant(.float(number.float ?? 0), node.site)
            default: self = .failure(operand.mismatch(parameter), node.site)
            }
        case .dot, .field, .variable, .function, .chain, .pipe:
            self = .operand(operand, parameter)
        }
    }
}

extension Operand {
    /// What Go says of a constant that is not of a parameter's type.
    fileprivate func mismatch(_ parameter: GoFunction.Parameter) -> String {
        let expected: String
        switch parameter {
        case .bool: expected = "bool"
        case .string: expected = "string"
        case .int, .int64, .duration: expected = "integer"
        case .float64: expected = "float"
        default: return "can't handle \(text) for arg of type \(parameter.typeName)"
        }
        return "expected \(expected); found \(text)"
    }
}

extension GoFunction.Parameter {
    /// The type as Go prints it.
    var typeName: String {
        switch self {
        case .any: "interface {}"
        case .reflect: "reflect.Value"
        case .string: "string"
        case .bool: "bool"
        case .int: "int"
        case .int64: "int64"
        case .float64: "float64"
        case .duration: "time.Duration"
        case .list: "[]interface {}"
        case .strings: "[]string"
        case .map: "map[string]interface {}"
        case .bytes: "[]uint8"
        }
    }
}
