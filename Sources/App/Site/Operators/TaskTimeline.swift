internal import Base
internal import FoundationEssentials
internal import HTTP
internal import Model
internal import Postgres
internal import Storage
internal import Tasking
internal import Work

extension OperatorTasks {
    private static let childLimit = 100
    private static let lineLimit = 200

    static func showTask(_ context: Context) throws -> Response {
        let found = try find(context)
        let page = TaskPage(
            desk: context.desk(isLive: true),
            title: context.words.text("task.title", ["kind": found.task.snapshot.kind]), live: live(found, context))
        return context.page(page, title: page.title, refreshSeconds: context.interval)
    }

    static func showLiveTask(_ context: Context) throws -> Response {
        context.fragment(live(try find(context), context))
    }

    /// - Throws: 404.
    private static func find(_ context: Context) throws -> Found {
        let id = try context.id()
        let found = try context.services.database.transaction(readOnly: true) { db -> Found? in
            guard let task = try db.task(id) else { return nil }
            return Found(
                task: task, attempts: try db.taskAttempts(id), lines: try db.taskLogLines(id, limit: lineLimit),
                children: try db.childTasks(of: id, limit: childLimit))
        }
        guard let found else { throw Problem.notFound() }
        return found
    }

    /// Everything about one task that an operator may know: never what it read or made.
    private static func live(_ found: Found, _ context: Context) -> LiveTask {
        let (task, words) = (found.task.snapshot, context.words)
        let (arguments, isHidden) = shown(found.task.arguments, of: task.kind)
        let parent = found.task.parentID.map {
            Link(label: $0.text, href: "/admin/tasks/" + $0.text)
        }
        var live = LiveTask(
            poll: context.deskPoll("/admin/live/tasks/" + task.id.text), asOf: context.asOf, id: task.id.text,
            state: words.text("tasks.state." + task.state.rawValue), stateKind: stateKind(task.state),
            facts: facts(found.task, context), arguments: arguments,
            hidden: isHidden ? words.text("task.hidden") : nil, events: events(found, context), parent: parent,
            children: found.children.map {
                var row = row($0, .everything, context)
                row.hasChoice = false
                return row
            })
        guard context.mayAct else { return live }
        for action in [TaskAction.retry, .copy] where action.possibleStates.contains(task.state) {
            live.deeds.append(
                Deed(
                    action: "/admin/tasks/" + action.rawValue, label: words.text("task." + action.rawValue),
                    fields: [HiddenField(name: "ids", value: task.id.text)]))
        }
        if TaskAction.discard.possibleStates.contains(task.state) {
            live.discardHref = "/admin/tasks/confirm?action=discard&id=" + task.id.text
        }
        return live
    }

    struct Found {
        var task: TaskDetail
        var attempts: [TaskAttempt]
        var lines: [TaskLogLine]
        var children: [TaskSnapshot]
    }

    /// Arguments as their kind declares them: ids and what it names are shown, the rest is not even sent.
    static func shown(_ arguments: JSON, of kind: String) -> (facts: [Fact], isHidden: Bool) {
        guard let values = try? arguments.decode([String: Argument].self) else { return ([], true) }
        let declared = Registry.kinds.first { $0.kind == kind }?.shownArguments ?? []
        var facts: [Fact] = []
        for (name, value) in values.sorted(by: { $0.key < $1.key }) {
            switch value {
            case .id(let id): facts.append(Fact(name: name, value: id.text, isMono: true))
            case .text(let text) where declared.contains(name): facts.append(Fact(name: name, value: text))
            default: continue
            }
        }
        return (facts, facts.count < values.count)
    }

