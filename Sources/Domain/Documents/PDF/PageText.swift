/// The lines of a page in reading order.
struct PageText {
    var blocks: [[Line]]

    init(_ blocks: [[Line]] = []) { self.blocks = blocks }

    var letterCount: Int { blocks.joined().reduce(0) { $0 + $1.scalars.count } }

    /// Appends the text: a line end after each line, an empty line after each block.
    func write(to out: inout [Unicode.Scalar], _ hyphens: Hyphens) {
        for block in blocks where !block.isEmpty {
            var lines = block.map(\.scalars)
            hyphens.join(&lines)
            for (line, scalars) in zip(block, lines) {
                if line.isApart { out.append("\n") }
                guard !scalars.isEmpty else { continue }
                out.append(contentsOf: scalars)
                out.append("\n")
            }
            out.append("\n")
        }
    }
}

/// Finds what is printed at the edge of every page: headers, footers, numbers of pages.
enum RunningLines {
    /// Part of a page's lines that counts as its edge, at either end.
    private static let edge = 3

    private struct Key: Hashable {
        let scalars: [Unicode.Scalar]
        /// Where it stands, in steps of a few points.
        let place: Int
    }

    /// Of lines that stand in the same place of most pages and say the same but for the page's number, the first stays;
    /// numbers of pages alone go altogether.
    static func remove(from pages: inout [PageText]) {
        guard pages.count > 1 else { return }
        var counts: [Key: Int] = [:]
        for page in pages {
            for key in Set(edges(page).map { key($0.line) }) { counts[key, default: 0] += 1 }
        }
        let least = max(2, (pages.count + 1) / 2)
        let running = Set(counts.filter { $0.value >= least }.keys)
        guard !running.isEmpty else { return }
        var seen: Set<[Unicode.Scalar]> = []
        for index in pages.indices {
            // From the last to the first, so that places stay what they are.
            var doomed: [(block: Int, line: Int)] = []
            for (block, line, found) in edges(pages[index]) where isRunning(found, running) {
                let words = normalised(found)
                if isNumber(words) || seen.contains(words) { doomed.append((block, line)) } else { seen.insert(words) }
            }
            for (block, line) in doomed.sorted(by: { ($0.block, $0.line) > ($1.block, $1.line) }) {
                pages[index].blocks[block].remove(at: line)
            }
        }
    }

    /// The lines nearest to the top and to the bottom.
    private static func edges(_ page: PageText) -> [(block: Int, index: Int, line: Line)] {
        let lines = page.blocks.enumerated().flatMap { block, lines in
            lines.enumerated().map { (block: block, index: $0, line: $1) }
        }.sorted { $0.line.y < $1.line.y }
        // Of a page that says next to nothing, every line counts.
        guard lines.count > edge else { return [] }
        guard lines.count > 2 * edge else { return lines }
        return Array(lines.prefix(edge) + lines.suffix(edge))
    }

    private static func isRunning(_ line: Line, _ running: Set<Key>) -> Bool {
        running.contains(key(line))
    }

    private static func key(_ line: Line) -> Key {
        let place = line.y / 4
        return Key(scalars: normalised(line), place: place.isFinite ? Int(place.rounded()) : 0)
    }

    /// Small letters; where the line tells the page's number, a nought for each number.
    private static func normalised(_ line: Line) -> [Unicode.Scalar] {
        var plain: [Unicode.Scalar] = []
        var numbered: [Unicode.Scalar] = []
        var (digits, longest) = (0, 0)
        for scalar in line.scalars where !scalar.properties.isWhitespace {
            let isDigit = scalar.properties.numericType == .decimal
            digits = isDigit ? digits + 1 : 0
            longest = max(longest, digits)
            let letter = scalar.properties.lowercaseMapping.unicodeScalars.first ?? scalar
            plain.append(letter)
            if !isDigit { numbered.append(letter) } else if digits == 1 { numbered.append("0") }
        }
        // Years and telephone numbers are no numbers of pages.
        return longest > 0 && longest < 4 && tellsPage(numbered) ? numbered : plain
    }

    /// "page 0" somewhere, or nothing but a number: "0", "- 0 -", "0/0".
    private static func tellsPage(_ words: [Unicode.Scalar]) -> Bool {
        let text = String(String.UnicodeScalarView(words))
        return isNumber(words)
            || ["page0", "p.0", "seite0", "страница0", "стр.0", "стр0"].contains { text.contains($0) }
    }

