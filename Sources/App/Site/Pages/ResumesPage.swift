internal import Templates

/// My resumes, and adding one.
struct ResumesPage: Page {
    static let template = "pages/resumes"

    /// Latest first.
    var resumes: [ResumeRow] = []
    var nextHref: String?
    /// For whoever has none.
    var samples: SamplesOffer?
    /// "PDF, Word (.docx) or plain text, up to 10 MB."
    var uploadLimits: String
    /// Why the last upload was refused.
    var uploadError: String?

    static var names: Names<ResumesPage> {
        [
            "resumes": .list(\.resumes),
            "hasResumes": .flag { !$0.resumes.isEmpty },
            "nextHref": .optionalText(\.nextHref),
            "samples": .object(\.samples),
            "uploadLimits": .text(\.uploadLimits),
            "uploadError": .optionalText(\.uploadError),
        ]
    }
}
