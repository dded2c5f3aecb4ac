internal import Templates

/// Every type that has a template of its own; the renderer is made for these.
enum PageTypes {
    static let all: [any Page.Type] = [
        AccountPage.self,
        AdminPage.self,
        DashboardPage.self,
        ErrorPage.self,
        JobsPage.self,
        LiveMatch.self,
        LiveRanking.self,
        LiveResume.self,
        LiveRun.self,
        LoginPage.self,
        MatchPage.self,
        MatchesPage.self,
        PostingPage.self,
        RankingPage.self,
        RegisterPage.self,
        ResumePage.self,
        ResumesPage.self,
        RunPage.self,
        StartPage.self,
    ]
}
