internal import Templates

/// Every type that has a template of its own; the renderer is made for these.
enum PageTypes {
    static let all: [any Page.Type] = [
        AccountPage.self,
        ActionLogPage.self,
        ActivityPage.self,
        AdminPage.self,
        ConfirmPage.self,
        DashboardPage.self,
        ErrorPage.self,
        FailuresPage.self,
        JobsPage.self,
        LiveActivity.self,
        LiveFailures.self,
        LiveMatch.self,
        LiveQueues.self,
        LiveRanking.self,
        LiveResume.self,
        LiveRun.self,
        LiveTasks.self,
        LiveWorkers.self,
        LoginPage.self,
        MatchPage.self,
        MatchesPage.self,
        PostingPage.self,
        QueuesPage.self,
        RankingPage.self,
        RegisterPage.self,
        ResumePage.self,
        ResumesPage.self,
        RunPage.self,
        StartPage.self,
        TaskPage.self,
        TasksPage.self,
        WorkersPage.self,
    ]
}
