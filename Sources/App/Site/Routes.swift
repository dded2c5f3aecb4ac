internal import HTTP

extension Site {
    /// THE table: every address of the product, who may call it, and what answers.
    static let routes: [Route] = [
        // Start and accounts
        Route(.get, "/", .anyone, Accounts.start),
        Route(.get, "/register", .anyone, Accounts.showRegister),
        Route(.post, "/register", .anyone, Accounts.register),
        Route(.get, "/login", .anyone, Accounts.showLogin),
        Route(.post, "/login", .anyone, Accounts.login),
        Route(.post, "/logout", .user, Accounts.logout),
        Route(.get, "/account", .user, Accounts.account),
        Route(.post, "/account/sessions/{id}/revoke", .user, Accounts.revoke),
        Route(.post, "/account/sessions/revoke-others", .user, Accounts.revokeOthers),
        Route(.get, "/dashboard", .user, Dashboard.show),

        // Resumes
        Route(.get, "/resumes", .user, Resumes.list),
        Route(.post, "/resumes", .user, Resumes.upload),
        Route(.get, "/resumes/{id}", .user, Resumes.show),
        Route(.get, "/resumes/{id}/file", .user, Resumes.file),
        Route(.post, "/resumes/{id}/profile", .user, Resumes.saveProfile),
        Route(.post, "/resumes/{id}/delete", .user, Resumes.delete),
        Route(.post, "/samples", .user, Admin.loadResumes),

        // Postings
        Route(.get, "/jobs", .anyone, with: .postingRevision, Jobs.list),
        Route(.get, "/jobs/{id}", .anyone, Jobs.show),

        // Matches and rankings
        Route(.get, "/matches", .user, Matches.list),
        Route(.post, "/matches", .user, Matches.start),
        Route(.get, "/matches/{id}", .user, Matches.show),
        Route(.post, "/rankings", .user, Rankings.start),
        Route(.get, "/rankings/{id}", .user, Rankings.show),

        // Work in progress
        Route(.get, "/live/{id}", .user, presence: .poll, with: .status, Live.show),
        Route(.post, "/tasks/{id}/cancel", .user, Live.cancel),

        // Operators
        Route(.get, "/admin", .admin, Admin.show),
        Route(.get, "/admin/runs/{id}", .admin, Admin.showRun),
        Route(.post, "/admin/sources/{id}/refresh", .admin, Admin.refresh),
        Route(.post, "/admin/samples", .admin, Admin.loadPostings),

        Route(.get, "/admin/queues", .operator, Queues.show),
        Route(.get, "/admin/live/queues", .operator, presence: .poll, Queues.showLive),
        Route(.post, "/admin/queues/pause", .admin, Queues.pause),
        Route(.post, "/admin/queues/resume", .admin, Queues.resume),
        Route(.get, "/admin/tasks", .operator, OperatorTasks.show),
        Route(.get, "/admin/live/tasks", .operator, presence: .poll, OperatorTasks.showLive),
        Route(.get, "/admin/tasks/confirm", .admin, OperatorTasks.confirm),
        Route(.post, "/admin/tasks/retry", .admin, OperatorTasks.retry),
        Route(.post, "/admin/tasks/discard", .admin, OperatorTasks.discard),
        Route(.post, "/admin/tasks/copy", .admin, OperatorTasks.copy),
        Route(.get, "/admin/tasks/{id}", .operator, OperatorTasks.showTask),
        Route(.get, "/admin/failures", .operator, Failures.show),
        Route(.get, "/admin/live/failures", .operator, presence: .poll, Failures.showLive),
        Route(.get, "/admin/activity", .operator, Activity.show),
        Route(.get, "/admin/live/activity", .operator, presence: .poll, Activity.showLive),
        Route(.get, "/admin/workers", .operator, Workers.show),
        Route(.get, "/admin/live/workers", .operator, presence: .poll, Workers.showLive),
        Route(.get, "/admin/schedules", .operator, Schedules.show),
        Route(.get, "/admin/schedules/{id}", .operator, Schedules.showOne),
        Route(.post, "/admin/schedules/{id}/run", .admin, Schedules.run),
        Route(.post, "/admin/schedules/{id}/enable", .admin, Schedules.enable),
        Route(.post, "/admin/schedules/{id}/disable", .admin, Schedules.disable),
        Route(.post, "/admin/schedules/{id}/change", .admin, Schedules.change),
        Route(.get, "/admin/log", .operator, ActionLog.show),

        // Machines
        Route(.get, "/health", .anyone, presence: .poll, Health.health),
        Route(.get, "/ready", .anyone, presence: .poll, Health.ready),

        // The API
        Route(.post, "\(apiBase)/register", .anyone, AccountsAPI.register),
        Route(.post, "\(apiBase)/login", .anyone, AccountsAPI.login),
        Route(.post, "\(apiBase)/logout", .user, AccountsAPI.logout),
        Route(.get, "\(apiBase)/me", .user, AccountsAPI.me),
        Route(.patch, "\(apiBase)/me", .user, AccountsAPI.rename),
        Route(.post, "\(apiBase)/resumes/upload", .user, ResumesAPI.upload),
        Route(.get, "\(apiBase)/resumes", .user, ResumesAPI.list),
        Route(.get, "\(apiBase)/resumes/search", .user, ResumesAPI.search),
        Route(.get, "\(apiBase)/resumes/{id}", .user, ResumesAPI.show),
        Route(.delete, "\(apiBase)/resumes/{id}", .user, ResumesAPI.delete),
        Route(.get, "\(apiBase)/jobs", .anyone, JobsAPI.list),
        Route(.get, "\(apiBase)/jobs/{id}", .anyone, JobsAPI.show),
        Route(.post, "\(apiBase)/match", .user, MatchesAPI.start),
        Route(.get, "\(apiBase)/matches", .user, MatchesAPI.list),
        Route(.get, "\(apiBase)/tasks/{id}", .user, presence: .poll, with: .status, TasksAPI.show),
        Route(.post, "\(apiBase)/tasks/{id}/cancel", .user, TasksAPI.cancel),
        Route(.get, "\(apiBase)/runs/{id}", .admin, AdminAPI.run),
        Route(.get, "\(apiBase)/data-collection/status/{id}", .admin, AdminAPI.run),
        Route(.post, "\(apiBase)/admin/refresh-jobs", .admin, AdminAPI.refresh),
        Route(.get, "\(apiBase)/admin/sync-logs", .admin, AdminAPI.runs),
        Route(.get, "\(apiBase)/admin/queues", .operator, OperatorsAPI.queues),
        Route(.post, "\(apiBase)/admin/queues/pause", .admin, OperatorsAPI.pause),
        Route(.post, "\(apiBase)/admin/queues/resume", .admin, OperatorsAPI.resume),
        Route(.get, "\(apiBase)/admin/tasks", .operator, OperatorsAPI.tasks),
        Route(.post, "\(apiBase)/admin/tasks/retry", .admin, OperatorsAPI.retry),
        Route(.post, "\(apiBase)/admin/tasks/discard", .admin, OperatorsAPI.discard),
        Route(.post, "\(apiBase)/admin/tasks/copy", .admin, OperatorsAPI.copy),
        Route(.get, "\(apiBase)/admin/tasks/{id}", .operator, OperatorsAPI.task),
        Route(.get, "\(apiBase)/admin/failures", .operator, OperatorsAPI.failures),
        Route(.get, "\(apiBase)/admin/activity", .operator, OperatorsAPI.activity),
        Route(.get, "\(apiBase)/admin/workers", .operator, OperatorsAPI.workers),
        Route(.get, "\(apiBase)/admin/schedules", .operator, SchedulesAPI.list),
        Route(.get, "\(apiBase)/admin/schedules/{id}", .operator, SchedulesAPI.show),
        Route(.patch, "\(apiBase)/admin/schedules/{id}", .admin, SchedulesAPI.change),
        Route(.post, "\(apiBase)/admin/schedules/{id}/run", .admin, SchedulesAPI.run),
        Route(.get, "\(apiBase)/admin/log", .operator, OperatorsAPI.log),
    ]
}
