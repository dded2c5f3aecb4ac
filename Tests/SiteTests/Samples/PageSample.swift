import Templates

@testable import Site

/// A page in one state, inside the shell it is seen in.
struct PageSample: Sendable {
    var name: String
    var page: any Page
    var shell: Shell

    init(_ name: String, _ page: any Page, _ shell: Shell) {
        self.name = name
        self.page = page
        self.shell = shell
    }

    /// Every page in every state there is.
    static let all: [PageSample] = [
        PageSample("StartPage-sample", StartPage.sample, .visitor("Resume Hunter")),
        PageSample("StartPage-firstAccount", StartPage.firstAccount, .visitor("Resume Hunter")),
        PageSample(
            "RegisterPage-sample", RegisterPage.sample, .visitor("Create an account – Resume Hunter")),
        PageSample(
            "RegisterPage-refused", RegisterPage.refused, .visitor("Create an account – Resume Hunter")),
        PageSample(
            "RegisterPage-closed", RegisterPage.closed, .visitor("Create an account – Resume Hunter")),
        PageSample("LoginPage-sample", LoginPage.sample, .visitor("Log in – Resume Hunter")),
        PageSample("LoginPage-refused", LoginPage.refused, .visitor("Log in – Resume Hunter")),
        PageSample(
            "DashboardPage-sample", DashboardPage.sample,
            .seeker("Home – Resume Hunter", current: "/dashboard")),
        PageSample(
            "DashboardPage-newcomer", DashboardPage.newcomer,
            .admin(
                "Home – Resume Hunter", flash: Flash(kind: "good", text: "Your account is ready."),
                current: "/dashboard")),
        PageSample(
            "BlocksPage-sample", BlocksPage.sample, .admin("Hidden postings – Resume Hunter", current: "/blocks")),
        PageSample(
            "BlocksPage-empty", BlocksPage.empty, .seeker("Hidden postings – Resume Hunter", current: "/blocks")),
        PageSample(
            "BlocksPage-refused", BlocksPage.refused, .seeker("Hidden postings – Resume Hunter", current: "/blocks")),
        PageSample(
            "SavedSearchesPage-sample", SavedSearchesPage.sample,
            .seeker("Saved searches – Resume Hunter", current: "/jobs")),
        PageSample(
            "SavedSearchesPage-empty", SavedSearchesPage.empty,
            .seeker("Saved searches – Resume Hunter", current: "/jobs")),
        PageSample(
            "MatchesPage-filtered", MatchesPage.filtered, .seeker("Matches – Resume Hunter", current: "/matches")),
        PageSample(
            "SettingsPage-sample", SettingsPage.sample, .seeker("What you are looking for – Resume Hunter")),
        PageSample(
            "SettingsPage-refused", SettingsPage.refused, .seeker("What you are looking for – Resume Hunter")),
        PageSample("AddPostingPage-sample", AddPostingPage.sample, .seeker("Add a posting – Resume Hunter")),
        PageSample("AddPostingPage-refused", AddPostingPage.refused, .seeker("Correct the posting – Resume Hunter")),
        PageSample(
            "SearchesPage-sample", SearchesPage.sample, .seeker("Career pages – Resume Hunter", current: "/searches")),
        PageSample(
            "SearchesPage-refused", SearchesPage.refused,
            .seeker("Career pages – Resume Hunter", current: "/searches")),
        PageSample(
            "SearchPage-progress", SearchPage.sample(.underWay),
            .seeker("Postings at www.example.com – Resume Hunter", refreshSeconds: "2", current: "/searches")),
        PageSample(
            "SearchPage-done", SearchPage.sample(.done),
            .seeker("Postings at www.example.com – Resume Hunter", current: "/searches")),
        PageSample(
            "SearchPage-failed", SearchPage.sample(.failed),
            .seeker("Postings at www.example.com – Resume Hunter", current: "/searches")),
        PageSample(
            "ResumesPage-sample", ResumesPage.sample,
            .seeker("Resumes – Resume Hunter", current: "/resumes")),
        PageSample(
            "ResumesPage-empty", ResumesPage.empty,
            .seeker("Resumes – Resume Hunter", current: "/resumes")),
        PageSample(
            "MatchPage-progress", MatchPage.progress,
            .seeker(
                "Senior Growth Marketing Manager, matched with Marta Lindqvist-Öberg – Resume Hunter",
                refreshSeconds: "2", current: "/matches")),
        PageSample(
            "MatchPage-waiting", MatchPage.waiting,
            .seeker(
                "Senior Growth Marketing Manager, matched with Marta Lindqvist-Öberg – Resume Hunter",
                refreshSeconds: "2", current: "/matches")),
        PageSample(
            "MatchPage-result", MatchPage.result,
            .seeker(
                "Senior Growth Marketing Manager, matched with Marta Lindqvist-Öberg – Resume Hunter",
                current: "/matches")),
        PageSample(
            "MatchPage-simulated", MatchPage.simulated,
            .seeker(
                "Senior Growth Marketing Manager, matched with Marta Lindqvist-Öberg – Resume Hunter",
                current: "/matches")),
        PageSample(
            "MatchPage-failed", MatchPage.failed,
            .seeker(
                "Senior Growth Marketing Manager, matched with Marta Lindqvist-Öberg – Resume Hunter",
                current: "/matches")),
        PageSample(
            "MatchPage-cancelled", MatchPage.cancelled,
            .seeker(
                "Senior Growth Marketing Manager, matched with Marta Lindqvist-Öberg – Resume Hunter",
                current: "/matches")),
        PageSample(
            "ResumePage-reading", ResumePage.reading,
            .seeker("Marta Lindqvist-Öberg – Resume Hunter", refreshSeconds: "2", current: "/resumes")),
        PageSample(
            "ResumePage-review", ResumePage.review,
            .seeker(
                "Marta Lindqvist-Öberg – Resume Hunter",
                flash: Flash(kind: "good", text: "Your changes are saved."), current: "/resumes")),
        PageSample(
            "ResumePage-refused", ResumePage.refused,
            .seeker("Marta Lindqvist-Öberg – Resume Hunter", current: "/resumes")),
        PageSample(
            "ResumePage-otherVersion", ResumePage.otherVersion,
            .seeker("Marta Lindqvist-Öberg – Resume Hunter", current: "/resumes")),
        PageSample(
            "ResumePage-failed", ResumePage.failed,
            .seeker("Marta Lindqvist-Öberg – Resume Hunter", current: "/resumes")),
        PageSample(
            "JobsPage-sample", JobsPage.sample,
            .seeker("marketing – Postings – Resume Hunter", current: "/jobs")),
        PageSample(
            "JobsPage-noResults", JobsPage.noResults,
            .seeker("xylophonist – Postings – Resume Hunter", current: "/jobs")),
        PageSample(
            "JobsPage-noPostings", JobsPage.noPostings,
            .admin("Postings – Resume Hunter", current: "/jobs")),
        PageSample(
            "PostingPage-sample", PostingPage.sample,
            .seeker("Senior Growth Marketing Manager – Resume Hunter", current: "/jobs")),
        PageSample(
            "PostingPage-closed", PostingPage.closed,
            .seeker("Donaudampfschifffahrt – Resume Hunter", current: "/jobs")),
        PageSample(
            "PostingPage-visitor", PostingPage.visitor,
            .visitor("Senior Growth Marketing Manager – Resume Hunter", current: "/jobs")),
        PageSample(
            "RankingCostPage-sample", RankingCostPage.sample,
            .seeker("What this ranking costs – Resume Hunter", current: "/jobs")),
        PageSample(
            "MatchPage-refined", MatchPage.refined,
            .seeker("Senior Growth Marketing Manager – Resume Hunter", current: "/matches")),
        PageSample(
            "RankingPage-progress", RankingPage.progress,
            .seeker("Ranking of “marketing” – Resume Hunter", refreshSeconds: "3", current: "/matches")),
        PageSample(
            "RankingPage-done", RankingPage.done,
            .seeker("Ranking of “marketing” – Resume Hunter", current: "/matches")),
        PageSample(
            "RankingPage-cancelled", RankingPage.cancelled,
            .seeker("Ranking of “marketing” – Resume Hunter", current: "/matches")),
        PageSample(
            "RankingPage-empty", RankingPage.empty,
            .seeker("Ranking of “marketing” – Resume Hunter", current: "/matches")),
        PageSample(
            "MatchesPage-sample", MatchesPage.sample,
            .seeker("Matches – Resume Hunter", refreshSeconds: "3", current: "/matches")),
        PageSample(
            "MatchesPage-empty", MatchesPage.empty,
            .seeker("Matches – Resume Hunter", current: "/matches")),
        PageSample(
            "ComparisonPage-sample", ComparisonPage.sample,
            .seeker("Compare resumes – Resume Hunter", current: "/matches")),
        PageSample(
            "ComparisonPage-empty", ComparisonPage.empty,
            .seeker("Compare resumes – Resume Hunter", current: "/matches")),
        PageSample("AccountPage-sample", AccountPage.sample, .admin("Your account – Resume Hunter")),
        PageSample("AccountPage-alone", AccountPage.alone, .seeker("Your account – Resume Hunter")),
        PageSample(
            "AdminPage-sample", AdminPage.sample, .admin("Admin – Resume Hunter", current: "/admin")),
        PageSample(
            "AdminPage-empty", AdminPage.empty,
            .admin(
                "Admin – Resume Hunter", flash: Flash(kind: "good", text: "The refresh has started."),
                current: "/admin")),
        PageSample("QueuesPage-sample", QueuesPage.sample, .admin("Queues – Resume Hunter", current: "/admin")),
        PageSample("TasksPage-sample", TasksPage.sample, .admin("Tasks – Resume Hunter", current: "/admin")),
        PageSample("ConfirmPage-sample", ConfirmPage.sample, .admin("Discard? – Resume Hunter", current: "/admin")),
        PageSample("ConfirmPage-nothing", ConfirmPage.nothing, .admin("Nothing – Resume Hunter", current: "/admin")),
        PageSample("TaskPage-sample", TaskPage.sample, .admin("Task – Resume Hunter", current: "/admin")),
        PageSample("ActionLogPage-sample", ActionLogPage.sample, .admin("Log – Resume Hunter", current: "/admin")),
        PageSample("ActionLogPage-empty", ActionLogPage.empty, .admin("Log – Resume Hunter", current: "/admin")),
        PageSample("FailuresPage-sample", FailuresPage.sample, .admin("Failures – Resume Hunter", current: "/admin")),
        PageSample(
            "SchedulesPage-sample", SchedulesPage.sample, .admin("Schedules – Resume Hunter", current: "/admin")),
        PageSample(
            "SchedulesPage-empty", SchedulesPage.empty, .admin("Schedules – Resume Hunter", current: "/admin")),
        PageSample("LiveSources-sample", LiveSources.sample, .seeker("")),
        PageSample("SourcesPage-sample", SourcesPage.sample, .admin("Sources – Resume Hunter", current: "/sources")),
        PageSample("SourcesPage-refused", SourcesPage.refused, .admin("Sources – Resume Hunter", current: "/sources")),
        PageSample("SourcePage-sample", SourcePage.sample, .admin("Acme – Resume Hunter", current: "/sources")),
        PageSample("SourcePage-paused", SourcePage.paused, .admin("Moss – Resume Hunter", current: "/sources")),
        PageSample("SchedulePage-sample", SchedulePage.sample, .admin("nightly – Resume Hunter", current: "/admin")),
        PageSample("WorkersPage-sample", WorkersPage.sample, .admin("Workers – Resume Hunter", current: "/admin")),
        PageSample("ActivityPage-sample", ActivityPage.sample, .admin("Activity – Resume Hunter", current: "/admin")),
        PageSample("LiveFailures-none", LiveFailures.none, .admin("")),
        PageSample("LiveWorkers-none", LiveWorkers.none, .admin("")),
        PageSample("LiveActivity-none", LiveActivity.none, .admin("")),
        PageSample("LiveQueues-sample", LiveQueues.sample, .admin("")),
        PageSample("LiveTask-sample", LiveTask.sample, .admin("")),
        PageSample("LiveTasks-none", LiveTasks.none, .admin("")),
        PageSample(
            "RunPage-progress", RunPage.progress,
            .admin("Arbeitnow: run – Resume Hunter", refreshSeconds: "3", current: "/admin")),
        PageSample(
            "RunPage-done", RunPage.done, .admin("Arbeitnow: run – Resume Hunter", current: "/admin")),
        PageSample(
            "RunPage-failed", RunPage.failed, .admin("Arbeitnow: run – Resume Hunter", current: "/admin")),
        PageSample("TextMatchPage-empty", TextMatchPage.empty, .seeker("Match a text – Resume Hunter")),
        PageSample("TextMatchPage-sample", TextMatchPage.sample, .seeker("Match a text – Resume Hunter")),
        PageSample("TextMatchPage-refused", TextMatchPage.refused, .seeker("Match a text – Resume Hunter")),
        PageSample("TextMatchPage-like", TextMatchPage.like, .seeker("Match a text – Resume Hunter")),
        PageSample(
            "CandidatesPage-sample", CandidatesPage.sample,
            .recruiter("Candidates – Resume Hunter", current: "/candidates")),
        PageSample(
            "CandidatesPage-refused", CandidatesPage.refused,
            .recruiter("Candidates – Resume Hunter", current: "/candidates")),
        PageSample(
            "CollectionsPage-sample", CollectionsPage.sample,
            .recruiter("Collections – Resume Hunter", current: "/candidates")),
        PageSample(
            "CollectionsPage-refused", CollectionsPage.refused,
            .recruiter("Collections – Resume Hunter", current: "/candidates")),
        PageSample(
            "CollectionPage-progress", CollectionPage.progress,
            .recruiter("Resume API: collection – Resume Hunter", refreshSeconds: "2", current: "/candidates")),
        PageSample(
            "CollectionPage-done", CollectionPage.done,
            .recruiter("Resume API: collection – Resume Hunter", current: "/candidates")),
        PageSample("LiveCollection-failed", LiveCollection.failed, .recruiter("")),
        PageSample(
            "JobPostsPage-sample", JobPostsPage.sample,
            .recruiter("Job posts – Resume Hunter", current: "/candidates")),
        PageSample(
            "JobPostsPage-empty", JobPostsPage.empty,
            .recruiter("Job posts – Resume Hunter", current: "/candidates")),
        PageSample(
            "JobPostPage-sample", JobPostPage.sample,
            .recruiter("Frontend Developer – Resume Hunter", current: "/candidates")),
        PageSample(
            "JobPostPage-empty", JobPostPage.empty,
            .recruiter("Frontend Developer – Resume Hunter", current: "/candidates")),
        PageSample(
            "JobPostMatchesPage-done", JobPostMatchesPage.done,
            .recruiter("Resumes for Frontend Developer – Resume Hunter", current: "/candidates")),
        PageSample(
            "JobPostMatchesPage-progress", JobPostMatchesPage.progress,
            .recruiter(
                "Resumes for Frontend Developer – Resume Hunter", refreshSeconds: "2", current: "/candidates")),
        PageSample(
            "JobPostMatchesPage-empty", JobPostMatchesPage.empty,
            .recruiter("Resumes for Frontend Developer – Resume Hunter", current: "/candidates")),
        PageSample("LiveJobPostMatches-failed", LiveJobPostMatches.failed, .recruiter("")),
        PageSample(
            "ErrorPage-status403", ErrorPage.status403, .seeker("This is not open to you – Resume Hunter")
        ),
        PageSample(
            "ErrorPage-status404", ErrorPage.status404, .visitor("There is nothing here – Resume Hunter")),
        PageSample(
            "ErrorPage-status405", ErrorPage.status405,
            .seeker("That cannot be done here – Resume Hunter")),
        PageSample(
            "ErrorPage-status413", ErrorPage.status413, .seeker("That was too large – Resume Hunter")),
        PageSample(
            "ErrorPage-status429", ErrorPage.status429, .seeker("That was too quick – Resume Hunter")),
        PageSample(
            "ErrorPage-status500", ErrorPage.status500,
            .seeker("Something went wrong on our side – Resume Hunter")),
        PageSample(
            "ErrorPage-status503", ErrorPage.status503,
            .visitor("We are busy or restarting – Resume Hunter")),
        PageSample("ErrorPage-other", ErrorPage.other, .seeker("That did not work – Resume Hunter")),
        PageSample("LiveMatch-progress", LiveMatch.underWay, .seeker("")),
        PageSample("LiveMatch-waiting", LiveMatch.waiting, .seeker("")),
        PageSample("LiveMatch-result", LiveMatch.scored, .seeker("")),
        PageSample("LiveMatch-ofBefore", LiveMatch.ofBefore, .seeker("")),
        PageSample("LiveMatch-simulated", LiveMatch.simulated, .seeker("")),
        PageSample("LiveMatch-failed", LiveMatch.failed, .seeker("")),
        PageSample("LiveMatch-cancelled", LiveMatch.cancelled, .seeker("")),
        PageSample("LiveResume-reading", LiveResume.beingRead, .seeker("")),
        PageSample("LiveResume-review", LiveResume.forReview, .seeker("")),
        PageSample("LiveResume-refused", LiveResume.refused, .seeker("")),
        PageSample("LiveResume-failed", LiveResume.failed, .seeker("")),
        PageSample("LiveRanking-progress", LiveRanking.underWay, .seeker("")),
        PageSample("LiveRanking-done", LiveRanking.done, .seeker("")),
        PageSample("LiveRanking-cancelled", LiveRanking.cancelled, .seeker("")),
        PageSample("LiveRanking-empty", LiveRanking.empty, .seeker("")),
        PageSample("LiveSearch-progress", LiveSearch.underWay, .seeker("")),
        PageSample("LiveSearch-done", LiveSearch.done, .seeker("")),
        PageSample("LiveSearch-failed", LiveSearch.failed, .seeker("")),
        PageSample("LiveRun-progress", LiveRun.underWay, .seeker("")),
        PageSample("LiveRun-waiting", LiveRun.waiting, .seeker("")),
        PageSample("LiveRun-done", LiveRun.done, .seeker("")),
        PageSample("LiveRun-failed", LiveRun.failed, .seeker("")),
    ]
}
