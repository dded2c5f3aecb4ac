internal import Templates

/// My resumes beside each other, for the postings of a search.
struct ComparisonPage: Page {
    static let template = "pages/comparison"

    /// What is looked for in the postings.
    var query = ""
    /// The search's other filters, sent along.
    var kept: [HiddenField] = []
    /// "120 postings, the best first"
    var summary = ""
    /// Why not all are shown.
    var notes: [ComparisonNote] = []
    var resumes: [ComparedResume] = []
    var rows: [ComparisonRow] = []
    var nextHref: String?
    /// Nothing to compare: no resume, or no posting.
    var empty: EmptyState?

    static var names: Names<ComparisonPage> {
        [
            "query": .text(\.query),
            "kept": .list(\.kept),
            "summary": .text(\.summary),
            "notes": .list(\.notes),
            "resumes": .list(\.resumes),
            "rows": .list(\.rows),
            "hasRows": .flag { !$0.rows.isEmpty },
            "nextHref": .optionalText(\.nextHref),
            "empty": .object(\.empty),
        ]
    }
}

/// A sentence above the table.
struct ComparisonNote: TemplateData {
    var text: String

    static var names: Names<ComparisonNote> { ["text": .text(\.text)] }
}

/// A resume at the head of its column.
struct ComparedResume: TemplateData {
    var href: String
    var name: String
    /// "best for 12"
    var wins: String

    static var names: Names<ComparedResume> {
        [
            "href": .text(\.href),
            "name": .text(\.name),
            "wins": .text(\.wins),
        ]
    }
}

/// A posting with a score for each resume.
struct ComparisonRow: TemplateData {
    var href: String
    var title: String
    var company: String
    /// What rules the best resume out.
    var ruledOut: String?
    var cells: [ComparisonCell]

    static var names: Names<ComparisonRow> {
        [
            "href": .text(\.href),
            "title": .text(\.title),
            "company": .text(\.company),
            "ruledOut": .optionalText(\.ruledOut),
            "cells": .list(\.cells),
        ]
    }
}

/// The score of a pair: a link where it is stored with its reasons, else a button that stores it.
struct ComparisonCell: TemplateData {
    var score: String
    /// Whose it is, for those who hear the table.
    var resume: String
    /// Of the resumes the best.
    var isBest = false
    var href: String?
    /// The ids of resume and posting.
    var pair: String

    static var names: Names<ComparisonCell> {
        [
            "score": .text(\.score),
            "resume": .text(\.resume),
            "isBest": .flag(\.isBest),
            "href": .optionalText(\.href),
            "pair": .text(\.pair),
        ]
    }
}
