internal import Base
internal import FoundationEssentials
internal import HTTP
internal import Model
internal import Postgres
internal import Storage
internal import Tasking
internal import Work

/// Lists of tasks, and what is done to them.
enum OperatorTasks {
    static let pageSize = 50

    // MARK: Lists

    static func show(_ context: Context) throws -> Response {
        let query = try context.taskQuery(context.request.query)
        let (words, parameters) = (context.words, query.parameters)
        func options(_ name: String, _ values: [(String, String)], _ any: String) -> [Option] {
            // A name that this program does not know can still be looked for.
            let given = parameters[name].flatMap { value in
                values.contains { $0.0 == value } ? nil : (value, value)
            }
            return ([("", words.text(any))] + values + (given.map { [$0] } ?? [])).map {
                Option(value: $0.0, label: $0.1, isSelected: $0.0 == parameters[name] ?? "")
            }
        }
        func plain(_ names: [String]) -> [(String, String)] { names.map { ($0, $0) } }
        let spans = TaskQuery.spans.map { ($0.0, words.text("tasks.span." + $0.0)) }
        let page = TasksPage(
            desk: context.desk(isLive: true),
            queues: options("queue", plain(QueueName.allCases.map(\.rawValue)), "tasks.anyQueue"),
            kinds: options("kind", plain(Registry.kinds.map { $0.kind }.sorted()), "tasks.anyKind"),
            states: options(
                "state", TaskQuery.states.map { ($0, words.text("tasks.state." + $0)) }, "tasks.anyState"),
            since: options("since", spans, "tasks.anyTime"), failed: options("failed", spans, "tasks.anyFailed"),
            until: parameters["until"] == nil ? [] : options("until", [], "tasks.anyTime"),
            error: parameters["error"] ?? "", owner: parameters["user"] ?? "",
            taskID: parameters["task"] ?? "", subject: parameters["subject"] ?? "", worker: parameters["worker"] ?? "",
            problem: query.problems.isEmpty
                ? nil
                : words.text(
                    "tasks.problem",
                    ["names": query.problems.map { words.text("tasks.filter." + $0.field) }.joined(separator: ", ")]),
            clearHref: parameters.isEmpty ? nil : "/admin/tasks",
            kept: context.interval.map { [HiddenField(name: "poll", value: String($0))] } ?? [],
            live: try live(query, context))
        return context.page(page, title: words.text("tasks.title"), refreshSeconds: context.interval)
    }

    static func showLive(_ context: Context) throws -> Response {
        context.fragment(try live(context.taskQuery(context.request.query), context))
    }

    private static func live(_ query: TaskQuery, _ context: Context) throws -> LiveTasks {
        let words = context.words
        let poll = context.deskPoll("/admin/live/tasks")
        guard query.problems.isEmpty else {
            return LiveTasks(
                poll: poll, asOf: context.asOf, summary: words.text("tasks.none"), rows: [],
                empty: words.text("tasks.emptyFiltered"))
        }
        let after = context.request.query["after"].flatMap { TaskCursor(text: $0) }
        let limit = context.services.settings.web.countLimit
        let (page, count) = try context.services.database.transaction(readOnly: true) { db in
            (
                try db.tasks(matching: query.search, after: after, limit: pageSize),
                try db.taskCount(matching: query.search, limit: limit)
            )
        }
        let isFiltered = !query.parameters.isEmpty
        var live = LiveTasks(
            poll: poll, asOf: context.asOf,
            summary: words.plural("tasks.found", count.count, ["count": context.phrases.tally(count)]),
            cutShort: page.isCutShort ? cutShort(query, context) : nil,
            rows: page.tasks.map { row($0, query, context) },
            next: page.next.map { next in
                Link(
                    label: words.text(page.isCutShort ? "tasks.further" : "tasks.next"),
                    href: TaskQuery.href(
                        query.parameters.replacing("after", with: next.text)
                            .replacing("poll", with: context.interval.map(String.init))))
            },
            empty: page.tasks.isEmpty && page.next == nil
                ? words.text(isFiltered ? "tasks.emptyFiltered" : "tasks.empty") : nil)
        guard context.mayAct, !page.tasks.isEmpty else { return live }
        live.filter = query.fields
        let actions = TaskAction.allCases.filter { $0.fits(query.search) }
        live.choices = actions.map {
            Option(value: $0.rawValue, label: words.text("tasks.chosen." + $0.rawValue))
        }
        // Everything there is, without any filter, is meant by nobody.
        if isFiltered {
            live.all = actions.filter { !$0.searches(query.search).isEmpty }.map {
                Link(label: words.text("tasks.all." + $0.rawValue), href: query.confirmHref($0.rawValue))
            }
        }
        return live
    }

    private static func cutShort(_ query: TaskQuery, _ context: Context) -> String {
        let isFailures = query.search.failedSince != nil
        let count = isFailures ? TaskSearch.failureScanLimit : TaskSearch.scanLimit
        return context.words.text(
            isFailures ? "tasks.cutShortFailures" : "tasks.cutShort", ["count": context.phrases.count(count)])
    }

    static func stateKind(_ state: TaskState) -> String {
        switch state {
        case .queued, .running: "busy"
        case .succeeded: "good"
        case .failed, .dead: "bad"
        case .cancelled: "idle"
        }
    }

