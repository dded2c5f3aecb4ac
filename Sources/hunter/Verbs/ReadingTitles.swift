import ArgumentParser
import Taxonomy

/// `hunter titles`: ESCO's occupations for titles as adverts and resumes write them.
struct ReadingTitles: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "titles", abstract: "Find ESCO's occupations for the titles of work.")

    @Flag(help: #"Read lines {"id","title"} and write {"id","occupations":[{"uri","label","score"}]}, best first."#)
    var jsonl = false

    @Option(help: "At most so many occupations a title.")
    var limit = 50

    func validate() throws {
        guard jsonl else { throw ValidationError("give --jsonl") }
        guard (1...1000).contains(limit) else { throw ValidationError("--limit is from 1 to 1000") }
    }

    func run() throws {
        let index: OccupationIndex
        do throws(TaxonomyError) { index = try OccupationIndex() } catch {
            StandardStreams.complain("\(error)")
            throw ExitCode.failure
        }
        try JSONLines.answer(Input.self) { input in
            let found = index.occupations(for: input.title, limit: limit)
            return Output(
                id: input.id,
                occupations: found.map { Row(uri: $0.occupation.uri, label: $0.occupation.label, score: $0.score) })
        }
    }

    private struct Input: Decodable {
        let id: String
        let title: String
    }

    private struct Output: Encodable {
        let id: String
        let occupations: [Row]
    }

    private struct Row: Encodable {
        let uri: String
        let label: String
        let score: Double
    }
}
