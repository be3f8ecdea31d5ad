import FleetModel
import FleetTemplate
import FleetValue

extension ApplicationSetGenerator {
    /// All that is wrong with an ApplicationSet, and what looks as if it was not meant so.
    ///
    /// Errors: what ``render(_:each:)`` throws, and the problems of Applications. Warnings: selectors that match nothing,
    /// generators that give nothing, placeholders that are left, fields that no Application has, patterns that can match
    /// nothing, and steps of a rolling sync that are wrong.
    ///
    /// - Parameter inputs: All that is known of the outside.
    /// - Returns: The findings, errors first, otherwise in the document's order.
    public func diagnostics(_ inputs: GeneratorInputs) -> [GeneratorDiagnostic] {
        var findings: [GeneratorDiagnostic] = []
        findings += fieldWarnings()
        findings += ruleFindings()
        do throws(GeneratorError) {
            let open = try openQueries(inputs)
            guard open.isEmpty else { throw .unanswered(applicationSet: applicationSet.name, open) }
            findings += emptyWarnings(inputs)
            findings += try applicationFindings(inputs)
        } catch {
            findings.append(GeneratorDiagnostic(.error, at: error.path, error.message))
        }
        let errors = findings.filter { $0.severity == .error }
        return errors + findings.filter { $0.severity == .warning }
    }

    // MARK: Fields

    private func fieldWarnings() -> [GeneratorDiagnostic] {
        var findings: [GeneratorDiagnostic] = []
        let base = ValuePath(keys: "spec", "template")
        for path in Application.unknownFields(in: applicationSet.template) {
            findings.append(Self.unknown(path, at: base))
        }
        for entry in applicationSet.generators {
            for body in entry.bodies {
                guard let override = body.value["template"], !override.isNull else { continue }
                let place = entry.path.appending(body.kind.rawValue).appending("template")
                for path in Application.unknownFields(in: override) { findings.append(Self.unknown(path, at: place)) }
            }
        }
        for entry in entries {
            for (generator, _) in entry.generators { findings += generator.warnings }
        }
        return findings
    }

    private static func unknown(_ path: ValuePath, at base: ValuePath) -> GeneratorDiagnostic {
        GeneratorDiagnostic(
            .warning,
            at: ValuePath(base.steps + path.steps),
            "is not a known field of an Application, and has no effect"
        )
    }

    /// What is wrong with policies and steps.
    private func ruleFindings() -> [GeneratorDiagnostic] {
        do throws(ModelError) {
            _ = try ApplicationSetPolicy(of: applicationSet)
            _ = try RollingSteps(of: applicationSet)
            return []
        } catch {
            return [GeneratorDiagnostic(.error, at: error.path, error.message)]
        }
    }

    // MARK: Nothing

    private func emptyWarnings(_ inputs: GeneratorInputs) -> [GeneratorDiagnostic] {
        var findings: [GeneratorDiagnostic] = []
        if entries.isEmpty {
            let path = ValuePath(keys: "spec", "generators")
            findings.append(GeneratorDiagnostic(.warning, at: path, "is empty: no Application is generated"))
        }
        for entry in entries {
            for (generator, _) in entry.generators {
                if let finding = generator.emptiness(in: GeneratorContext(inputs)) { findings.append(finding) }
            }
        }
        return findings
    }

    // MARK: Applications

    private func applicationFindings(_ inputs: GeneratorInputs) throws(GeneratorError) -> [GeneratorDiagnostic] {
        var findings: [GeneratorDiagnostic] = []
        var placeholders = PlaceholderLedger(isFlat: options.isFlat)
        var manifests: [Manifest] = []
        let base = ValuePath(keys: "spec", "template")
        do {
            try render(inputs) { generated in
                manifests.append(Self.labelled(generated.manifest))
                placeholders.note(generated)
                for problem in generated.problems {
                    findings.append(
                        GeneratorDiagnostic(.error, at: problem.kind.path(below: base), problem.text)
                    )
                }
                if generated.problems.isEmpty, let error = Self.decodingError(of: generated.manifest) {
                    let path = ValuePath(base.steps + error.path.steps)
                    let text = "\(generated.place): application \"\(generated.manifest.name)\": \(error.message)"
                    findings.append(GeneratorDiagnostic(.error, at: path, text))
                }
            }
        } catch let error as GeneratorError {
            throw error
        } catch {
            throw .generator(applicationSet: applicationSet.name, path: ValuePath(), message: "\(error)")
        }
        findings += placeholders.findings(below: base)
        if let steps = try? RollingSteps(of: applicationSet), steps.isActive,
            let message = steps.assign(manifests).issues.message
        {
            findings.append(
                GeneratorDiagnostic(.warning, at: ValuePath(keys: "spec", "strategy", "rollingSync"), message)
            )
        }
        return findings
    }

    /// What steps look at, so that not every whole document is kept.
    private static func labelled(_ manifest: Manifest) -> Manifest {
        var metadata: Mapping = ["name": .string(manifest.name)]
        metadata["labels"] = manifest.value["metadata"]?["labels"]
        return Manifest(["metadata": .mapping(metadata)])
    }

    private static func decodingError(of manifest: Manifest) -> ModelError? {
        do throws(ModelError) {
            _ = try Application(decoding: manifest.value)
            return nil
        } catch {
            return error
        }
    }
}

extension ApplicationProblem {
    /// Which parameter set and Application it is about, and what is wrong.
    fileprivate var text: String {
        "\(place): " + (application.isEmpty ? "" : "application \"\(application)\": ") + message
    }
}

extension ApplicationProblem.Kind {
    /// The field of the template that is probably at fault.
    fileprivate func path(below template: ValuePath) -> ValuePath {
        switch self {
        case .missingName, .duplicateName: template.appending("metadata").appending("name")
        case .invalidMetadata: template.appending("metadata")
        case .destination: template.appending("spec").appending("destination")
        case .invalidSpec: template.appending("spec")
        }
    }
}
