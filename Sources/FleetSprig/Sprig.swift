public import FleetTemplate

extension FunctionTable {
    /// All functions of the Sprig library, version 3.3, but those that read the machine: `env`, `expandenv` and
    /// `getHostByName` are not there.
    ///
    /// Where Go has no order, as in the keys of a map, these go by ascending keys, so that what is rendered twice is the
    /// same twice.
    ///
    /// - SeeAlso: <https://masterminds.github.io/sprig/>
    public static let sprig = [
        sprigStrings, sprigLists, sprigDictionaries, sprigNumbers, sprigTypes, sprigFlow, sprigRegex, sprigDates,
        sprigVersions, sprigPaths, sprigEncoding, sprigCryptography, sprigRandom,
    ].reduce(FunctionTable()) { $0.merging($1) }

    /// The functions of ApplicationSet templates: Sprig's and Argo CD's own.
    public static let argo = sprig.merging(argoAdditions)

    /// The functions of chart templates: Sprig's and Helm's own.
    ///
    /// `include`, `tpl` and `lookup` need a template set behind the rendering.
    public static let helm = sprig.merging(helmAdditions)
}
