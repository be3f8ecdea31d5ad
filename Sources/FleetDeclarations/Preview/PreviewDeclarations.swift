import FleetGenerators
public import FleetModel
import FleetValue
import FleetYAML

/// Declarations with the places of all their fields, read as far as they can be.
///
/// Unlike ``DeclarationReader`` it goes on after an error, so that one run tells all that is wrong. Whoever takes
/// something away because it is not declared here looks at ``findings`` first.
public struct PreviewDeclarations: Sendable {
    /// Something declared, and where its document stands.
    public struct Located<Content: Sendable>: Sendable {
        /// What was declared.
        public var content: Content
        /// Where.
        public var place: DocumentPlace
    }

    /// What is done with documents of other kinds.
    public enum OtherKinds: Sendable {
        /// They are errors.
        case refused
        /// They are passed over, but for those of Argo CD's own kinds that are spelt wrong.
        case ignored
    }

    /// The ApplicationSets that can be decoded, each namespace and name once.
    public var applicationSets: [Located<ApplicationSet>] = []
    /// The Applications that can be decoded.
    public var applications: [Located<Application>] = []
    /// The clusters.
    public var clusters: [Cluster] = []
    /// The data of ConfigMaps, by their names.
    public var configMaps: [String: [String: String]] = [:]
    /// What is wrong, in the order of texts and documents; errors only.
    public var findings: [PreviewFinding] = []
    /// ApplicationSets with wrong fields, decoded without these, so that what else is wrong can be found; nothing else
    /// may be done with them.
    public var damagedSets: [Located<ApplicationSet>] = []

    private let otherKinds: OtherKinds
    private let isThorough: Bool
    private var names: [String: DocumentPlace] = [:]

    /// Reads texts.
    ///
    /// - Parameters:
    ///   - texts: In the order in which they count.
    ///   - otherKinds: What is done with documents of other kinds.
    ///   - isThorough: Whether the generators and templates of ApplicationSets are looked at too, so that all fields
    ///     that are wrong are found and not only the first.
    public init(_ texts: [DeclarationText], otherKinds: OtherKinds = .refused, isThorough: Bool = false) {
        self.otherKinds = otherKinds
        self.isThorough = isThorough
        for text in texts { read(text) }
        names = [:]
    }

    /// An ApplicationSet's namespace and name, by which it is told from all others: `argocd/web`, or `web`.
    public static func key(of set: ApplicationSet) -> String {
        set.namespace.isEmpty ? set.name : "\(set.namespace)/\(set.name)"
    }

    private mutating func read(_ text: DeclarationText) {
        do throws(YAMLError) {
            for document in try YAMLReader.documents(in: text.bytes, file: text.file) {
                add(document.value, text, document, at: ValuePath())
            }
        } catch {
            findings.append(PreviewFinding(.syntax(error)))
        }
    }

    private mutating func add(
        _ value: Value,
        _ text: DeclarationText,
        _ document: YAMLDocument,
        at path: ValuePath
    ) {
        let manifest = Manifest(value)
        if manifest.kind.hasSuffix("List"), let items = value["items"]?.array {
            for (index, item) in items.enumerated() {
                add(item, text, document, at: path.appending("items").appending(index))
            }
            return
        }
        let place = DocumentPlace(text, document, at: path)
        switch (manifest.groupVersionKind.group, manifest.kind) {
        case ("argoproj.io", ApplicationSet.kind):
            addSet(value, place)
        case ("argoproj.io", Application.kind):
            if let application = decoded(
                value,
                place,
                { value throws(ModelError) in
                    try Application(decoding: value)
                }
            ), isFirst("Application", application.namespace, application.name, place) {
                applications.append(Located(content: application, place: place))
            }
        case ("argoproj.io", AppProject.kind):
            _ = decoded(value, place) { value throws(ModelError) in try AppProject(decoding: value) }
        case ("fleet.internal", Cluster.kind):
            addCluster(value, place)
        case ("", "Secret") where manifest.labels[Cluster.secretTypeLabel] == "cluster":
            addCluster(value, place)
        case ("", ConfigMap.kind):
            guard otherKinds == .refused else { return addOptionalConfigMap(value) }
            if let map = decoded(value, place, { value throws(ModelError) in try ConfigMap(decoding: value) }),
                isFirst("ConfigMap", "", map.name, place)
            {
                configMaps[map.name] = map.data
            }
        default:
            refuse(manifest, place)
        }
    }

    /// Takes a ConfigMap that may be anybody's.
    private mutating func addOptionalConfigMap(_ value: Value) {
        guard let map = try? ConfigMap(decoding: value), configMaps[map.name] == nil else { return }
        configMaps[map.name] = map.data
    }

