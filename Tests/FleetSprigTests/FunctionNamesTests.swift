import FleetSprig
import FleetTemplate
import Testing

@Suite struct FunctionNamesTests {
    /// The keys of Sprig 3.2.3's `TxtFuncMap`, printed by Go, and `sha512sum`, which 3.3.0 added; without what reads
    /// the machine.
    private static let names = """
        abbrev abbrevboth add add1 add1f addf adler32sum ago all any append atoi b32dec b32enc b64dec b64enc base
        bcrypt biggest buildCustomCert camelcase cat ceil chunk clean coalesce compact concat contains date dateInZone
        dateModify date_in_zone date_modify decryptAES deepCopy deepEqual default derivePassword dict dig dir div divf
        duration durationRound empty encryptAES ext fail first float64 floor fromJson genCA genCAWithKey genPrivateKey
        genSelfSignedCert genSelfSignedCertWithKey genSignedCert genSignedCertWithKey get has hasKey hasPrefix
        hasSuffix hello htmlDate htmlDateInZone htpasswd indent initial initials int int64 isAbs join kebabcase keys
        kindIs kindOf last list lower max maxf merge mergeOverwrite min minf mod mul mulf mustAppend mustChunk
        mustCompact mustDateModify mustDeepCopy mustFirst mustFromJson mustHas mustInitial mustLast mustMerge
        mustMergeOverwrite mustPrepend mustPush mustRegexFind mustRegexFindAll mustRegexMatch mustRegexReplaceAll
        mustRegexReplaceAllLiteral mustRegexSplit mustRest mustReverse mustSlice mustToDate mustToJson
        mustToPrettyJson mustToRawJson mustUniq mustWithout must_date_modify nindent nospace now omit osBase osClean
        osDir osExt osIsAbs pick pluck plural prepend push quote randAlpha randAlphaNum randAscii randBytes randInt
        randNumeric regexFind regexFindAll regexMatch regexQuoteMeta regexReplaceAll regexReplaceAllLiteral regexSplit
        repeat replace rest reverse round semver semverCompare seq set sha1sum sha256sum sha512sum shuffle slice
        snakecase sortAlpha split splitList splitn squote sub subf substr swapcase ternary title toDate toDecimal
        toJson toPrettyJson toRawJson toString toStrings trim trimAll trimPrefix trimSuffix trimall trunc tuple typeIs
        typeIsLike typeOf uniq unixEpoch unset until untilStep untitle upper urlJoin urlParse uuidv4 values without
        wrap wrapWith
        """

    @Test func sprigIsWholeButForWhatReadsTheMachine() {
        let expected = Self.names.split(whereSeparator: \.isWhitespace).map(String.init)
        #expect(FunctionTable.sprig.names == expected)
    }

    @Test func argoAddsItsOwn() {
        let added = Set(FunctionTable.argo.names).subtracting(FunctionTable.sprig.names)
        #expect(added == ["fromYaml", "fromYamlArray", "normalize", "slugify", "toYaml"])
        #expect(Set(FunctionTable.sprig.names).isSubset(of: FunctionTable.argo.names))
    }

    @Test func helmAddsItsOwn() {
        let added = Set(FunctionTable.helm.names).subtracting(FunctionTable.sprig.names)
        #expect(added.isSuperset(of: ["include", "tpl", "required", "lookup", "toYaml", "fromYaml"]))
        #expect(Set(FunctionTable.sprig.names).isSubset(of: FunctionTable.helm.names))
    }

    @Test func nothingReadsTheMachine() throws {
        for table in [FunctionTable.sprig, .argo, .helm] {
            #expect(table["env"] == nil)
            #expect(table["expandenv"] == nil)
        }
        #expect(FunctionTable.sprig["getHostByName"] == nil)
        #expect(FunctionTable.argo["getHostByName"] == nil)
        // Helm has it, and gives nothing unless a user asks for look-ups.
        let template = #"[{{getHostByName "localhost"}}]"#
        #expect(try SprigRendering.text(template, functions: .helm) == "[]")
    }
}
