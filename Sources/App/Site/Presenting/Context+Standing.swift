internal import Base
internal import FoundationEssentials
internal import Model
internal import Parsing
internal import Storage

extension Context {
    /// What the page of a posting says of it beside its text.
    func standing(of posting: Posting) throws -> PostingStanding {
        let merges = try services.database.withConnection { try $0.merges(into: posting.id) }
        let company = posting.draft.company
        return PostingStanding(
            facts: facts(of: posting.draft), liveness: words.text("posting.liveness." + posting.liveness.rawValue),
            checked: posting.check.map(checked), moment: posting.check.map { moment($0.at) },
            merges: merges.map(row),
            block: owner == nil
                ? nil : CompanyBlock(company: company, label: words.text("blocks.company", ["company": company])))
    }

    private func facts(of draft: PostingDraft) -> [PostingFact] {
        let details = draft.details
        func fact(_ name: String, _ values: [String]) -> PostingFact? {
            values.isEmpty ? nil : PostingFact(name: words.text(name), value: values.joined(separator: ", "))
        }
        return [
            fact("posting.workMode", details.workMode.map { [words.text("posting.workMode." + $0.rawValue)] } ?? []),
            fact("posting.remoteFrom", details.remoteCountries.map(Countries.name)),
            fact("posting.languages", details.languages.map(language)),
            fact("posting.visa", details.visa.map { [words.text("posting.visa." + $0.rawValue)] } ?? []),
            fact("posting.occupation", details.occupation.map { [$0.label] } ?? []),
            fact("posting.pay", details.isPayPredicted == true ? [words.text("posting.payPredicted")] : []),
        ].compactMap { $0 }
    }

    private func language(_ language: AskedLanguage) -> String {
        let name = SpokenLanguages.name(language.code)
        guard let level = language.level else { return name }
        let values = ["language": name, "level": words.text("posting.languageLevel.\(level)")]
        return words.text("posting.language", values)
    }

    private func checked(_ check: LivenessCheck) -> String {
        check.reason.map { words.text("posting.reason." + $0) }
            ?? words.text("posting.checked." + check.method.rawValue)
    }

    private func row(_ merge: PostingMerge) -> MergeRow {
        let likeness = merge.likeness
        func share(_ name: String, _ value: Double) -> String {
            words.text(name, ["share": phrases.count(Int((value * 100).rounded()))])
        }
        let reason = [
            words.text("merge.company." + likeness.company.rawValue),
            words.text("merge.place." + likeness.place.rawValue),
            share("merge.title", likeness.title), share("merge.text", likeness.text),
        ]
        return MergeRow(
            title: merge.title, href: WebAddress.safe(merge.url), kind: words.text("merge.kind." + merge.kind.rawValue),
            source: merge.sourceName, company: merge.company, place: merge.location,
            posted: merge.postedAt.map { moment($0) }, reason: reason.joined(separator: ", "),
            undoAction: owner?.user.role == .admin ? "/merges/\(merge.id.text)/undo" : nil,
            undoLabel: words.text("merge.undoOf", ["title": merge.title]))
    }
}
