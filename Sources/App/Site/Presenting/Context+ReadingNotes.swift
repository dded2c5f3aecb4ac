internal import Base
internal import Model

extension Context {
    /// What there is to say about the document of a resume; nil where there is nothing.
    func part(_ notes: ReadingNotes?) -> ReadingNotesPart? {
        guard let notes else { return nil }
        var part = ReadingNotesPart()
        for (key, pages) in [
            ("resume.notes.recognised", notes.recognisedPages), ("resume.notes.unread", notes.unreadPages),
        ] where !pages.isEmpty {
            let list = pages.map(String.init).joined(separator: ", ")
            part.remarks.append(.init(text: words.plural(key, pages.count, ["pages": list])))
        }
        if notes.recogniserFailed == true {
            part.remarks.append(.init(text: words.text("resume.notes.recogniserFailed")))
        }
        if notes.isTruncated { part.remarks.append(.init(text: words.text("resume.notes.truncated"))) }
        if let model = notes.model { part.remarks += remarks(model) }
        if !notes.hidden.isEmpty { part.hidden = self.part(notes.hidden) }
        return part.remarks.isEmpty && part.hidden == nil ? nil : part
    }

    private func remarks(_ model: ModelNote) -> [ReadingNotesPart.Remark] {
        guard model.outcome == .done else {
            let reason = words.text("resume.notes.model.reason." + model.outcome.rawValue)
            return [.init(text: words.text("resume.notes.model.failed", ["model": model.name, "reason": reason]))]
        }
        var remarks = [ReadingNotesPart.Remark(text: words.text("resume.notes.model.done", ["model": model.name]))]
        if model.dropped > 0 {
            remarks.append(.init(text: words.plural("resume.notes.model.dropped", model.dropped)))
        }
        return remarks
    }

    private func part(_ hidden: HiddenText) -> HiddenTextPart {
        HiddenTextPart(
            label: words.plural("resume.hidden.open", hidden.characterCount),
            passages: hidden.passages.map { passage in
                let reason = words.text("resume.hidden.reason." + passage.reason.rawValue)
                let place = passage.page.map {
                    words.text("resume.hidden.page", ["page": String($0), "reason": reason])
                }
                return .init(reason: place ?? reason, text: passage.text)
            })
    }
}