    /// A task in a list, each of its values a link that narrows the list to it.
    static func row(_ task: TaskSnapshot, _ query: TaskQuery, _ context: Context) -> TaskRow {
        let (words, phrases) = (context.words, context.phrases)
        let note: String? =
            switch task.state {
            case .running:
                task.startedAt.map { words.text("tasks.for", ["time": phrases.span($0, context.now)]) }
            case .failed:
                words.text("tasks.in", ["time": phrases.span(context.now, task.runAt)])
            case .queued where task.runAt > context.now:
                words.text("tasks.in", ["time": phrases.span(context.now, task.runAt)])
            case .queued: words.text("tasks.for", ["time": phrases.span(task.runAt, context.now)])
            case .succeeded:
                task.startedAt.flatMap { start in
                    task.finishedAt.map { words.text("tasks.took", ["time": phrases.span(start, $0)]) }
                }
            case .dead, .cancelled: nil
            }
        return TaskRow(
            id: task.id.text, shortID: String(task.id.text.suffix(8)), href: "/admin/tasks/" + task.id.text,
            kind: Link(label: task.kind, href: query.href("kind", task.kind)),
            queue: Link(label: task.queue, href: query.href("queue", task.queue)),
            state: words.text("tasks.state." + task.state.rawValue), stateKind: stateKind(task.state),
            attempt: words.text(
                "tasks.attempt",
                ["number": phrases.count(task.attempt), "most": phrases.count(task.maxAttempts)]),
            note: note, error: task.errorCode.map { Link(label: $0, href: query.href("error", $0)) },
            errorText: task.error, made: context.moment(task.createdAt),
            user: task.userID.map { Link(label: String($0.text.suffix(8)), href: query.href("user", $0.text)) },
            hasChoice: context.mayAct)
    }

    // MARK: Changes

    /// Asks before many tasks are changed: how many, which, and what will happen.
    static func confirm(_ context: Context) throws -> Response {
        let given = context.request.query
        guard let action = given["action"].flatMap(TaskAction.init(rawValue:)) else { throw Problem.notFound() }
        let selection = try TaskSelection(given, context)
        let extent = try context.extent(of: action, selection)
        let count = extent.count
        let words = context.words
        var fields: [HiddenField] = []
        var facts: [Fact] = []
        var back = "/admin/tasks"
        switch selection {
        case .some(let given):
            let ids = extent.chosen
            fields = [HiddenField(name: "ids", value: ids.map(\.text).joined(separator: ","))]
            facts = ids.prefix(10).map {
                Fact(
                    name: words.text("tasks.task"), value: $0.text, href: "/admin/tasks/" + $0.text, isMono: true)
            }
            if ids.count > 10 {
                facts.append(
                    Fact(name: "", value: words.plural("tasks.more", ids.count - 10)))
            }
            let left = Set(given).subtracting(ids).count
            if left > 0 {
                facts.append(Fact(name: words.text("confirm.left"), value: words.plural("confirm.leftOut", left)))
            }
            if given.count == 1 { back = "/admin/tasks/" + given[0].text }
        case .all(let query, _):
            fields = query.fields + [HiddenField(name: "scope", value: "all"), TaskSelection.field(asked: extent.date)]
            facts = query.parameters.map { Fact(name: words.text("tasks.filter." + $0.name), value: $0.value) }
            if query.parameters["state"] == nil {
                let states = action.searches(query.search).map {
                    words.text("tasks.state." + ($0.state?.rawValue ?? "joining"))
                }
                facts.append(Fact(name: words.text("tasks.filter.state"), value: states.joined(separator: ", ")))
            }
            back = TaskQuery.href(query.parameters)
        }
        let name = action.rawValue
        let number = context.phrases.count(count)
        let page = ConfirmPage(
            desk: context.desk(),
            title: count == 0
                ? words.text("confirm.nothing") : words.plural("confirm." + name, count, ["count": number]),
            sentence: words.text(count == 0 ? "confirm.nothingText" : "confirm.text." + name), facts: facts,
            deed: count == 0
                ? nil
                : Deed(
                    action: "/admin/tasks/" + name,
                    label: words.plural("confirm.do." + name, count, ["count": number]), fields: fields,
                    isDanger: action == .discard),
            backHref: back)
        return context.page(page, title: page.title)
    }

    static func retry(_ context: Context) throws -> Response { try act(.retry, context) }
    static func discard(_ context: Context) throws -> Response { try act(.discard, context) }
    static func copy(_ context: Context) throws -> Response { try act(.copy, context) }

    private static func act(_ action: TaskAction, _ context: Context) throws -> Response {
        let selection = try TaskSelection(context.form?.fields ?? Parameters(), context)
        let change = try context.change(action, selection)
        guard change.affected != nil else { return context.redirect(to: "/admin/log", telling: .tasksChanging) }
        if case .some(let ids) = selection, ids.count == 1, action == .retry {
            return context.redirect(to: "/admin/tasks/" + ids[0].text, telling: .tasksChanged)
        }
        return context.redirect(to: "/admin/log", telling: change.affected == 0 ? .tasksUnchanged : .tasksChanged)
    }
}
