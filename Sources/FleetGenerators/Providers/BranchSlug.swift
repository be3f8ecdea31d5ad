/// Branch names made fit for a part of a name: `Feature/New_Thing` becomes `feature-new-thing`.
///
/// Follows github.com/gosimple/slug as argo-cd `applicationset/generators/pull_request.go` sets it up: at most 50
/// characters, cut at a dash where there is one, and underscores as dashes. Letters of other scripts than Latin are left
/// out, where the library spells them in Latin ones.
enum BranchSlug {
    /// The greatest length of a result, in characters.
    static let maximumLength = 50

    /// Makes a slug of any text; it may be empty.
    static func of(_ text: String) -> String {
        var bytes: [UInt8] = []
        for scalar in text.unicodeScalars { append(scalar, to: &bytes) }
        while bytes.last == dash { bytes.removeLast() }
        guard bytes.count > maximumLength else { return String(decoding: bytes, as: UTF8.self) }
        let cut = bytes[...maximumLength].lastIndex(of: dash) ?? maximumLength
        return String(decoding: bytes[..<cut], as: UTF8.self)
    }

    private static let dash = UInt8(ascii: "-")

    private static func append(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) {
        switch scalar {
        case "a"..."z", "0"..."9": bytes.append(UInt8(truncatingIfNeeded: scalar.value))
        case "A"..."Z": bytes.append(UInt8(truncatingIfNeeded: scalar.value) | 0x20)
        case "&": bytes += "and".utf8
        case "@": bytes += "at".utf8
        case "\"", "'", "\u{2019}": break
        case "\u{2012}"..."\u{2015}", "\0"..."\u{7F}":
            // Never two in a row, and none at the beginning.
            if let last = bytes.last, last != dash { bytes.append(dash) }
        default: bytes += (latin[scalar] ?? "").utf8
        }
    }

    /// Latin letters with marks, by the plain ones.
    private static let latin: [Unicode.Scalar: String] = {
        let groups: [(String, String)] = [
            ("a", "ÀÁÂÃÄÅàáâãäåĀāĂăĄą"), ("ae", "Ææ"), ("c", "ÇçĆćĈĉĊċČč"), ("d", "ÐðĎďĐđ"),
            ("e", "ÈÉÊËèéêëĒēĔĕĖėĘęĚě"),
            ("g", "ĜĝĞğĠġĢģ"), ("h", "ĤĥĦħ"), ("i", "ÌÍÎÏìíîïĨĩĪīĬĭĮįİı"), ("ij", "Ĳĳ"), ("j", "Ĵĵ"), ("k", "Ķķĸ"),
            ("l", "ĹĺĻļĽľĿŀŁł"), ("n", "ÑñŃńŅņŇň"), ("o", "ÒÓÔÕÖØòóôõöøŌōŎŏŐő"), ("oe", "Œœ"), ("r", "ŔŕŖŗŘř"),
            ("s", "ŚśŜŝŞşŠšſ"),
            ("ss", "ß"), ("t", "ŢţŤťŦŧ"), ("th", "Þþ"), ("u", "ÙÚÛÜùúûüŨũŪūŬŭŮůŰűŲų"), ("w", "Ŵŵ"), ("y", "ÝýÿŶŷŸ"),
            ("z", "ŹźŻżŽž"),
        ]
        var letters: [Unicode.Scalar: String] = [:]
        for (plain, marked) in groups { for scalar in marked.unicodeScalars { letters[scalar] = plain } }
        return letters
    }()
}