    enum Argument: Decodable {
        case id(UUID)
        case text(String)
        case hidden

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                self = UUID(text: text).map(Argument.id) ?? .text(text)
            } else if let number = try? container.decode(Int.self) {
                self = .text(String(number))
            } else if let flag = try? container.decode(Bool.self) {
                self = .text(String(flag))
            } else {
                self = .hidden
            }
        }
    }

    private static func facts(_ task: TaskDetail, _ context: Context) -> [Fact] {
        let (snapshot, words, phrases) = (task.snapshot, context.words, context.phrases)
        let query = TaskQuery.everything
        var facts = [
            Fact(
                name: words.text("tasks.filter.kind"), value: snapshot.kind, href: query.href("kind", snapshot.kind)),
            Fact(
                name: words.text("tasks.filter.queue"), value: snapshot.queue,
                href: query.href("queue", snapshot.queue)),
            Fact(
                name: words.text("tasks.attempts"),
                value: words.text(
                    "tasks.attempt",
                    ["number": phrases.count(snapshot.attempt), "most": phrases.count(snapshot.maxAttempts)])),
        ]
        if snapshot.priority != 0 {
            facts.append(Fact(name: words.text("task.priority"), value: String(snapshot.priority)))
        }
        if let user = snapshot.userID {
            facts.append(
                Fact(
                    name: words.text("tasks.filter.user"), value: user.text, href: query.href("user", user.text),
                    isMono: true))
        }
        if let subject = snapshot.subjectID {
            facts.append(
                Fact(
                    name: words.text("tasks.filter.subject"), value: subject.text,
                    href: query.href("subject", subject.text), isMono: true))
        }
        if snapshot.state == .running, let worker = task.workerID {
            facts.append(
                Fact(
                    name: words.text("tasks.filter.worker"), value: worker.text,
                    href: query.href("worker", worker.text), isMono: true))
        }
        if task.childrenLeft > 0 {
            facts.append(Fact(name: words.text("task.childrenLeft"), value: phrases.count(task.childrenLeft)))
        }
        if let progress = snapshot.progress, progress.total > 0 {
            facts.append(
                Fact(
                    name: words.text("task.progress"),
                    value: words.text(
                        "progress.counts",
                        ["done": phrases.count(progress.done), "total": phrases.count(progress.total)])))
        }
        return facts
    }

    /// Attempts, log lines and changes of state in the order they happened.
    private static func events(_ found: Found, _ context: Context) -> [TaskEvent] {
        let (task, words, phrases) = (found.task.snapshot, context.words, context.phrases)
        var events: [(at: Date, event: TaskEvent)] = []
        func add(
            _ at: Date, _ kind: String, _ title: String, from start: Date? = nil, code: String? = nil,
            text: String? = nil
        ) {
            let took = start.map { words.text("task.after", ["time": phrases.span($0, at)]) }
            events.append(
                (
                    at,
                    TaskEvent(
                        when: context.moment(at), kind: kind, title: title, took: took, code: code, text: text)
                ))
        }
        add(task.createdAt, "done", words.text("task.event.made"))
        for attempt in found.attempts {
            let number = ["number": phrases.count(attempt.attempt)]
            let isBad = [.failed, .dead, .crashed].contains(attempt.outcome)
            add(
                attempt.finishedAt, isBad ? "bad" : "done",
                words.text("task.event." + attempt.outcome.rawValue, number), from: attempt.startedAt,
                code: attempt.errorCode, text: attempt.error)
        }
        let number = ["number": phrases.count(task.attempt)]
        let begun = task.state == .running ? task.startedAt ?? task.updatedAt : nil
        if let begun { add(begun, "busy", words.text("task.event.running", number)) }
        for line in found.lines {
            // The worker's clock may be behind the database's: what an attempt says comes after its start.
            let start = line.attempt == task.attempt ? begun ?? line.createdAt : line.createdAt
            add(
                max(line.createdAt, start), "line",
                words.text("task.event.line", ["number": phrases.count(line.attempt), "level": line.level]),
                text: line.message)
        }
        switch task.state {
        case .succeeded:
            add(
                task.finishedAt ?? task.updatedAt, "done", words.text("task.event.succeeded", number),
                from: task.startedAt)
        case .failed:
            add(task.runAt, "waiting", words.text("task.event.retry", ["number": phrases.count(task.attempt + 1)]))
        case .queued where found.task.childrenLeft > 0:
            add(task.updatedAt, "waiting", words.text("task.event.joining"))
        case .queued:
            add(max(task.runAt, task.createdAt), "waiting", words.text("task.event.queued"))
        case .cancelled:
            // An attempt that was under way when it was cancelled has its own line.
            if found.attempts.last?.outcome != .cancelled {
                add(task.finishedAt ?? task.updatedAt, "done", words.text("task.event.stopped"))
            }
        case .running, .dead: break
        }
        return events.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }
            .map(\.element.event)
    }
}
