/// Invented postings and resumes, written for this product. A target of their own, because embedding files takes the compiler
/// longer than everything around them.
public enum SampleFiles {
    /// A hundred postings, one JSON object a line, as `hunter import postings` reads them.
    public static var postings: [UInt8] { PackageResources.postings_jsonl }

    /// Three people's resumes, each in another format: the name to show and the bytes.
    public static var resumes: [(name: String, bytes: [UInt8])] {
        [
            ("anna-lindqvist.pdf", PackageResources.resume_pdf),
            ("grace-okafor.docx", PackageResources.resume_docx),
            ("tomasz-wilk.txt", PackageResources.resume_txt),
        ]
    }
}
