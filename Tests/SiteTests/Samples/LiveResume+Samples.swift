@testable import Site

extension LiveResume {
    static let beingRead = LiveResume(
        id: "01929d10-11aa-7b22-9c33-d4e5f6a7b8c9",
        poll: .soon,
        reading: ResumeReading(
            sentence: "Reading your resume",
            stages: [
                StageRow(name: "Reading the text", kind: "done", state: "done", took: "0.4 s"),
                StageRow(name: "Understanding the profile", kind: "busy", state: "now"),
                StageRow(name: "Saving", kind: "waiting", state: "waiting"),
            ]))

    static let forReview = LiveResume(
        id: "01929d10-11aa-7b22-9c33-d4e5f6a7b8c9",
        review: ResumeReview(
            saveAction: "/resumes/01929d0e-7a3b-7c11-8f8e-3f1d6a9b2c44/profile", version: "2",
            sections: .understood(email: "marta@example.com", years: "8"),
            notes: [
                ReviewNote(kind: "good", text: "You accepted this 3 hours ago."),
                ReviewNote(
                    kind: "warn", text: "The file was read again since. What you accepted still counts.",
                    href: "/resumes/01929d0e-7a3b-7c11-8f8e-3f1d6a9b2c44?version=3", linkText: "See the new reading"),
            ],
            textNote: "148 words, exactly as they were read from your file.", text: .marked,
            versions: [
                .sample("3", "Read from the file", nil), .sample("2", "Corrected by you", "in use, accepted"),
                .sample("1", "Read from the file", nil),
            ], rereadAction: "/resumes/01929d0e-7a3b-7c11-8f8e-3f1d6a9b2c44/read"))

    static let refused = LiveResume(
        id: "01929d10-11aa-7b22-9c33-d4e5f6a7b8c9",
        review: ResumeReview(
            saveAction: "/resumes/01929d0e-7a3b-7c11-8f8e-3f1d6a9b2c44/profile", version: "1",
            sections: .understood(
                email: "marta at example", years: "many",
                emailError: "Enter an email address, such as name@example.com, or leave it empty.",
                yearsError: "Enter a number from 0 to 70, such as 4 or 4.5."),
            errors: [
                FieldProblem(
                    field: "email",
                    message: "Enter an email address, such as name@example.com, or leave it empty."),
                FieldProblem(field: "years", message: "Enter a number from 0 to 70, such as 4 or 4.5."),
            ],
            notes: [ReviewNote(text: "Nobody has checked this yet. Look it over, correct it, and accept it.")],
            textNote: "148 words, exactly as they were read from your file.", text: .marked))

    /// An earlier version, only to be looked at.
    static let otherVersion = LiveResume(
        id: "01929d10-11aa-7b22-9c33-d4e5f6a7b8c9",
        review: ResumeReview(
            version: "1", sections: .understood(email: "marta@example.com", years: "8"),
            notes: [
                ReviewNote(
                    kind: "warn", text: "This is version 1. It does not count at present.",
                    href: "/resumes/01929d0e-7a3b-7c11-8f8e-3f1d6a9b2c44", linkText: "Back to the version in use",
                    useAction: "/resumes/01929d0e-7a3b-7c11-8f8e-3f1d6a9b2c44/version", useVersion: "1")
            ],
            textNote: "148 words, exactly as they were read from your file.", text: .marked,
            versions: [
                .sample("2", "Corrected by you", "in use, accepted"), .sample("1", "Read from the file", "shown above"),
            ]))

    static let failed = LiveResume(
        id: "01929d10-11aa-7b22-9c33-d4e5f6a7b8c9",
        stopped: Stopped(
            kind: "bad",
            heading: "This file could not be read",
            message: "The file is protected with a password. Save a copy without one and upload that.",
            advice: """
                Nothing was kept but the file itself. Upload another version, or delete this one \
                below.
                """))
}

