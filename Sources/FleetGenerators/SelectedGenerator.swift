import FleetModel
import FleetValue

/// A generator and the selector that its parameter sets must meet.
///
/// Errors of the generator leave it as ``GeneratorFault``, with the place where it stands.
struct SelectedGenerator: Sendable {
    /// Where the generator's body stands: `spec.generators[0].git`.
    let path: ValuePath
    /// Which generator it is.
    let kind: GeneratorKind
    /// The generator.
    let generator: any Generator
    /// The selector; nil for none.
    let selector: LabelSelector?

    /// Decodes one body of an entry.
    ///
    /// - Throws: ``ModelError`` for fields that are wrong.
    init(_ body: GeneratorEntry.Body, of entry: GeneratorEntry, options: GeneratorOptions) throws(ModelError) {
        path = entry.path.appending(body.kind.rawValue)
        kind = body.kind
        generator = try body.generator(at: path, options: options)
        selector = entry.selector
    }

    /// Gives each parameter set that meets the selector, in the generator's order.
    ///
    /// - Throws: ``GeneratorFault`` for what is wrong with the generator, and what `each` throws as it is.
    func parameters(in context: GeneratorContext, each: (ParameterSet) throws -> Void) throws {
        do {
            try generator.parameters(in: context) { set in
                if let selector, !selector.matches(set) { return }
                do {
                    try each(set)
                } catch {
                    throw Passing(error: error)
                }
            }
        } catch let passing as Passing {
            throw passing.error
        } catch let fault as GeneratorFault {
            throw fault
        } catch let error as ModelError {
            throw GeneratorFault(path: error.path, message: error.message)
        } catch {
            throw GeneratorFault(path: path, message: String(describing: error))
        }
    }

    /// All parameter sets that meet the selector, in order.
    func parameters(in context: GeneratorContext) throws -> [ParameterSet] {
        var sets: [ParameterSet] = []
        try parameters(in: context) { sets.append($0) }
        return sets
    }

    /// An error of the receiver of parameter sets on its way through a generator.
    private struct Passing: Error {
        var error: any Error
    }
}

/// What is wrong with a generator, and where it stands.
struct GeneratorFault: Error {
    /// The field at fault, or the generator's body.
    var path: ValuePath
    /// What is wrong.
    var message: String
}

extension LabelSelector {
    /// Whether a parameter set meets a selector beside its generator, which looks at the flattened parameters.
    func matches(_ set: ParameterSet) -> Bool {
        requirements.allSatisfy { requirement in
            let text = set.text(flattened: requirement.key)
            return requirement.matches(text.map { [requirement.key: $0] } ?? [:])
        }
    }
}
