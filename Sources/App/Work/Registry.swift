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
        ChangeTasks.self, CollectPage.self, CollectResumes.self, FinishUpload.self, KeepHistory.self,
        ParseRecords.self, RankPostings.self, ReadResume.self, RefreshSources.self, RemoveExpired.self,
        ScoreMatch.self, UnpackUpload.self,
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
                RankPostings.handler(services),
                CollectPage.handler(services),
                CollectResumes.handler(services),
                ParseRecords.handler(services),
                UnpackUpload.handler(services),
                FinishUpload.handler(services),
                RefreshSources.handler(services),
                RemoveExpired.handler(services),
                KeepHistory.handler(services),
                ChangeTasks.handler(services),
            ], schedules: schedules(services.settings.schedules))
    }

    private static func makeTextract(_ services: Services) -> Textract {
        let (uploads, bucket) = (services.settings.uploads, services.settings.uploads.bucket)
        return Textract(
            bucket: bucket.bucket, seconds: uploads.textractSeconds,
            signer: RequestSigner(bucket.key, service: Textract.service, endpoint: uploads.textractEndpoint),
            client: services.client, time: services.time)
    }

    /// Ticks that were missed are made up for once: each of these does all there is to do.
    private static func schedules(_ settings: Settings.Schedules) throws -> [ScheduleDraft] {
        [
            try ScheduleDraft(
                "daily-refresh", TaskDraft(RefreshSources()), cron: settings.refreshCron ?? "0 6 * * *",
                zone: settings.timeZone, isEnabled: settings.refreshCron != nil),
            try ScheduleDraft("remove-expired", TaskDraft(RemoveExpired()), cron: "*/10 * * * *"),
            try ScheduleDraft("keep-history", TaskDraft(KeepHistory()), cron: "7 * * * *"),
        ]
    }
}
