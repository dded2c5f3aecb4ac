import Base
import Foundation
import HTTP
import Storage
import TestSupport

@testable import Site

/// How the tests of the route table ask each route.
enum RouteTable {
    /// What stands in the `{id}` of each pattern that has one. A route that is missing here fails the tests: say what its
    /// id is, and the tests hold it to the table.
    static let subjects: [String: Subject] = [
        "/resumes/{id}": .resume, "/resumes/{id}/file": .resume, "/resumes/{id}/profile": .resume,
        "/resumes/{id}/read": .resume, "/resumes/{id}/version": .resume, "/resumes/{id}/delete": .resume,
        "/blocks/{id}/remove": .block, "/api/v1/blocks/{id}": .block, "/merges/{id}/undo": .merge,
        "/api/v1/merges/{id}/undo": .merge, "/api/v1/jobs/{id}/merges": .posting,
        "/jobs/{id}": .posting, "/jobs/{id}/fill": .vacancy, "/matches/{id}": .match, "/rankings/{id}": .ranking,
        "/api/v1/rankings/{id}": .ranking,
        "/jobs/{id}/edit": .ownPosting, "/jobs/{id}/delete": .ownPosting, "/searches/{id}": .careerSearch,
        "/api/v1/searches/{id}/results": .careerSearch,
        "/live/{id}": .task, "/tasks/{id}/cancel": .task, "/runs/{id}": .ownRun,
        "/sources/{id}": .ownSource, "/sources/{id}/refresh": .ownSource, "/sources/{id}/parse": .ownSource,
        "/sources/{id}/change": .ownSource, "/sources/{id}/delete": .ownSource, "/sources/{id}/settings": .ownSource,
        "/api/v1/sources/{id}": .ownSource, "/api/v1/sources/{id}/refresh": .ownSource,
        "/api/v1/sources/{id}/parse": .ownSource, "/api/v1/vacancies/{id}/fill": .vacancy,
        "/admin/sources/{id}/refresh": .source, "/account/sessions/{id}/revoke": .session,
        "/api/v1/resumes/{id}": .resume, "/api/v1/jobs/{id}": .posting, "/api/v1/tasks/{id}": .task,
        "/admin/schedules/{id}": .schedule, "/admin/schedules/{id}/run": .schedule,
        "/admin/schedules/{id}/enable": .schedule, "/admin/schedules/{id}/disable": .schedule,
        "/admin/schedules/{id}/change": .schedule, "/api/v1/admin/schedules/{id}": .schedule,
        "/api/v1/admin/schedules/{id}/run": .schedule, "/admin/tasks/{id}": .anyTask,
        "/admin/live/tasks/{id}": .anyTask,
        "/api/v1/admin/tasks/{id}": .anyTask,
        "/api/v1/tasks/{id}/cancel": .task, "/api/v1/runs/{id}": .collection,
        "/api/v1/runs/{id}/pages": .ownRun, "/api/v1/runs/{id}/cancel": .ownRun,
        "/api/v1/runs/{id}/records": .collection, "/api/v1/data-collection/status/{id}": .collection,
        "/api/v1/data-collection/reprocess/{id}": .collection, "/collections/{id}": .collection,
        "/collections/{id}/reprocess": .collection, "/job-posts/{id}": .jobPost, "/job-posts/{id}/change": .jobPost,
        "/saved-searches/{id}/rename": .savedSearch, "/saved-searches/{id}/delete": .savedSearch,
        "/saved-searches/{id}/seen": .savedSearch, "/api/v1/saved-searches/{id}": .savedSearch,
        "/api/v1/saved-searches/{id}/seen": .savedSearch,
        "/job-posts/{id}/matches": .jobPost, "/job-posts/{id}/candidacies": .jobPost,
        "/candidacies/{id}/status": .candidacy, "/api/v1/job-posts/{id}": .jobPost,
        "/api/v1/job-posts/{id}/matches": .jobPost,
        "/api/v1/job-posts/{id}/candidacies": .jobPost, "/api/v1/candidacies/{id}": .candidacy,
    ]

    static let names = Site.routes.map(name)
    static let changing = Site.routes.filter { ![.get, .head].contains($0.method) }.map(name)
    static let reading = Site.routes.filter { $0.method == .get }.map(name)

    static func name(_ route: Route) -> String { "\(route.method) \(route.pattern)" }

    static func route(_ name: String) throws -> Route {
        guard let route = Site.routes.first(where: { Self.name($0) == name }) else {
            throw TestFailure("no route \(name)")
        }
        return route
    }
}

extension SiteHarness {
    /// A request that the route takes, from somebody who may send it.
    func call(
        _ route: Route, id: String? = nil, as person: Person?, body: Body? = nil, headers: [(String, String)] = []
    ) throws -> Response {
        var target = route.pattern
        if target.contains("{") {
            guard let id else { throw TestFailure("\(target) needs an id") }
            target = target.replacingOccurrences(of: "{id}", with: id)
        }
        if ["/rankings/new", "/api/v1/rankings/cost"].contains(target), let person {
            target += "?resume_id=\(try resume(of: person).text)"
        }
        guard !target.contains("{") else { throw TestFailure("\(route.pattern) has a capture that is no id") }
        if target == "/api/v1/resumes/search" { target += "?skills=Swift" }
        if target == "/api/v1/vacancies" { target += "?text=gardener" }
        if target == "/admin/tasks/confirm" { target += "?action=retry&scope=all&state=dead" }
        let body = try body ?? validBody(of: route, for: person)
        return route.isAPI
            ? api(route.method, target, as: person, body: body, headers: headers)
            : page(route.method, target, as: person, body: body, headers: headers)
    }