    private mutating func addCluster(_ value: Value, _ place: DocumentPlace) {
        if let cluster = decoded(value, place, { value throws(ModelError) in try Cluster(decoding: value) }),
            isFirst("Cluster", "", cluster.name, place)
        {
            clusters.append(cluster)
        }
    }

    private mutating func addSet(_ value: Value, _ place: DocumentPlace) {
        let isThorough = isThorough
        let reading = Self.reading(of: value) { value throws(ModelError) in
            let set = try ApplicationSet(decoding: value)
            if isThorough { try Self.checkFields(of: set) }
            return set
        }
        note(reading.errors, place)
        guard let set = reading.content else { return }
        guard isFirst("ApplicationSet", set.namespace, set.name, place) else { return }
        if reading.errors.isEmpty {
            applicationSets.append(Located(content: set, place: place))
        } else {
            damagedSets.append(Located(content: set, place: place))
        }
    }

    /// Looks at all generators and templates without generating anything that takes answers.
    private static func checkFields(of set: ApplicationSet) throws(ModelError) {
        struct Enough: Error {}
        do {
            try ApplicationSetGenerator(applicationSet: set).render(GeneratorInputs()) { _ in throw Enough() }
        } catch GeneratorError.field(_, let error) {
            throw error
        } catch {
            // What goes wrong with parameters is found with the real ones.
        }
    }

    // MARK: Decoding

    private mutating func decoded<Content>(
        _ value: Value,
        _ place: DocumentPlace,
        _ decode: (Value) throws(ModelError) -> Content
    ) -> Content? {
        let reading = Self.reading(of: value, decode)
        note(reading.errors, place)
        return reading.errors.isEmpty ? reading.content : nil
    }

    private mutating func note(_ errors: [ModelError], _ place: DocumentPlace) {
        findings += errors.map { place.finding(.error, at: $0.path, $0.message) }
    }

    /// How many wrong fields of one document are told.
    private static let maximumErrors = 50

    /// Decodes a document, and after an error once more without the field at fault, to find the next one.
    ///
    /// - Returns: The content, without the fields at fault, if there is any, and what is wrong.
    private static func reading<Content>(
        of document: Value,
        _ decode: (Value) throws(ModelError) -> Content
    ) -> (content: Content?, errors: [ModelError]) {
        var value = document
        var errors: [ModelError] = []
        while errors.count < maximumErrors {
            do throws(ModelError) {
                return (try decode(value), errors)
            } catch {
                // A field that is missing now, since it was taken out, is no news.
                guard !errors.contains(where: { $0.path.steps.starts(with: error.path.steps) }) else { break }
                errors.append(error)
                guard let reduced = value.removing(error.path.steps[...]) else { break }
                value = reduced
            }
        }
        return (nil, errors)
    }

    private mutating func isFirst(_ kind: String, _ namespace: String, _ name: String, _ place: DocumentPlace) -> Bool {
        let key = "\(kind) \(namespace)/\(name)"
        guard let first = names[key] else {
            names[key] = place
            return true
        }
        let earlier = "\(first.file):\(first.position().line)"
        findings.append(
            place.finding(
                .error,
                at: ValuePath(keys: "metadata", "name"),
                "\(kind) \"\(name)\" is declared already at \(earlier)"
            )
        )
        return false
    }

    private mutating func refuse(_ manifest: Manifest, _ place: DocumentPlace) {
        let isMisspelt = manifest.groupVersionKind.group == "argoproj.io" && manifest.kind.hasPrefix("App")
        guard otherKinds == .refused || isMisspelt else { return }
        let kind = manifest.kind.isEmpty ? "a document without kind" : "kind \(manifest.kind)"
        findings.append(
            place.finding(
                .error,
                at: ValuePath(),
                "\(kind) does not belong here; expected Application, ApplicationSet, AppProject, Cluster, ConfigMap or an "
                    + "Argo CD cluster Secret"
            )
        )
    }
}

extension Value {
    /// The tree without one field of a mapping; nil when there is no such field.
    fileprivate func removing(_ steps: ArraySlice<ValuePath.Step>) -> Value? {
        guard let step = steps.first else { return nil }
        let rest = steps.dropFirst()
        switch (step, self) {
        case (.key(let key), .mapping(var mapping)):
            guard let value = mapping[key] else { return nil }
            if rest.isEmpty {
                mapping.removeValue(forKey: key)
            } else {
                guard let reduced = value.removing(rest) else { return nil }
                mapping[key] = reduced
            }
            return .mapping(mapping)
        // An element is never taken out: all after it would stand elsewhere.
        case (.index(let index), .array(var values)):
            guard values.indices.contains(index), let reduced = values[index].removing(rest) else { return nil }
            values[index] = reduced
            return .array(values)
        default:
            return nil
        }
    }
}
