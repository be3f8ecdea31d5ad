import FleetValue

/// Something listable in every format.
struct Listing {
    /// A column of the table.
    struct Column {
        /// Its heading, upper case.
        var title: String
        /// Whether it is shown with `-o wide` only.
        var isWide = false
    }

    /// One line.
    struct Row {
        /// A text for each column.
        var cells: [String]
        /// What `-o name` prints.
        var name: String
        /// What `-o json` and `-o yaml` print.
        var value: Value
    }

    /// The `kind` of the JSON document, such as `ClusterList`.
    var kind: String
    /// The columns of the table.
    var columns: [Column]
    /// The lines, in the order in which they are printed.
    var rows: [Row]

    /// Prints the listing to stdout.
    func print(as format: OutputFormat) {
        switch format {
        case .table: Output.write(table(isWide: false))
        case .wide: Output.write(table(isWide: true))
        case .name: Output.write(rows.map { $0.name + "\n" }.joined())
        case .json: Output.write(value, as: .json)
        case .yaml: Output.write(value, as: .yaml)
        }
    }

    private var value: Value {
        ["apiVersion": "fleet.internal/v1", "kind": .string(kind), "items": .array(rows.map(\.value))]
    }

    private func table(isWide: Bool) -> String {
        let shown = columns.indices.filter { isWide || !columns[$0].isWide }
        let lines = [shown.map { columns[$0].title }] + rows.map { row in shown.map { row.cells[$0] } }
        return Table.text(lines)
    }
}

/// Lines of cells, aligned in columns as kubectl does: three spaces between, the last column as long as it is.
enum Table {
    /// The text of the lines, each ending in a newline; a cell that is empty is shown as nothing.
    static func text(_ lines: [[String]]) -> String {
        let count = lines.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in
            lines.map { $0.indices.contains(column) ? $0[column].count : 0 }.max() ?? 0
        }
        var output = ""
        for line in lines {
            var text = ""
            for (column, cell) in line.enumerated() {
                text += cell
                if column + 1 < line.count {
                    text += String(repeating: " ", count: widths[column] - cell.count + 3)
                }
            }
            while text.hasSuffix(" ") { text.removeLast() }
            output += text + "\n"
        }
        return output
    }
}