    /// A body that the route accepts.
    func validBody(of route: Route, for person: Person?) throws -> Body {
        let address = "new-\(UUID.v7().text)@example.com"
        func account() throws -> Person { try person ?? self.person() }
        switch RouteTable.name(route) {
        case "POST /register": return .form(["name": "New", "email": address, "password": Self.password])
        case "POST /login": return .form(["email": try account().user.email, "password": Self.password])
        case "POST /resumes", "POST /api/v1/resumes/upload", "POST /collections/upload",
            "POST /api/v1/resumes/bulk":
            return .multipart(fields: [:], file: ("cv.txt", Array("Ada Example, Swift".utf8)))
        case "POST /resumes/{id}/profile": return .form(["name": "Changed", "skills": "Swift"])
        case "POST /resumes/{id}/version": return .form(["version": "1"])
        case "POST /collections": return .form(["count": "5", "per_page": "5", "batch_size": "5"])
        case "POST /job-posts", "POST /job-posts/{id}/change": return .form(["title": "Engineer"])
        case "POST /job-posts/{id}/candidacies": return .form(["resume_id": try resume(of: account()).text])
        case "POST /candidacies/{id}/status": return .form(["status": "interview"])
        case "POST /api/v1/job-posts", "PATCH /api/v1/job-posts/{id}": return .json(#"{"title":"Engineer"}"#)
        case "POST /api/v1/job-posts/{id}/candidacies":
            return .json(#"{"resume_id":"\#(try resume(of: account()).text)"}"#)
        case "PATCH /api/v1/candidacies/{id}": return .json(#"{"status":"offer"}"#)
        case "POST /matches":
            return .form(["resume_id": try resume(of: account()).text, "posting_id": try posting().text])
        case "POST /api/v1/rankings": return .json(#"{"resume_id": "\#(try resume(of: account()).text)"}"#)
        case "POST /blocks": return .form(["kind": "company", "value": "Acme"])
        case "POST /api/v1/blocks": return .json(#"{"kind":"word","value":"night shift"}"#)
        case "POST /sources": return .form(["given": "https://jobs.lever.co/acme-\(UUID.v7().text)"])
        case "POST /sources/{id}/change": return .form(["cadence": "weekly"])
        case "POST /api/v1/sources": return .json(#"{"url":"https://jobs.lever.co/acme-\#(UUID.v7().text)"}"#)
        case "POST /sources/{id}/settings": return .form(["query": "gardener"])
        case "PATCH /api/v1/sources/{id}": return .json(#"{"cadence":"weekly","settings":{"query":"gardener"}}"#)
        case "POST /rankings": return .form(["resume_id": try resume(of: account()).text])
        case "POST /admin/queues/pause", "POST /admin/queues/resume": return .form(["queue": "notify"])
        case "POST /admin/tasks/retry", "POST /admin/tasks/discard", "POST /admin/tasks/copy":
            return .form(["ids": try deadTask(of: account()).text])
        case "POST /api/v1/admin/queues/pause", "POST /api/v1/admin/queues/resume":
            return .json(#"{"queue":"notify"}"#)
        case "POST /api/v1/admin/tasks/retry", "POST /api/v1/admin/tasks/discard", "POST /api/v1/admin/tasks/copy":
            return .json(#"{"ids":["\#(try deadTask(of: account()).text)"]}"#)
        case "POST /admin/schedules/{id}/change":
            return .form(["cron": "30 4 * * 1", "zone": "UTC", "catch_up": "none", "limit": "10"])
        case "PATCH /api/v1/admin/schedules/{id}": return .json(#"{"cron":"30 4 * * 1"}"#)
        case "POST /api/v1/register": return .json(#"{"email":"\#(address)","password":"\#(Self.password)"}"#)
        case "POST /api/v1/login":
            return .json(#"{"email":"\#(try account().user.email)","password":"\#(Self.password)"}"#)
        case "POST /saved-searches": return .form(["name": "Mine", "query": "q=swift"])
        case "POST /saved-searches/{id}/rename": return .form(["name": "Changed"])
        case "POST /api/v1/saved-searches": return .json(#"{"name":"Mine","query":"q=swift"}"#)
        case "PATCH /api/v1/saved-searches/{id}": return .json(#"{"name":"Changed"}"#)
        case "POST /postings", "POST /jobs/{id}/edit":
            return .form(["title": "Cook", "company": "Acme", "text": "You cook."])
        case "POST /postings/url": return .form(["url": "https://www.example.com/jobs/1"])
        case "POST /api/v1/postings": return .json(#"{"text":"Cook at Acme\nYou cook."}"#)
        case "POST /searches": return .form(["url": "https://www.example.com/careers"])
        case "POST /api/v1/search": return .json(#"{"url":"https://www.example.com/careers"}"#)
        case "POST /settings": return .form(["role": "Engineer", "min_salary": "50000", "currency": "EUR"])
        case "PUT /api/v1/settings": return .json(#"{"role":"Engineer","skills":["Swift"]}"#)
        case "PATCH /api/v1/me": return .json(#"{"name":"Changed"}"#)
        case "POST /match": return .form(["kind": "resume", "text": "Swift engineer"])
        case "POST /api/v1/match/resume": return .json(#"{"resume_text":"Swift engineer"}"#)
        case "POST /api/v1/match/jd": return .json(#"{"job_description":"Swift engineer"}"#)
        case "POST /api/v1/match":
            let (resume, posting) = (try resume(of: account()), try posting())
            return .json(#"{"resume_id":"\#(resume.text)","vacancy_id":"\#(posting.text)"}"#)
        default: return .none
        }
    }
}
