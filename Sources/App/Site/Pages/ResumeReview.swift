internal import Templates

/// What was understood, section by section, to be corrected and accepted, beside the text it came from.
struct ResumeReview: TemplateData {
    /// Where the form goes; nil for a version that is only looked at.
    var saveAction: String?
    /// The version that the form corrects.
    var version: String
    var sections: [ReviewSection] = []
    var errors: [FieldProblem] = []
    /// What to know before reading on: "You accepted this", "A later reading waits".
    var notes: [ReviewNote] = []
    var textNote: String
    /// The document's text as it was read, with what the fields came from marked.
    var text: [SourcePiece] = []
    var versions: [VersionRow] = []
    var rereadAction: String?

    static var names: Names<ResumeReview> {
        [
            "saveAction": .optionalText(\.saveAction),
            "version": .text(\.version),
            "sections": .list(\.sections),
            "errors": .list(\.errors),
            "hasErrors": .flag { !$0.errors.isEmpty },
            "notes": .list(\.notes),
            "textNote": .text(\.textNote),
            "text": .list(\.text),
            "versions": .list(\.versions),
            "hasVersions": .flag { $0.versions.count > 1 },
            "rereadAction": .optionalText(\.rereadAction),
        ]
    }
}

/// One thing to know about a version, with what to do about it.
struct ReviewNote: TemplateData {
    /// `good`, `warn` or `bad`; nil for neither.
    var kind: String?
    var text: String
    /// Another version to look at.
    var href: String?
    var linkText: String?
    /// Lets the version below count.
    var useAction: String?
    var useVersion: String?

    static var names: Names<ReviewNote> {
        [
            "kind": .optionalText(\.kind),
            "text": .text(\.text),
            "href": .optionalText(\.href),
            "linkText": .optionalText(\.linkText),
            "useAction": .optionalText(\.useAction),
            "useVersion": .optionalText(\.useVersion),
        ]
    }
}

/// A section of a profile: contact, experience, ...
struct ReviewSection: TemplateData {
    var id: String
    var title: String
    var hint: String?
    var entries: [ReviewEntry] = []
    /// What a reading without any says.
    var empty: String?

    static var names: Names<ReviewSection> {
        [
            "id": .text(\.id),
            "title": .text(\.title),
            "hint": .optionalText(\.hint),
            "entries": .list(\.entries),
            "empty": .optionalText(\.empty),
        ]
    }
}

/// A position, a course of study, or the fields of a section that has one of each.
struct ReviewEntry: TemplateData {
    /// "Position 1"; nil where the section's title says it.
    var legend: String?
    var fields: [ReviewField] = []
    /// The box that takes the entry out.
    var removeName: String?
    var removeLabel: String?
    /// An empty one to fill in: closed until somebody opens it.
    var isNew = false

    static var names: Names<ReviewEntry> {
        [
            "legend": .optionalText(\.legend),
            "fields": .list(\.fields),
            "removeName": .optionalText(\.removeName),
            "removeLabel": .optionalText(\.removeLabel),
            "isNew": .flag(\.isNew),
        ]
    }
}

/// One field of the profile with its place in the text.
struct ReviewField: TemplateData {
    enum Kind: Sendable { case line, area, choice }

    /// The field's name and the id of its control.
    var id: String
    var label: String
    var value: String = ""
    var kind = Kind.line
    var rows = "3"
    var maxLength = "300"
    /// "email", "tel", "decimal", "url".
    var inputMode = "text"
    var options: [Option] = []
    var hint: String?
    var error: String?
    /// The id of the first mark in the text, and the number that field and marks share.
    var anchor: String?
    var number: String?
    /// "Name: show it in the text"
    var sourceLabel: String?

    static var names: Names<ReviewField> {
        [
            "id": .text(\.id),
            "label": .text(\.label),
            "value": .text(\.value),
            "isLine": .flag { $0.kind == .line },
            "isArea": .flag { $0.kind == .area },
            "isChoice": .flag { $0.kind == .choice },
            "rows": .text(\.rows),
            "maxLength": .text(\.maxLength),
            "inputMode": .text(\.inputMode),
            "options": .list(\.options),
            "hint": .optionalText(\.hint),
            "error": .optionalText(\.error),
            "describedBy": .flag { $0.hint != nil || $0.error != nil },
            "anchor": .optionalText(\.anchor),
            "number": .optionalText(\.number),
            "sourceLabel": .optionalText(\.sourceLabel),
        ]
    }
}

/// A piece of the document's text: plain, or what a field came from.
struct SourcePiece: TemplateData {
    var text: String
    var number: String?
    var tint: String = "0"
    /// The id of a field's first piece.
    var anchor: String?
    /// "Experience"
    var title: String = ""

    static var names: Names<SourcePiece> {
        [
            "text": .text(\.text),
            "number": .optionalText(\.number),
            "tint": .text(\.tint),
            "anchor": .optionalText(\.anchor),
            "title": .text(\.title),
        ]
    }
}

/// A version in the list of versions.
struct VersionRow: TemplateData {
    /// "Version 3"
    var name: String
    var href: String
    /// "Corrected by you"
    var origin: String
    /// "In use", "Shown"
    var state: String?
    var created: Moment

    static var names: Names<VersionRow> {
        [
            "name": .text(\.name),
            "href": .text(\.href),
            "origin": .text(\.origin),
            "state": .optionalText(\.state),
            "created": .object(\.created),
        ]
    }
}
