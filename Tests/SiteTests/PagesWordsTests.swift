import Foundation
import Model
import Retrieval
import Storage
import Templates
import Testing
import Work

@testable import Site

/// A page never shows a key in place of words, nor carries words that nobody asks for.
@Suite struct PagesWordsTests {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    private let keys: Set<String>

    init() throws {
        keys = try Words(directory: Self.root.path + "/templates/words").language("en").keys
    }

    /// The keys that the program completes with a value of one of its enumerations, or of a list it has.
    private static let families: [String: [String]] = [
        "account.kind.": ["browser", "api"],
        "blocks.bad.": ["limit", "value"],
        "blocks.kind.": ["agency", "company", "word"],
        "merge.company.": ["different", "hidden", "related", "same"],
        "merge.kind.": ["agency_copy", "repost", "same"],
        "merge.place.": ["different", "same", "unknown"],
        "posting.checked.": ["listing", "page"],
        "posting.languageLevel.": ["1", "2", "3", "4", "5", "6"],
        "posting.liveness.": Liveness.allCases.map(\.rawValue),
        "posting.reason.": [
            "expired", "gone", "not_listed", "refused", "says_closed", "unclear", "unreachable",
        ],
        "posting.visa.": ["offered", "refused"],
        "posting.workMode.": ["hybrid", "on_site", "remote"],
        "candidacy.status.": CandidacyStatus.allCases.map(\.rawValue),
        "candidates.match.": ["any", "all"],
        "collections.bad.": ["count", "per_page", "batch_size"],
        "contribution.": ["field", "skills", "terms", "title", "experience", "simulated", "model", "rank"],
        "engine.": ["embedded", "simulated", "embeddedHint", "simulatedHint", "openai", "gemini", "cts", "ctsHint"],
        "log.action.": OperatorAction.Kind.allCases.map(\.rawValue),
        "match.band.": Score.Band.allCases.map(\.rawValue),
        "match.model.reason.": ModelNote.Outcome.allCases.filter { $0 != .done }.map(\.rawValue),
        "match.model.state.": Refinement.Requirement.State.allCases.map(\.rawValue),
        "match.candidateChanged.": ["resume", "posting"],
        "match.changed.": ["resume", "posting", "settings"],
        "match.eligible.": ["yes", "no", "not_stated"],
        "activity.": ["waits", "waitsText", "runs", "runsText"],
        "confirm.": TaskAction.allCases.flatMap { action in
            ["\(action).one", "\(action).other", "text.\(action)", "do.\(action).one", "do.\(action).other"]
        },
        "desk.": ["overview", "queues", "tasks", "failures", "activity", "schedules", "workers", "log"],
        "eligibility.": HardConstraint.allCases.map(\.rawValue).flatMap { constraint in
            ["yes", "no", "not_stated"].map { constraint + "." + $0 }
        },
        "eligibility.candidate.": HardConstraint.allCases.map(\.rawValue).flatMap { constraint in
            ["yes", "no"].map { constraint + "." + $0 }
        },
        "failures.span.": TaskQuery.spans.map(\.0),
        "jobs.posted.": ["any", "day", "week", "month"],
        "jobPosts.bad.": ["title", "location", "description", "skills"],
        "settings.bad.": [
            "role", "skills", "min_salary", "currency", "location", "work_mode", "preferences", "countries",
            "languages",
            "needs_visa", "internships", "levels",
        ],
        "settings.visa.": ["yes", "no"],
        "settings.internships.": ["only", "none"],
        "searches.basis.": ["resume", "preferences", "nothing"],
        "settings.mode.": Preferences.WorkMode.allCases.map(\.rawValue),
        "jobPosts.status.": JobPostStatus.allCases.map(\.rawValue),
        "jobs.sort.": ["relevance", "newest", "pay", "match"],
        "matches.sort.": MatchFilter.Order.allCases.map(\.rawValue),
        "jobs.facet.": ["type", "level", "country", "skill"],
        "nav.": ["dashboard", "resumes", "jobs", "matches", "searches", "sources", "recruiting", "admin"],
        "pay.period.": Pay.Period.allCases.map(\.rawValue),
        "posting.level.": PostingLevel.allCases.map(\.rawValue),
        "posting.type.": PostingType.allCases.map(\.rawValue),
        "resume.reading.": ["queued", "processing"],
        "resume.notes.model.reason.": ModelNote.Outcome.allCases.filter { $0 != .done }.map(\.rawValue),
        "resume.hidden.reason.": HiddenText.Reason.allCases.map(\.rawValue),
        "resume.status.": ResumeStatus.allCases.map(\.rawValue),
        "role.": Role.allCases.map(\.rawValue),
        "run.state.": RunState.allCases.map(\.rawValue),
        "run.waiting.": Context.waitCodes + ["other"],
        "schedules.": ["run", "enable", "disable"],
        "schedules.catchUp.": CatchUp.allCases.map(\.rawValue),
        "schedules.state.": ["on", "off", "halted"],
        "stage.": ResumeStage.Name.allCases.map(\.rawValue),
        "stage.state.": ["waiting", "running", "done", "failed"],
        "textMatch.kind.": MatchRequest.Kind.allCases.map(\.rawValue),
        "textMatch.bad.": ["text", "location", "level", "type", "min_pay"],
        "task.": ["retry", "copy"],
        "task.event.": [TaskAttempt.Outcome.failed, .dead, .crashed, .released, .cancelled].map(\.rawValue),
        "tasks.all.": TaskAction.allCases.map(\.rawValue),
        "tasks.chosen.": TaskAction.allCases.map(\.rawValue),
        "tasks.filter.": TaskQuery.names,
        "tasks.span.": TaskQuery.spans.map(\.0),
        "tasks.state.": TaskQuery.states,
        "version.origin.": ["read", "edited"],
        "review.": ["contact", "summary", "experience", "education", "skills", "others"],
        "run.outcome.": RunPageRecord.Outcome.allCases.map(\.rawValue),
        "sources.cadence.": SourceCadence.allCases.map(\.rawValue),
        "sources.chart.": ["yield", "cost"],
        "sources.field.": SourceFieldNames.all,
        "sources.kind.": Context.sourceKinds + ["other"],
        "sources.state.": ["looking", "unknown", "running", "paused", "failing", "ready", "loaded"],
        "workers.state.": ["alive", "stopped", "dead"],
        "task.state.": ["queued", "running", "failed", "succeeded", "dead", "cancelled"],
    ]

