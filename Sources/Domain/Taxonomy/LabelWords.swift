internal import Glibc

/// Which labels have which words, and how much two names share: an inverted index over the labels of all occupations.
struct LabelWords: Sendable {
    /// How much of a title each occupation has: in its best label (the F1 of weighted words), and anywhere in its labels
    /// (the weighted share).
    struct Overlap {
        var best: [Float]
        var coverage: [Float]
    }

    private let numbers: [String: Int]
    private let weights: [Float]
    /// The labels that have a word, one after the other, and where those of each word begin.
    private let labels: [Int32]
    private let starts: [Int]
    private let owners: [Int32]
    /// The sum of the weights of each label's words.
    private let sums: [Float]
    private let ownerCount: Int

    /// - Parameter names: for each occupation its labels, each as words.
    init(_ names: [[[String]]]) {
        var numbers: [String: Int] = [:]
        var labelsOfWord: [[Int32]] = []
        var ownersOfWord: [Int] = []
        var lastOwner: [Int] = []
        var owners: [Int32] = []
        for (owner, ownNames) in names.enumerated() {
            for name in ownNames {
                for word in Set(name) {
                    let number = numbers[word] ?? numbers.count
                    if number == labelsOfWord.count {
                        numbers[word] = number
                        labelsOfWord.append([])
                        ownersOfWord.append(0)
                        lastOwner.append(-1)
                    }
                    labelsOfWord[number].append(Int32(owners.count))
                    if lastOwner[number] != owner {
                        lastOwner[number] = owner
                        ownersOfWord[number] += 1
                    }
                }
                owners.append(Int32(owner))
            }
        }
        let weights = ownersOfWord.map { Self.weight(owners: $0, of: names.count) }
        var sums = [Float](repeating: 0, count: owners.count)
        for (number, labels) in labelsOfWord.enumerated() {
            for label in labels { sums[Int(label)] += weights[number] }
        }
        var starts = [0]
        for labels in labelsOfWord { starts.append(starts[starts.count - 1] + labels.count) }
        self.numbers = numbers
        self.weights = weights
        self.owners = owners
        self.sums = sums
        self.starts = starts
        labels = labelsOfWord.flatMap { $0 }
        ownerCount = names.count
    }

    /// The rarer a word, the more it weighs.
    private static func weight(owners: Int, of count: Int) -> Float {
        (1 + Float(count) / (0.5 + Float(owners))).naturalLogarithm
    }

    /// How much of `title` each occupation has.
    func overlap(with title: [String]) -> Overlap {
        var overlap = Overlap(
            best: [Float](repeating: 0, count: ownerCount), coverage: [Float](repeating: 0, count: ownerCount))
        var shared = [Float](repeating: 0, count: owners.count)
        var touched: [Int] = []
        var all: Float = 0
        var seen: Set<String> = []
        for word in title where seen.insert(word).inserted {
            guard let number = numbers[word] else {
                all += Self.weight(owners: 0, of: ownerCount)
                continue
            }
            all += weights[number]
            var last: Int32 = -1
            for label in labels[starts[number]..<starts[number + 1]] {
                if shared[Int(label)] == 0 { touched.append(Int(label)) }
                shared[Int(label)] += weights[number]
                // Labels of one occupation are neighbours.
                if owners[Int(label)] != last {
                    last = owners[Int(label)]
                    overlap.coverage[Int(last)] += weights[number]
                }
            }
        }
        guard all > 0 else { return overlap }
        for index in overlap.coverage.indices { overlap.coverage[index] /= all }
        for label in touched {
            let owner = Int(owners[label])
            overlap.best[owner] = max(overlap.best[owner], 2 * shared[label] / (all + sums[label]))
        }
        return overlap
    }
}

extension Float {
    var naturalLogarithm: Float { logf(self) }
}

extension Double {
    var exponential: Double { exp(self) }
}
