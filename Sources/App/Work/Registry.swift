public import Composition
internal import Cryptography
internal import OCR
internal import Outbound
internal import Subprocess
public import Tasking

/// Every kind of task this product has, with what runs it, and what is put in at set times.
public enum Registry {
    /// The kinds themselves, for pages that show what a task is.
    public static let kinds: [any TaskKind.Type] = [
        ChangeTasks.self, CleanMatching.self, CountSearchWords.self, CollectPage.self, CollectResumes.self,
        FinishUpload.self, IndexPostings.self, IndexResumes.self, KeepHistory.self, ParseRecords.self,
        RankPostings.self, RankResumes.self, ReadResume.self, RefreshSources.self, RemoveExpired.self,
        RescoreMatches.self, ScoreArrivals.self, ScoreMatch.self, SyncTalent.self, UnpackUpload.self,
        FinishSearch.self, ReadSearchLink.self, ScoreSearchLink.self, SearchCareerPage.self,
        AgePostings.self, RecogniseSource.self, RefreshDueSources.self,
        CheckPostings.self, TracePostings.self, ScoreOwnPostings.self,
    ]

    /// - Parameter services: what the handlers work with.
    public static func make(_ services: Services) throws -> TaskRegistry {
        let uploads = services.settings.uploads
        let child = DocumentChild(
            limits: ChildLimits(
                cpuSeconds: uploads.readSeconds, addressSpace: uploads.readMemory,
                wallTime: .seconds(uploads.readSeconds * 2)),
            tesseract: Tesseract(languages: uploads.recognisedLanguages), recognisedPages: uploads.recognisedPages)
        let textract = uploads.recogniser == .textract ? makeTextract(services) : nil
        return try TaskRegistry(
            [
                ReadResume.handler(services, child: child, textract: textract),
                ScoreMatch.handler(services),
                ScoreArrivals.handler(services),
                ScoreOwnPostings.handler(services),
                RankPostings.handler(services),
                RankResumes.handler(services),
                RescoreMatches.handler(services),
                CollectPage.handler(services),
                CollectResumes.handler(services),
                ParseRecords.handler(services),
                UnpackUpload.handler(services),
                FinishUpload.handler(services),
                RefreshSources.handler(services),
                RefreshDueSources.handler(services),
                RecogniseSource.handler(services),
                AgePostings.handler(services),
                RemoveExpired.handler(services),
                KeepHistory.handler(services),
                ChangeTasks.handler(services),
                CountSearchWords.handler(services),
                SearchCareerPage.handler(services),
                ReadSearchLink.handler(services),
                ScoreSearchLink.handler(services),
                FinishSearch.handler(services),
                IndexPostings.handler(services),
                IndexResumes.handler(services),
                CleanMatching.handler(services),
                CheckPostings.handler(services),
                TracePostings.handler(services),
                SyncTalent.handler(services),
            ],
            schedules: schedules(
                services.settings.schedules, services.settings.liveness, hasTalent: services.talent != nil))
    }

    private static func makeTextract(_ services: Services) -> Textract {
        let (uploads, bucket) = (services.settings.uploads, services.settings.uploads.bucket)
        return Textract(
            bucket: bucket.bucket, seconds: uploads.textractSeconds,
            signer: RequestSigner(bucket.key, service: Textract.service, endpoint: uploads.textractEndpoint),
            client: services.client, time: services.time)
    }

    /// Ticks that were missed are made up for once: each of these does all there is to do. For the same reason none is put in while
    /// the one before is live.
    private static func schedules(
        _ settings: Settings.Schedules, _ liveness: Settings.Liveness, hasTalent: Bool
    ) throws -> [ScheduleDraft] {
        [
            try ScheduleDraft(
                "daily-refresh", TaskDraft(RefreshSources(), uniqueKey: "all"),
                cron: settings.refreshCron ?? "0 6 * * *",
                zone: settings.timeZone, isEnabled: settings.refreshCron != nil),
            try ScheduleDraft(
                "refresh-due-sources", TaskDraft(RefreshDueSources(), uniqueKey: "all"), cron: "*/5 * * * *"),
            try ScheduleDraft("age-postings", TaskDraft(AgePostings(), uniqueKey: "all"), cron: "23 * * * *"),
            try ScheduleDraft("remove-expired", TaskDraft(RemoveExpired(), uniqueKey: "all"), cron: "*/10 * * * *"),
            // After each collection as well; this finds what has ended since.
            try ScheduleDraft(
                "sync-talent", TaskDraft(SyncTalent(), uniqueKey: SyncTalent.kind), cron: "37 * * * *",
                isEnabled: hasTalent),
            try ScheduleDraft("keep-history", TaskDraft(KeepHistory(), uniqueKey: "all"), cron: "7 * * * *"),
            try ScheduleDraft(
                "count-search-words", TaskDraft(CountSearchWords(), uniqueKey: "all"), cron: "*/10 * * * *"),
            // What was noted by hand or before there were vectors; collecting and importing ask for it themselves.
            try ScheduleDraft("index-postings", TaskDraft(IndexPostings(), uniqueKey: "all"), cron: "*/5 * * * *"),
            // What was read before there were vectors, or by a version that made others, or is shown by a version chosen since.
            try ScheduleDraft("index-resumes", TaskDraft(IndexResumes(), uniqueKey: "all"), cron: "*/5 * * * *"),
            try ScheduleDraft("clean-matching", TaskDraft(CleanMatching(), uniqueKey: "all"), cron: "23 * * * *"),
            // After an update of the product; at other times it finds nothing.
            try ScheduleDraft("rescore-matches", TaskDraft(RescoreMatches(), uniqueKey: "all"), cron: "*/10 * * * *"),
            try ScheduleDraft(
                "check-postings", TaskDraft(CheckPostings(), uniqueKey: "all"), cron: "41 * * * *",
                isEnabled: liveness.batch > 0),
            try ScheduleDraft("trace-postings", TaskDraft(TracePostings(), uniqueKey: "all"), cron: "51 * * * *"),
        ]
    }
}
