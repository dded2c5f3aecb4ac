internal import Base
public import Embedding
internal import Synchronization

/// Finds the occupations of ESCO that a title may mean.
///
/// Each occupation is scored by a weighted sum: how much of the title's words one of its labels shares (rare words count
/// more), how many of them any of its labels has, how near the title's meaning is to that of its labels and to that of its
/// description, whether it is the preferred label, how common the occupation is, and less for one with many or long labels, which share words by chance.
/// The weights were fitted to titles of adverts with known occupations.
public final class OccupationIndex: Sendable {
    /// The index of this installation, or nil where `make setup` has not brought its tables. It is built when it is first
    /// asked for, which takes a good tenth of a second, and holds about 10 MB.
    public static let shared: OccupationIndex? = try? OccupationIndex()

    private let occupations: [Occupation]
    /// The mean directions of each occupation's labels, and those of the descriptions.
    private let labels: CompactVectorBlock
    private let gists: CompactVectorBlock
    /// The occupations with a preferred label of these words.
    private let preferred: [[String]: [Int]]
    /// What holds for every title.
    private let biases: [Float]
    private let words: LabelWords
    private let reader: TitleReader
    private let embedder: TextEmbedder
    /// What titles mean that were asked for: boards repeat them, a posting's is asked for when it is read and when it is prepared for
    /// matching, and finding out costs more than all else of either.
    private let remembered = Mutex<[String: [Likely]]>([:])
    /// Titles that are remembered; then all are forgotten at once.
    private static let rememberedTitles = 20_000
    /// Occupations that are remembered of each.
    private static let rememberedEach = 12

    private struct Likely {
        let index: UInt16
        let score: Double
    }

    private enum Weight {
        static let labels: Float = 4.1
        static let gist: Float = 4.9
        static let bestLabel: Float = 2.1
        static let bestLabelOfPart: Float = 2.4
        static let coverage: Float = 1.1
        static let preferred: Float = 3
        static let labelCount: Float = -0.13
        static let labelLength: Float = -0.21
        static let commonness: Float = 1.3
    }

    /// Builds the index from the installed tables.
    public convenience init() throws(TaxonomyError) {
        let embedder: TextEmbedder
        do throws(EmbeddingError) { embedder = try TextEmbedder(path: TextEmbedder.installedPath) } catch {
            throw TaxonomyError(words: "\(error)")
        }
        try self.init(path: InstalledFile.path("occupations.tsv"), embedder: embedder)
    }

    /// Builds the index from the table at `path`.
    public init(path: String, embedder: TextEmbedder) throws(TaxonomyError) {
        var rows = try OccupationTable(path: path).rows
        let reader = TitleReader(lexicon: String(decoding: PackageResources.titles_txt, as: UTF8.self))
        var commonness = [Int](repeating: 0, count: rows.count)
        let byLabel = Dictionary(rows.indices.map { (rows[$0].labels[0].lowercased(), $0) }) { first, _ in first }
        for alias in reader.aliases {
            guard let row = byLabel[alias.label] else { continue }
            rows[row].labels += alias.names
            commonness[row] = alias.commonness
        }
        let read = rows.map { row in row.labels.map { reader.words($0[...]) } }
        occupations = rows.map { row in
            Occupation(
                uri: Occupation.prefix + row.identifier, label: row.labels[0],
                about: row.labels.joined(separator: ", ") + ". " + row.description)
        }
        preferred = Dictionary(grouping: read.indices) { read[$0][0] }
        biases = read.indices.map { index in
            Weight.labelCount * Float(read[index].count).naturalLogarithm
                + Weight.labelLength * Float(read[index][0].count) + Weight.commonness * Float(commonness[index])
        }
        var (labels, gists) = (CompactVectorBlock(), CompactVectorBlock())
        for (row, names) in zip(rows, read) {
            labels.append(Self.centre(of: names, embedder))
            gists.append(embedder.vector(of: row.gist).compact)
        }
        self.labels = labels
        self.gists = gists
        words = LabelWords(read)
        self.reader = reader
        self.embedder = embedder
    }

    /// Whether the table of this installation is there, by a look at its first lines: building the index takes its time.
    public static func checkTable(at path: String) throws(TaxonomyError) {
        _ = try OccupationTable(path: path, limit: 10)
    }

    private static func centre(of labels: [[String]], _ embedder: TextEmbedder) -> CompactVector {
        var sum = [Float](repeating: 0, count: TextVector.dimension)
        for label in labels {
            let vector = embedder.vector(of: label.joined(separator: " "))
            for index in sum.indices { sum[index] += vector.components[index] }
        }
        return TextVector(direction: sum).compact
    }

    /// The occupations that `title` may mean, best first; none for a title without words.
    public func occupations(for title: String, limit: Int = 50) -> [OccupationMatch] {
        likely(title, limit).map {
            OccupationMatch(occupation: occupations[Int($0.index)], score: $0.score)
        }
    }

    private func likely(_ title: String, _ limit: Int) -> some Sequence<Likely> {
        guard limit <= Self.rememberedEach else { return find(title, limit)[...] }
        let key = title.lowercased()
        if let known = remembered.withLock({ $0[key] }) { return known.prefix(limit) }
        let found = find(title, Self.rememberedEach)
        remembered.withLock { remembered in
            if remembered.count >= Self.rememberedTitles { remembered.removeAll(keepingCapacity: true) }
            remembered[key] = found
        }
        return found.prefix(limit)
    }

    private func find(_ title: String, _ limit: Int) -> [Likely] {
        let reading = reader.reading(of: title)
        guard !reading.whole.isEmpty else { return [] }
        let vector = embedder.vector(of: reading.whole.joined(separator: " ")).compact
        let near = (labels: labels.similarities(to: vector), gists: gists.similarities(to: vector))
        let whole = words.overlap(with: reading.whole)
        var best = whole.best
        for part in reading.parts where part != reading.whole {
            let overlap = words.overlap(with: part)
            for index in best.indices { best[index] = max(best[index], overlap.best[index]) }
        }
        var sums = biases.indices.map { index -> Float in
            let meaning = Weight.labels * near.labels[index] + Weight.gist * near.gists[index]
            let shared = Weight.bestLabel * whole.best[index] + Weight.bestLabelOfPart * best[index]
            return biases[index] + meaning + shared + Weight.coverage * whole.coverage[index]
        }
        for index in preferred[reading.whole] ?? [] { sums[index] += Weight.preferred }
        return Self.likeliest(sums, limit)
    }

    /// The largest sums with their shares of all (softmax), the largest first; the earlier first where two are equal.
    private static func likeliest(_ sums: [Float], _ limit: Int) -> [Likely] {
        var kept: [Int] = []
        for index in sums.indices {
            if kept.count == limit {
                guard let last = kept.last, sums[index] > sums[last] else { continue }
                kept.removeLast()
            }
            // Few are kept, and most of those that come fall out at the end: a place is found from there.
            var place = kept.count
            while place > 0, sums[kept[place - 1]] < sums[index] { place -= 1 }
            kept.insert(index, at: place)
        }
        guard let best = kept.first else { return [] }
        let all = sums.reduce(0) { $0 + Double($1 - sums[best]).exponential }
        return kept.map { Likely(index: UInt16($0), score: Double(sums[$0] - sums[best]).exponential / all) }
    }
}
