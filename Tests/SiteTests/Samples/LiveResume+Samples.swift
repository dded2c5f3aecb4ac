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
            saveAction: "/resumes/01929d0e-7a3b-7c11-8f8e-3f1d6a9b2c44/profile",
            name: "Marta Lindqvist-Öberg",
            headline: "Marketing Manager",
            email: "marta@example.com",
            phone: "+46 70 000 00 00",
            location: "Stockholm",
            years: "8",
            skills: "SEO, Google Analytics, SQL, Email marketing, HubSpot, Looker",
            textNote: "148 words, exactly as they were read from your file.",
            text: """
                MARTA LINDQVIST-ÖBERG
                Marketing Manager · Stockholm · marta@example.com · +46 70 000 00 00

                SUMMARY
                Marketing manager with eight years in retail and food. I plan campaigns, write most \
                of the copy myself and like numbers more than adjectives.

                EXPERIENCE
                Marketing Manager, Brödkompaniet AB                                  2021–today
                • Planned and ran campaigns across search, email and partners, from brief to weekly \
                report, on a budget of 4 MSEK a year.
                • Moved reporting from spreadsheets to Google Analytics and Looker; the Monday \
                meeting went from 60 minutes to 15.
                • SEO for 340 store pages: organic visits +71 % in 14 months.

                Marketing Specialist, Kaffe & Co                                     2018–2021
                • Newsletter for 12,000 readers; open rate from 19 % to 34 %. Email marketing in \
                HubSpot.
                • Wrote SQL against the till data to find which coupons paid for themselves.

                EDUCATION
                BSc Business Administration, Uppsala University, 2018

                LANGUAGES
                Swedish (native), English (fluent), German (basic)
                """))

    static let refused = LiveResume(
        id: "01929d10-11aa-7b22-9c33-d4e5f6a7b8c9",
        review: ResumeReview(
            saveAction: "/resumes/01929d0e-7a3b-7c11-8f8e-3f1d6a9b2c44/profile",
            name: "Marta Lindqvist-Öberg",
            headline: "Marketing Manager",
            email: "marta at example",
            phone: "+46 70 000 00 00",
            location: "Stockholm",
            years: "many",
            skills: "SEO, Google Analytics, SQL, Email marketing, HubSpot, Looker",
            emailError: "Enter an email address, such as name@example.com, or leave it empty.",
            yearsError: "Enter a number from 0 to 70, such as 4 or 4.5.",
            errors: [
                FieldProblem(
                    field: "email",
                    message: "Enter an email address, such as name@example.com, or leave it empty."),
                FieldProblem(field: "years", message: "Enter a number from 0 to 70, such as 4 or 4.5."),
            ],
            warning: """
                Part of this file is invisible to a reader, such as white or tiny text. It was left \
                out of the comparison.
                """,
            textNote: "148 words, exactly as they were read from your file.",
            text: """
                MARTA LINDQVIST-ÖBERG
                Marketing Manager · Stockholm · marta@example.com · +46 70 000 00 00

                SUMMARY
                Marketing manager with eight years in retail and food. I plan campaigns, write most \
                of the copy myself and like numbers more than adjectives.

                EXPERIENCE
                Marketing Manager, Brödkompaniet AB                                  2021–today
                • Planned and ran campaigns across search, email and partners, from brief to weekly \
                report, on a budget of 4 MSEK a year.
                • Moved reporting from spreadsheets to Google Analytics and Looker; the Monday \
                meeting went from 60 minutes to 15.
                • SEO for 340 store pages: organic visits +71 % in 14 months.

                Marketing Specialist, Kaffe & Co                                     2018–2021
                • Newsletter for 12,000 readers; open rate from 19 % to 34 %. Email marketing in \
                HubSpot.
                • Wrote SQL against the till data to find which coupons paid for themselves.

                EDUCATION
                BSc Business Administration, Uppsala University, 2018

                LANGUAGES
                Swedish (native), English (fluent), German (basic)
                """))

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
