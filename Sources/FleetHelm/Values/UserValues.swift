public import FleetValue
import FleetYAML

/// The values that a user gives beside a chart: files of values, and settings of single ones over them.
///
/// Follows helm `pkg/cli/values/options.go` and `pkg/chart/loader`.
public struct UserValues: Sendable {
    /// What has come together so far; nulls stay, they delete a chart's defaults.
    public private(set) var mapping = Mapping()

    /// What ``set(_:isText:)`` has set, without what it was set over.
    ///
    /// Templates see whole numbers of settings as whole numbers, those of files as floats.
    public private(set) var settings = Mapping()

    /// Makes values of nothing.
    public init() {}

    /// Puts a file's values over those there are: mappings are merged, everything else replaced.
    ///
    /// - Parameters:
    ///   - bytes: YAML; the values of several documents are merged.
    ///   - name: The file's name, for errors.
    /// - Throws: ``HelmError`` when it is not YAML, or no mapping.
    public mutating func add(file bytes: [UInt8], name: String) throws(HelmError) {
        do throws(HelmError) {
            add(try Self.read(bytes))
        } catch {
            throw HelmError("failed to parse \(name): \(error.message)")
        }
    }

    /// Puts values over those there are.
    public mutating func add(_ values: Mapping) {
        mapping = ValuesMerge.overlaid(values, over: mapping)
    }

    /// Sets what a text in the language of `--set` says: `a.b=1,c={x,y},d[0].e=z`.
    ///
    /// - Parameters:
    ///   - text: The settings.
    ///   - isText: Whether values stay texts, as with `--set-string`.
    /// - Throws: ``HelmError`` that begins with `failed parsing --set data`.
    public mutating func set(_ text: String, isText: Bool = false) throws(HelmError) {
        do throws(HelmError) {
            try SettingParser.parse(text, into: &mapping, isText ? .text : .typed)
            try SettingParser.parse(text, into: &settings, isText ? .text : .typed)
        } catch {
            throw HelmError("failed parsing --set\(isText ? "-string" : "") data: \(error.message)")
        }
    }

    /// Sets one value to the content of a file, as `--set-file`.
    ///
    /// - Parameters:
    ///   - key: Where to, in the language of `--set`.
    ///   - content: The file's content; bytes that are not UTF-8 are replaced.
    /// - Throws: ``HelmError`` that begins with `failed parsing --set-file data`.
    public mutating func set(_ key: String, toFile content: [UInt8]) throws(HelmError) {
        do throws(HelmError) {
            let text = String(decoding: content, as: UTF8.self)
            try SettingParser.parse(key + "=file", into: &mapping, .constant(.string(text)))
        } catch {
            throw HelmError("failed parsing --set-file data: \(error.message)")
        }
    }

    /// Reads values: all documents of a file, merged.
    ///
    /// - Throws: ``HelmError`` when it is not YAML, or no mapping.
    static func read(_ bytes: [UInt8]) throws(HelmError) -> Mapping {
        let context = "cannot unmarshal yaml document"
        var result = Mapping()
        for document in documents(bytes) {
            let value = try Chart.yaml(document, context)
            if value.isNull { continue }
            guard case .mapping(let mapping) = value else {
                let kind =
                    value.array == nil
                    ? value.string == nil ? value.bool == nil ? "number" : "bool" : "string" : "array"
                throw HelmError(
                    "\(context): error unmarshaling JSON: while decoding JSON: "
                        + "json: cannot unmarshal \(kind) into Go value of type map[string]interface {}"
                )
            }
            result = ValuesMerge.overlaid(mapping, over: result)
        }
        return result
    }

    /// The documents of a text, by lines that begin with `---`.
    private static func documents(_ bytes: [UInt8]) -> [[UInt8]] {
        var documents: [[UInt8]] = [[]]
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            let isSeparator =
                line.starts(with: "---".utf8)
                && line.dropFirst(3).allSatisfy {
                    $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\r") || $0 == UInt8(ascii: "\t")
                }
            if isSeparator {
                documents.append([])
            } else {
                documents[documents.count - 1] += line
                documents[documents.count - 1].append(UInt8(ascii: "\n"))
            }
        }
        return documents
    }
}
