@testable import Site

extension ResumeRow {
    static let ready = ResumeRow(
        href: "/resumes/01929d0e-7a3b-7c11-8f8e-3f1d6a9b2c44",
        title: "Marta Lindqvist-Öberg",
        fileName: "cv_lindqvist_2026_final_v3.pdf",
        years: "8 years of experience",
        skills: "SEO, Google Analytics, SQL, Email marketing, HubSpot, Looker",
        state: "Ready",
        stateKind: "good",
        added: .threeHoursAgo)

    static let reading = ResumeRow(
        href: "/resumes/01929d0e-7a3b-7c11-8f8e-3f1d6a9b2c45",
        title: "Екатерина_Резюме.docx",
        fileName: "Екатерина_Резюме.docx",
        state: "Being read",
        stateKind: "busy",
        added: .justNow)

    static let failed = ResumeRow(
        href: "/resumes/01929d0e-7a3b-7c11-8f8e-3f1d6a9b2c46",
        title: "scan0001.pdf",
        fileName: "scan0001.pdf",
        problem: """
            There is no text in this file; it may be a scan or a picture. Upload a version made \
            with a word processor.
            """,
        state: "Could not be read",
        stateKind: "bad",
        added: .yesterday)

    static let japanese = ResumeRow(
        href: "/resumes/01929d0e-7a3b-7c11-8f8e-3f1d6a9b2c47",
        title: "山田 花子",
        fileName: "職務経歴書_Donaudampfschifffahrtsgesellschaftskapitänspatentverlängerung.txt",
        years: "1 year of experience",
        state: "Ready",
        stateKind: "good",
        added: .twoWeeksAgo)
}