extension VersionRow {
    fileprivate static func sample(_ number: String, _ origin: String, _ state: String?) -> VersionRow {
        VersionRow(
            name: "Version \(number)", href: "/resumes/01929d0e-7a3b-7c11-8f8e-3f1d6a9b2c44?version=\(number)",
            origin: origin, state: state, created: .threeHoursAgo)
    }
}

extension [ReviewSection] {
    fileprivate static func understood(
        email: String, years: String, emailError: String? = nil, yearsError: String? = nil
    ) -> [ReviewSection] {
        [
            ReviewSection(
                id: "contact", title: "Contact",
                entries: [
                    ReviewEntry(fields: [
                        ReviewField(
                            id: "name", label: "Name", value: "Marta Lindqvist-Öberg", anchor: "s1", number: "1",
                            sourceLabel: "Name: show it in the text"),
                        ReviewField(id: "headline", label: "Headline", value: "Marketing Manager"),
                        ReviewField(
                            id: "email", label: "Email", value: email, maxLength: "254", inputMode: "email",
                            error: emailError, anchor: "s2", number: "2", sourceLabel: "Email: show it in the text"),
                    ])
                ]),
            ReviewSection(
                id: "summary", title: "Summary",
                entries: [
                    ReviewEntry(fields: [
                        ReviewField(
                            id: "summary", label: "Summary", value: "Marketing manager with eight years.", kind: .area),
                        ReviewField(
                            id: "years", label: "Years of experience", value: years, maxLength: "5",
                            inputMode: "decimal", hint: "Counted from the dates of the positions below.",
                            error: yearsError),
                        ReviewField(
                            id: "level", label: "Level", kind: .choice,
                            options: [
                                Option(value: "", label: "Not stated", isSelected: true),
                                Option(value: "senior", label: "Senior"),
                            ]),
                    ])
                ]),
            ReviewSection(
                id: "experience", title: "Experience",
                entries: [
                    ReviewEntry(
                        legend: "Position 1",
                        fields: [
                            ReviewField(
                                id: "experience-0-title", label: "Title", value: "Marketing Manager", anchor: "s3",
                                number: "3", sourceLabel: "Title: show it in the text"),
                            ReviewField(
                                id: "experience-0-bullets", label: "What you did", value: "Planned campaigns.\nSEO.",
                                kind: .area),
                        ], removeName: "experience-0-remove", removeLabel: "Remove this one when I save"),
                    ReviewEntry(
                        legend: "Add a position",
                        fields: [ReviewField(id: "experience-1-title", label: "Title")], isNew: true),
                ]),
            ReviewSection(
                id: "education", title: "Education", empty: "No course of study was found in the text."),
            ReviewSection(
                id: "skills", title: "Skills",
                entries: [
                    ReviewEntry(fields: [
                        ReviewField(
                            id: "skills", label: "Skills", value: "SEO, Google Analytics, SQL", kind: .area,
                            hint: "Separate them with commas.")
                    ])
                ]),
        ]
    }
}

extension [SourcePiece] {
    fileprivate static let marked = [
        SourcePiece(text: "MARTA LINDQVIST-ÖBERG", number: "1", tint: "1", anchor: "s1", title: "Contact"),
        SourcePiece(text: "\nMarketing Manager · Stockholm · "),
        SourcePiece(text: "marta@example.com", number: "2", tint: "1", anchor: "s2", title: "Contact"),
        SourcePiece(text: "\n\nEXPERIENCE\n"),
        SourcePiece(text: "Marketing Manager", number: "3", tint: "3", anchor: "s3", title: "Experience"),
        SourcePiece(
            text: """
                , Brödkompaniet AB                                  2021–today
                • Planned and ran campaigns across search, email and partners, from brief to weekly \
                report, on a budget of 4 MSEK a year.
                • SEO for 340 store pages: organic visits +71 % in 14 months.

                EDUCATION
                BSc Business Administration, Uppsala University, 2018
                """),
    ]
}