    /// "3", "Page 3 of 5", "3/5", "- 3 -", with a nought for each number.
    private static func isNumber(_ words: [Unicode.Scalar]) -> Bool {
        let letters = String(String.UnicodeScalarView(words.filter { $0.properties.isAlphabetic }))
        let isShortened = words.allSatisfy { $0 == "0" || $0.properties.numericType == nil }
        return isShortened && words.contains("0") && words.count < letters.unicodeScalars.count + 7
            && numberWords.contains(letters)
    }

    private static let numberWords: Set<String> = [
        "", "page", "pageof", "of", "p", "pg", "seite", "seitevon", "von", "стр", "страница", "стриз", "страницаиз",
        "из",
    ]
}

/// Joins words that were broken at the end of a line.
///
/// A hyphen there either breaks a word or belongs to it ("cloud-native"). What the rest of the document writes decides; then
/// what usually is the first part of a compound; else the word was broken.
struct Hyphens {
    private var words: Set<[Unicode.Scalar]> = []

    /// Learns the words that `pages` write.
    init(_ pages: [PageText]) {
        guard pages.contains(where: { $0.blocks.joined().contains { Self.isBroken($0.scalars) } }) else { return }
        for page in pages {
            for line in page.blocks.joined() {
                for word in line.scalars.split(whereSeparator: { !Self.isWord($0) }) {
                    words.insert(Self.lowered(word.drop { $0 == "-" }))
                }
            }
        }
    }

    /// Moves the rest of each broken word up to its beginning.
    func join(_ lines: inout [[Unicode.Scalar]]) {
        guard !words.isEmpty else { return }
        for index in lines.indices.dropLast() where Self.isBroken(lines[index]) {
            let next = lines[index + 1]
            guard let first = next.first, first.properties.isLowercase else { continue }
            let tail = next.prefix { $0.properties.isAlphabetic }
            let head = lines[index].dropLast().reversed().prefix { Self.isWord($0) }.reversed()
            guard tail.count >= 2, isBroken(Array(head), Array(tail)) else { continue }
            // What stands against the word goes with it: a full stop, a bracket.
            let rest = next.prefix { !$0.properties.isWhitespace }
            lines[index].removeLast()
            lines[index] += rest
            lines[index + 1] = Array(next.dropFirst(rest.count).drop { $0.properties.isWhitespace })
        }
    }

    private func isBroken(_ head: [Unicode.Scalar], _ tail: [Unicode.Scalar]) -> Bool {
        let (head, tail) = (Self.lowered(head[...]), Self.lowered(tail[...]))
        if words.contains(head + tail) { return true }
        if words.contains(head + ["-"] + tail) || head.contains("-") { return false }
        if Self.compounds.contains(String(String.UnicodeScalarView(head))) { return false }
        return !(words.contains(head) && words.contains(tail))
    }

    private static func isBroken(_ line: [Unicode.Scalar]) -> Bool {
        guard line.count > 3, line[line.count - 1] == "-" || line[line.count - 1] == "\u{2010}" else { return false }
        return line[line.count - 2].properties.isLowercase && line[line.count - 3].properties.isAlphabetic
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || scalar == "-"
    }

    private static func lowered(_ scalars: ArraySlice<Unicode.Scalar>) -> [Unicode.Scalar] {
        scalars.map { $0.properties.lowercaseMapping.unicodeScalars.first ?? $0 }
    }

    /// First parts of compounds that keep their hyphen.
    private static let compounds: Set<String> = Set(
        """
        account agent ai all anti api app award back best bi big block browser bug business by client closed cloud co code \
        command community computer container context contract cost counter cross customer data day de decision deep detail \
        domain double due e early edge eight employee end enterprise event ever evidence ex eye face fast fault feature field \
        file finance first five flow follow four forward front full fully future game general global goal go google government \
        great growth half hand hands hard head health heavy high highly hour house human ice in industry inter kick know large \
        laser last lead life light line live load long low machine management market mass matrix medium message metric micro \
        mid mini mission model module month multi nation near net network new next nine no non object off on one open order \
        out outcome over own page part patient pay peer performance phone pixel plan point policy post pre privacy pro problem \
        process product production profit project proof quality quick re read real record remote research resource response \
        result right risk role rule run safety sales scale school search second security self semi server service seven shell \
        short side single site six skill small smart so software solution speed stake stand start state step stock strong sub \
        system task team tech technology ten test text third thought three time top tracking trade trouble two type ultra un \
        under up user value vendor version very video voice vote wave web well wide win word work world year yes zero \
        бизнес веб интернет онлайн офлайн топ кросс мини медиа пресс промо экс вице арт шоу дата \
        online offline software daten web it team projekt kunden
        """.split(separator: " ").map(String.init))
}
