import FleetValue
import FleetYAML

/// What a file that a `git` generator reads holds.
enum GitDocuments {
    /// Why a file can not be read.
    struct Problem: Error, CustomStringConvertible {
        var description: String
    }

    /// The mappings of a file: one, or a list of them.
    ///
    /// An empty file is one empty mapping. JSON is read as such, because YAML takes no tabs for indentation. Of several
    /// YAML documents the first counts.
    static func documents(in bytes: [UInt8]) throws(Problem) -> [Mapping] {
        let value = try value(in: bytes)
        switch value {
        case .null: return [Mapping()]
        case .mapping(let mapping): return [mapping]
        case .array(let elements):
            var mappings: [Mapping] = []
            for element in elements {
                switch element {
                case .null: mappings.append(Mapping())
                case .mapping(let mapping): mappings.append(mapping)
                default:
                    throw Problem(
                        description: "unable to parse file: expected a list of mappings, found a "
                            + "\(element.kindName) in it"
                    )
                }
            }
            return mappings
        default:
            throw Problem(
                description: "unable to parse file: expected a mapping or a list of mappings, found a \(value.kindName)"
            )
        }
    }

    private static func value(in bytes: [UInt8]) throws(Problem) -> Value {
        let start = bytes.first { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D && $0 != 0x09 }
        if start == UInt8(ascii: "{") || start == UInt8(ascii: "["), let value = try? JSONReader.value(in: bytes) {
            return value
        }
        do throws(YAMLError) {
            return try YAMLReader.documents(in: bytes, file: "<file>").first?.value ?? .null
        } catch {
            throw Problem(
                description: "unable to parse file: line \(error.line), column \(error.column): \(error.message)"
            )
        }
    }
}
