internal import Base
internal import FoundationEssentials
internal import HTTP
internal import Model
internal import Postgres
internal import Storage
internal import Tasking

/// What runs at set times, for programs.
enum SchedulesAPI {
    private struct ScheduleBody: Encodable {
        var id: String
        var name: String
        var queue: String
        var kind: String
        var cron: String
        var timeZone: String
        var catchUp: String
        var catchUpLimit: Int
        var isEnabled: Bool
        @Nullable var problem: String?
        @Nullable var nextTickAt: Date?
        @Nullable var lastTickAt: Date?

        init(_ schedule: ScheduleRecord, _ context: Context) {
            id = schedule.id.text
            name = schedule.name
            queue = schedule.queue
            kind = schedule.kind
            cron = schedule.cron
            timeZone = schedule.timeZone
            catchUp = schedule.catchUp.rawValue
            catchUpLimit = schedule.catchUpLimit
            isEnabled = schedule.isEnabled
            problem = Schedules.problem(schedule, context)
            nextTickAt = schedule.nextTickAt
            lastTickAt = schedule.lastTickAt
        }
    }

    static func list(_ context: Context) throws -> Response {
        let schedules = try context.services.database.withConnection { try $0.schedules() }
        return try context.list(whole: schedules) { ScheduleBody($0, context) }
    }

    static func show(_ context: Context) throws -> Response {
        let id = try context.id()
        guard let schedule = try context.services.database.withConnection({ try $0.schedule(id) }) else {
            throw Problem.notFound()
        }
        return try .json(ScheduleBody(schedule, context))
    }

    private struct ChangeBody: Decodable {
        var cron: String?
        var timeZone: String?
        var catchUp: String?
        var catchUpLimit: Int?
        var isEnabled: Bool?
    }

    /// Changes what is named and leaves the rest.
    static func change(_ context: Context) throws -> Response {
        let id = try context.id()
        let body = try context.request.json(ChangeBody.self, limit: context.services.settings.web.bodyLimit)
        guard let schedule = try context.services.database.withConnection({ try $0.schedule(id) }) else {
            throw Problem.notFound()
        }
        if body.cron != nil || body.timeZone != nil || body.catchUp != nil || body.catchUpLimit != nil {
            try Schedules.edit(
                cron: body.cron ?? schedule.cron, zone: body.timeZone ?? schedule.timeZone,
                catchUp: body.catchUp.map { CatchUp(rawValue: $0) } ?? schedule.catchUp,
                limit: body.catchUpLimit ?? schedule.catchUpLimit, context)
        }
        if let isEnabled = body.isEnabled { try Schedules.set(enabled: isEnabled, context) }
        return try show(context)
    }

    private struct StartedBody: Encodable {
        var taskID: String

        private enum CodingKeys: String, CodingKey { case taskID = "taskId" }
    }

    static func run(_ context: Context) throws -> Response {
        try .json(StartedBody(taskID: Schedules.runNow(context).text), status: .accepted)
    }
}
