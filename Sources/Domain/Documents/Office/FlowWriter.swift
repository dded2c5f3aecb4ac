import Model

/// The text of an office document, written down while its reader walks through it.
///
/// Text goes into the innermost open cell or box. A box's text comes after the paragraph it hangs on, notes at the end; the
/// cells of a row share a line where they are short, and follow one another where they are not.
struct FlowWriter {
    private enum Level { case body, cell, box, note, aside }

    private var levels: [(kind: Level, text: [Unicode.Scalar])] = [(.body, [])]
    private var rows: [[[Unicode.Scalar]]] = []
    private var boxes: [[Unicode.Scalar]] = []
    private var notes: [[Unicode.Scalar]] = []
    private var headers: [[Unicode.Scalar]] = []
    private var footers: [[Unicode.Scalar]] = []
    private(set) var hidden: HiddenCollector
    private var hiddenGoesOn = false
    /// Characters written so far, wherever they went.
    private(set) var count = 0

    init(limits: DocumentLimits) {
        hidden = HiddenCollector(limit: limits.hiddenBytes)
    }

    private var top: Int { levels.count - 1 }
    private var endsLine: Bool { levels[top].text.last.map { $0 == "\n" } ?? true }

    // MARK: Text

    mutating func write(_ scalars: some Collection<Unicode.Scalar>) {
        levels[top].text.append(contentsOf: scalars)
        count += scalars.count
        hiddenGoesOn = false
    }

    mutating func write(_ text: StaticString) { write(text.description.unicodeScalars) }

    /// Text that people may or may not see.
    mutating func write(_ scalars: some Collection<Unicode.Scalar>, hiding: HiddenText.Reason?) {
        guard let hiding else { return write(scalars) }
        hidden.take(scalars, hiding, continues: hiddenGoesOn)
        count += scalars.count
        hiddenGoesOn = true
    }

    mutating func endLine() {
        if !endsLine { write("\n") }
    }

    mutating func endParagraph() {
        let goesOn = hiddenGoesOn
        if goesOn { hidden.endLine() }
        write("\n")
        // Hidden paragraphs in a row are one passage.
        hiddenGoesOn = goesOn
    }

    /// Begins an item of a list where a line begins.
    mutating func beginItem() {
        if endsLine { write("• ") }
    }

    // MARK: Tables

    mutating func beginTable() { endLine() }
    mutating func endTable() { write("\n") }
    mutating func beginRow() { rows.append([]) }
    mutating func beginCell() { levels.append((.cell, [])) }

    mutating func endCell() {
        let cell = pop(.cell)
        guard rows.isEmpty else { return rows[rows.count - 1].append(cell) }
        // A cell of no row.
        write(cell)
        endLine()
    }

    /// Ends a row; `isShown` is false for one that was deleted.
    mutating func endRow(isShown: Bool = true) {
        guard let cells = rows.popLast(), isShown else { return }
        writeRow(cells)
    }

    private mutating func writeRow(_ cells: [[Unicode.Scalar]]) {
        let cells = cells.map(Self.trimmed).filter { !$0.isEmpty }
        let isOneLine = cells.allSatisfy { !$0.contains("\n") } && cells.reduce(0) { $0 + $1.count } <= 200
        for (index, cell) in cells.enumerated() {
            if index > 0 { write(isOneLine ? "\t" : "\n\n") }
            write(cell)
        }
        endLine()
    }

    // MARK: Boxes and notes

    mutating func beginBox() { levels.append((.box, [])) }
    mutating func endBox() { boxes.append(pop(.box)) }

    /// Writes the boxes that hang on what was written since.
    mutating func writeBoxes() {
        let pending = boxes
        boxes = []
        for box in pending {
            write(box)
            endLine()
        }
    }

    mutating func beginNote() { levels.append((.note, [])) }
    mutating func endNote() { notes.append(Self.trimmed(pop(.note))) }

    /// A page's header or footer: written before or after everything else, equal ones once.
    mutating func beginAside() { levels.append((.aside, [])) }

    mutating func endAside(isFooter: Bool) {
        let text = Self.trimmed(pop(.aside))
        guard !text.isEmpty else { return }
        if isFooter {
            if !footers.contains(text) { footers.append(text) }
        } else if !headers.contains(text) {
            headers.append(text)
        }
    }

    /// Closes what is still open above the innermost level of `kind`, and that level.
    private mutating func pop(_ kind: Level) -> [Unicode.Scalar] {
        guard let place = levels.lastIndex(where: { $0.kind == kind }), place > 0 else { return [] }
        while levels.count > place + 1 {
            let inner = levels.removeLast().text
            levels[top].text += inner
        }
        return levels.removeLast().text
    }

    // MARK: The end

    /// Closes what is open and answers the whole: headers, the body, notes, footers.
    mutating func finish() -> [Unicode.Scalar] {
        while !rows.isEmpty { endRow() }
        while levels.count > 1 {
            let inner = levels.removeLast().text
            endLine()
            write(inner)
        }
        writeBoxes()
        endLine()
        var whole: [Unicode.Scalar] = []
        for header in headers { whole += header + ["\n", "\n"] }
        whole += levels[0].text
        for part in notes + footers where !part.isEmpty { whole += ["\n"] + part + ["\n"] }
        levels = [(.body, [])]
        (headers, notes, footers) = ([], [], [])
        return whole
    }

    static func trimmed(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return [] }
        return Array(scalars[first...last])
    }
}
