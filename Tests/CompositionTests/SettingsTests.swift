import Composition
import Foundation
import TestSupport
import Testing

@Suite struct SettingsTests {
    private static let needed = ["DATABASE_URL": "dbname=x", "REDIS_URL": "unix:///x?db=0"]

    private func settings(_ environment: [String: String] = [:]) throws -> Settings {
        try Settings(environment: Self.needed.merging(environment) { $1 })
    }

    private func problems(_ environment: [String: String]) -> String {
        do {
            _ = try settings(environment)
            return ""
        } catch {
            return "\(error)"
        }
    }

    @Test func `only the addresses of the stores are needed`() throws {
        let settings = try settings()
        #expect(settings.fastCGI == "inherited" && !settings.isSecure)
        #expect(settings.accounts.firstIsAdmin && settings.accounts.isRegistrationOpen)
        #expect(settings.accounts.sessions.idleSeconds == 1800 && settings.accounts.sessions.absoluteSeconds == 43_200)
        #expect(settings.accounts.failuresBeforeDelay == 10)
        #expect(settings.uploads.byteLimit == 10 << 20)
        #expect(settings.web.pageSize == 20)
        #expect(settings.engines.standard == "embedded")
        #expect(!settings.outbound.allowsPrivateAddresses)
    }

    @Test func `everything that is wrong is said at once, and no value`() {
        do {
            _ = try Settings(environment: [
                "HUNTER_PAGE_SIZE": "0", "HUNTER_SECURE": "secret", "HUNTER_ENGINE": "oracle",
                "HUNTER_QUEUES": "scoring,kitchen",
                "HUNTER_FASTCGI": "9000", "HUNTER_SIMULATED_MIN_MS": "5000", "HUNTER_LOG_LEVEL": "loud",
            ])
            Issue.record("these settings were taken")
        } catch {
            let text = "\(error)"
            for name in [
                "DATABASE_URL", "REDIS_URL", "HUNTER_PAGE_SIZE", "HUNTER_SECURE", "HUNTER_ENGINE", "kitchen",
                "HUNTER_FASTCGI",
                "HUNTER_SIMULATED_MIN_MS", "HUNTER_LOG_LEVEL",
            ] { #expect(text.contains(name), "\(name)") }
            #expect(!text.contains("secret"))
            #expect(text.split(separator: "\n").count == 9)
        }
    }

    @Test func `other engines are asked for whole`() throws {
        #expect(try settings().engines.normaliser == .embedded && settings().uploads.store == .folder)
        #expect(problems(["HUNTER_NORMALISER": "gemini"]).contains("HUNTER_MODEL_NAME"))
        #expect(problems(["HUNTER_OCR": "textract"]).contains("HUNTER_FILES=s3"))
        let bucket = ["HUNTER_FILES": "s3", "S3_BUCKET": "My Bucket/..", "AWS_ACCESS_KEY_ID": "a"]
        let problems = problems(bucket)
        #expect(problems.contains("S3_BUCKET") && problems.contains("AWS_SECRET_ACCESS_KEY"))
        let whole = try settings(bucket.merging(["S3_BUCKET": "resumes", "AWS_SECRET_ACCESS_KEY": "b"]) { $1 })
        #expect(whole.uploads.bucket.address == "https://s3.us-east-1.amazonaws.com")
    }

    @Test func `a model that refines has a name, a price and budgets`() throws {
        let named = ["HUNTER_REFINER": "openai", "HUNTER_MODEL_NAME": "openai/gpt-4o-mini"]
        let engines = try settings(named.merging(["HUNTER_ENGINE": "openai"]) { $1 }).engines
        #expect(engines.modelPrice?.input == 150_000)
        #expect(engines.budgets == (250_000, 1_000_000, 20_000_000))
        #expect(try settings(named.merging(["HUNTER_MODEL_PRICE": "0/0"]) { $1 }).engines.modelPrice?.output == 0)
        #expect(problems(["HUNTER_REFINER": "openai"]).contains("HUNTER_MODEL_NAME"))
        #expect(problems(["HUNTER_ENGINE": "openai"]).contains("HUNTER_ENGINE"))
        for (name, value) in [
            ("HUNTER_MODEL_PRICE", "cheap"), ("HUNTER_BUDGET_DAY", "much"), ("HUNTER_NORMALISER", "gemini"),
        ] {
            #expect(problems(named.merging([name: value]) { $1 }).contains(name))
        }
        let unknown = ["HUNTER_REFINER": "gemini", "HUNTER_MODEL_NAME": "oracle"]
        #expect(problems(unknown).contains("HUNTER_MODEL_PRICE"))
    }

    @Test func `talent solution is asked for whole`() throws {
        #expect(try !settings().engines.talent.isUsed)
        let problems = problems(["CTS_PROJECT": "p/../q"])
        for name in ["CTS_TENANT", "CTS_CREDENTIALS", "letters, digits"] { #expect(problems.contains(name)) }
        let whole = ["CTS_PROJECT": "p", "CTS_TENANT": "t", "CTS_CREDENTIALS": "a.json", "HUNTER_ENGINE": "cts"]
        #expect(try settings(whole).engines.standard == "cts")
    }

    @Test(arguments: ["inherited", "unix:/run/hunter.sock", "tcp:127.0.0.1:9000"])
    func `the ways to listen`(listen: String) throws {
        #expect(try settings(["HUNTER_FASTCGI": listen]).fastCGI == listen)
    }

    @Test func `web processes have a connection for each thread unless told otherwise`() throws {
        let many = try settings(["HUNTER_WEB_THREADS": "9"])
        #expect(many.web.databaseConnections == 9 && many.web.redisConnections == 9)
        #expect(try settings(["HUNTER_WEB_DATABASE_CONNECTIONS": "2"]).web.databaseConnections == 2)
    }

    @Test func `a worker has threads for each queue, from a least to a most`() throws {
        let standard = try settings().worker
        #expect(standard.threads.queues.count == 5 && standard.threads.queues[.scoring] == 2...4)
        #expect(standard.threads.most == 20 && standard.connections == 25)
        let own = try settings([
            "HUNTER_QUEUES": "scoring:2-8,documents:3,collect", "HUNTER_WORKER_THREADS": "1",
            "HUNTER_WORKER_THREADS_MAX": "2",
        ]).worker
        #expect(own.threads.queues == [.scoring: 2...8, .documents: 3...3, .collect: 1...2])
        #expect(own.connections == 18)
        #expect(try settings(["HUNTER_WORKER_THREADS": "9"]).worker.threads.queues[.notify] == 9...9)
    }

    @Test(arguments: [
        ["HUNTER_QUEUES": "scoring:0"], ["HUNTER_QUEUES": "scoring:8-2"], ["HUNTER_QUEUES": "scoring:2-"],
        ["HUNTER_QUEUES": "scoring:"], ["HUNTER_QUEUES": "scoring:1-65"], ["HUNTER_QUEUES": "scoring:1-2-3"],
        ["HUNTER_QUEUES": "scoring,scoring:3"], ["HUNTER_QUEUES": "scoring:x"], ["HUNTER_QUEUES": "kitchen:2"],
        ["HUNTER_WORKER_THREADS": "5", "HUNTER_WORKER_THREADS_MAX": "4"], ["HUNTER_WORKER_CONNECTIONS": "22"],
    ])
    func `threads that cannot be are refused`(environment: [String: String]) {
        #expect(environment.keys.contains { problems(environment).contains($0) })
    }

    @Test func `a secret address may stand in a file, but not in both places`() throws {
        let folder = TemporaryFolder()
        let path = try folder.write("postgresql://me:secret@db/hunter\n", to: "database")
        let settings = try Settings(environment: ["DATABASE_URL_FILE": path, "REDIS_URL": "unix:///x?db=0"])
        #expect(settings.databaseURL == "postgresql://me:secret@db/hunter")
        #expect(problems(["DATABASE_URL_FILE": path]).contains("DATABASE_URL"))
        #expect(!problems(["DATABASE_URL_FILE": path]).contains("secret"))
    }

    @Test func `the simulated engine's bounds may be equal`() throws {
        let settings = try settings(["HUNTER_SIMULATED_MIN_MS": "0", "HUNTER_SIMULATED_MAX_MS": "0"])
        #expect(settings.engines.simulatedDelay == 0...0)
    }

    @Test func `the daily refresh has a time, a zone, or is off`() throws {
        let settings = try settings()
        #expect(settings.schedules.refreshCron == "0 6 * * *" && settings.schedules.timeZone == "UTC")
        #expect(try self.settings(["JOB_REFRESH_TIME": "23:05"]).schedules.refreshCron == "5 23 * * *")
        #expect(try self.settings(["JOB_REFRESH_TIME": "off"]).schedules.refreshCron == nil)
        for time in ["24:00", "6:00", "06:60", "noon", "06:00:00", "٠٦:٠٠"] {
            #expect(problems(["JOB_REFRESH_TIME": time]).contains("JOB_REFRESH_TIME"))
        }
        #expect(try self.settings(["HUNTER_TZ": "Europe/Berlin"]).schedules.timeZone == "Europe/Berlin")
        #expect(problems(["HUNTER_TZ": "Mars/Olympus"]).contains("HUNTER_TZ"))
        let tasking = try self.settings(["HUNTER_TASK_HOURS": "2", "HUNTER_DEAD_TASK_DAYS": "3"]).tasking
        #expect(tasking.keepFinished == .seconds(7200) && tasking.keepDead == .seconds(3 * 86_400))
        #expect(tasking.keepHistory == .seconds(90 * 86_400))
    }
}