    /// What `stopped` of a live part and the page of an error add to a key.
    private static let endings = [".heading", ".message", ".advice"]

    @Test func `every family of words is whole`() {
        for (prefix, names) in Self.families {
            for name in names { #expect(keys.contains(prefix + name)) }
        }
    }

    @Test func `every key that the program names has words`() throws {
        let named = try literals(
            below: "Sources/App/Site", suffix: ".swift",
            in: /(?:text|plural|word:)[(]?\s*"([a-zA-Z0-9_]+(?:\.[a-zA-Z0-9_]+)+)"/)
        #expect(named.count > 100)
        for key in named { #expect(keys.contains(key) || keys.contains(key + ".one") && keys.contains(key + ".other")) }
    }

    @Test func `nobody carries words that are never said`() throws {
        let program = try literals(
            below: "Sources/App/Site", suffix: ".swift", in: /"([a-zA-Z0-9_]+(?:\.[a-zA-Z0-9_]+)+)"/)
        let templates = try literals(below: "templates", suffix: ".mustache", in: /\{\{t\.([a-zA-Z0-9_.]+)\}\}/)
        let families = Set(Self.families.flatMap { prefix, names in names.map { prefix + $0 } })
        let said = program.union(templates).union(families)
        let silent = keys.filter { key in
            let stem = Self.endings.reduce(key) { $0.hasSuffix($1) ? String($0.dropLast($1.count)) : $0 }
            let singular = [".one", ".other"].reduce(key) { $0.hasSuffix($1) ? String($0.dropLast($1.count)) : $0 }
            return !said.contains(key) && !said.contains(stem) && !said.contains(singular) && !key.hasPrefix("error.")
        }
        #expect(silent.sorted() == [])
    }

    private func literals(
        below folder: String, suffix: String, in pattern: Regex<(Substring, Substring)>
    ) throws -> Set<String> {
        let directory = Self.root.path + "/" + folder
        let files = try FileManager.default.subpathsOfDirectory(atPath: directory).filter { $0.hasSuffix(suffix) }
        return try files.reduce(into: []) { found, file in
            let text = try String(contentsOfFile: directory + "/" + file, encoding: .utf8)
            for match in text.matches(of: pattern) { found.insert(String(match.output.1)) }
        }
    }

    /// Of a key that is there twice, JSON keeps one without a word.
    @Test func `no key is there twice`() throws {
        let text = try String(contentsOf: Self.root.appendingPathComponent("templates/words/en.json"), encoding: .utf8)
        let written = text.matches(of: /(?m)^ *"([^"]+)":/).map { String($0.1) }
        #expect(Set(written).count == written.count)
        #expect(Set(written) == keys)
    }
}
