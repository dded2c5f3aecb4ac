@testable import Site

extension ResumesPage {
    static let sample = ResumesPage(
        resumes: [
            .reading,
            .ready,
            .failed,
            .japanese,
        ],
        nextHref: "/resumes?after=1795000000000000.0190f5c0",
        uploadLimits: "PDF, Word (.docx), OpenDocument (.odt), RTF, HTML or plain text, up to 10 MB.")

    static let empty = ResumesPage(
        samples: .resumes,
        uploadLimits: "PDF, Word (.docx) or plain text, up to 10 MB.",
        uploadError: """
            This is not a PDF, Word (.docx) or plain text file. Save your resume as one of these\
             and upload that.
            """)
}
