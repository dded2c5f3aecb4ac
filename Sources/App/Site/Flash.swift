internal import HTTP
internal import Templates

/// What the last action did, told once on the page after it: the name of a sentence travels in a cookie for a minute.
///
/// Only names of the list below are shown, so a forged cookie can say nothing of its own.
enum Notice: String, CaseIterable {
    case welcome, loggedOut, notKept, uploaded, deleted, saved, refreshStarted, resumesLoaded, postingsLoaded, cancelled
    case sessionEnded, sessionsEnded, queuePaused, queueResumed, tasksChanged, tasksChanging, tasksUnchanged
    case scheduleRun, scheduleChanged, collectionStarted, uploadStarted, jobPostAdded, jobPostChanged, statusChanged,
        candidateAdded
    case versionUsed, sourceAdded, sourceLookedUp, sourceChanged, sourceDeleted
    case postingFilled
    case preferencesSaved, searchSaved, searchKept, searchRenamed, searchDeleted, searchSeen, matchesSeen
    case postingKept, postingDeleted
    case blocked, unblocked, mergeUndone

    var kind: String { [.cancelled, .loggedOut, .notKept, .tasksUnchanged].contains(self) ? "info" : "good" }

    var word: String {
        switch self {
        case .welcome: "register.welcome"
        case .loggedOut: "login.loggedOut"
        case .notKept: "login.notKept"
        case .uploaded: "upload.done"
        case .deleted: "resume.deleted"
        case .saved: "resume.saved"
        case .versionUsed: "version.used"
        case .blocked: "blocks.done"
        case .unblocked: "blocks.removed"
        case .mergeUndone: "merge.undone"
        case .refreshStarted: "admin.refreshStarted"
        case .resumesLoaded: "samples.resumesLoaded"
        case .postingsLoaded: "samples.postingsLoaded"
        case .cancelled: "task.cancelled"
        case .sessionEnded: "account.sessionEnded"
        case .sessionsEnded: "account.sessionsEnded"
        case .queuePaused: "queues.paused"
        case .queueResumed: "queues.resumed"
        case .tasksChanged: "tasks.changed"
        case .tasksChanging: "tasks.changing"
        case .tasksUnchanged: "tasks.unchanged"
        case .scheduleRun: "schedules.started"
        case .scheduleChanged: "schedules.changed"
        case .collectionStarted: "collections.started"
        case .uploadStarted: "collections.uploaded"
        case .jobPostAdded: "jobPosts.added"
        case .jobPostChanged: "jobPosts.changed"
        case .statusChanged: "jobPosts.statusChanged"
        case .candidateAdded: "jobPosts.candidateAdded"
        case .preferencesSaved: "settings.saved"
        case .searchSaved: "saved.saved"
        case .searchKept: "saved.kept"
        case .searchRenamed: "saved.renamed"
        case .searchDeleted: "saved.deleted"
        case .searchSeen: "saved.seen"
        case .matchesSeen: "matches.seen"
        case .postingKept: "postings.kept"
        case .postingDeleted: "postings.deleted"
        case .sourceAdded: "sources.added"
        case .sourceLookedUp: "sources.lookedUp"
        case .sourceChanged: "sources.changed"
        case .sourceDeleted: "sources.deleted"
        case .postingFilled: "posting.filled"
        }
    }
}

extension Context {
    /// A redirect whose page tells what was done.
    func redirect(to target: String, telling notice: Notice? = nil) -> Response {
        var response = Response.redirect(to: target)
        if let notice {
            response.setCookie(site.cookie("notice", notice.rawValue, maxAge: 60, request))
        }
        return response
    }

    /// What the cookie says the last action did.
    var notice: Notice? {
        request.cookies[site.cookieName("notice", request)].flatMap { Notice(rawValue: $0) }
    }
}
