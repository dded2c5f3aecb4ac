internal import Base
internal import Cryptography
public import FoundationEssentials

/// A posting as Talent Solution keeps it.
public struct TalentJob: Sendable {
    /// Its resource there; nil for one that is not there yet.
    public var name: String?
    /// Ours, the posting's id.
    public var requisition: String
    /// The employer's resource.
    public var company: String
    public var title: String
    public var description: String
    public var url: String
    public var location: String?
    public var postedAt: Date?
    public var expiresAt: Date?

    public init(
        name: String?, requisition: String, company: String, title: String, description: String, url: String,
        location: String?, postedAt: Date?, expiresAt: Date?
    ) {
        self.name = name
        self.requisition = requisition
        self.company = company
        self.title = title
        self.description = description
        self.url = url
        self.location = location
        self.postedAt = postedAt
        self.expiresAt = expiresAt
    }
}

/// What became of one job of a batch.
public struct TalentResult: Sendable, Equatable {
    /// Its resource; nil where it is not there.
    public var name: String?
    /// Why it failed.
    public var problem: String?

    public init(name: String?, problem: String? = nil) {
        self.name = name
        self.problem = problem
    }
}

extension TalentClient {
    /// Jobs of one batch at most.
    public static let batch = 100
    /// Characters that it takes.
    private static let (titleLength, descriptionLength, nameLength) = (500, 100_000, 255)

    // MARK: Companies

    private struct Company: Codable {
        var displayName: String?
        var externalId: String
        var name: String?
    }

    private struct Companies: Decodable {
        var companies: [Company]?
        var nextPageToken: String?
    }

    /// The resource of an employer, made where there is none.
    public func company(_ displayName: String) throws(TalentError) -> String {
        let id = Array(Digest.sha256(displayName.lowercased()).prefix(16)).hex
        let wanted = Company(displayName: String(displayName.prefix(Self.nameLength)), externalId: id)
        do throws(TalentError) {
            let made = try call("POST", parent + "/companies", wanted, as: Company.self)
            guard let name = made.name else { throw TalentError(.malformed, "a company without a name") }
            return name
        } catch  where error.code == .rejected {
            // It may be there: made by another process, or before ours was restored.
            var page = ""
            while true {
                let found = try call(
                    "GET", parent + "/companies?pageSize=100" + (page.isEmpty ? "" : "&pageToken=\(page)"),
                    Nothing?.none,
                    as: Companies.self)
                if let name = found.companies?.first(where: { $0.externalId == id })?.name { return name }
                guard let next = found.nextPageToken, !next.isEmpty else { throw error }
                page = next
            }
        }
    }

    // MARK: Batches

    private struct Body: Encodable {
        struct Application: Encodable { var uris: [String] }

        var name: String?
        var company: String?
        var requisitionId: String?
        var title: String?
        var description: String?
        var applicationInfo: Application?
        var addresses: [String]?
        var postingPublishTime: String?
        var postingExpireTime: String?

        init(_ job: TalentJob) {
            name = job.name
            company = job.company
            requisitionId = job.requisition
            title = String(job.title.prefix(TalentClient.titleLength))
            description = String(job.description.prefix(TalentClient.descriptionLength))
            applicationInfo = Application(uris: [job.url])
            addresses = job.location.map { [String($0.prefix(500))] }
            postingPublishTime = job.postedAt.map(UTCDate.format)
            postingExpireTime = job.expiresAt.map(UTCDate.format)
        }

        init(expiring name: String, at time: Date) {
            self.name = name
            postingExpireTime = UTCDate.format(time)
        }
    }

    private struct Batch: Encodable {
        var jobs: [Body]
        var updateMask: String?
    }

    private struct Outcome: Decodable {
        struct Job: Decodable {
            var name: String?
            var requisitionId: String?
        }
        struct Status: Decodable {
            var code: Int?
            var message: String?
        }
        struct Item: Decodable {
            var job: Job?
            var status: Status?
        }
        var jobResults: [Item]?
    }

    /// Creates the jobs without a resource and updates the others, each kind as one operation.
    /// - Returns: what became of each, in order.
    public func store(_ jobs: [TalentJob], check: () throws -> Void) throws -> [TalentResult] {
        var results = jobs.map { TalentResult(name: $0.name, problem: "It has no result.") }
        let groups = [
            ("batchCreate", jobs.indices.filter { jobs[$0].name == nil }),
            ("batchUpdate", jobs.indices.filter { jobs[$0].name != nil }),
        ]
        for (method, indices) in groups where !indices.isEmpty {
            let items = try run(method, Batch(jobs: indices.map { Body(jobs[$0]) }), check)
            for (place, index) in indices.enumerated() {
                guard place < items.count else { continue }
                results[index] = try result(items[place], of: jobs[index])
            }
        }
        return results
    }

    /// Ends jobs: they are not found any more.
    public func expire(_ names: [String], at time: Date, check: () throws -> Void) throws -> [TalentResult] {
        guard !names.isEmpty else { return [] }
        let batch = Batch(jobs: names.map { Body(expiring: $0, at: time) }, updateMask: "postingExpireTime")
        let items = try run("batchUpdate", batch, check)
        return names.indices.map { index in
            guard index < items.count else { return TalentResult(name: names[index], problem: "It has no result.") }
            let status = items[index].status
            // 5 is NOT_FOUND: what is not there has ended.
            let isFine = [nil, 0, 5].contains(status?.code)
            return TalentResult(name: names[index], problem: isFine ? nil : status?.message ?? "It failed.")
        }
    }

    private func run(_ method: String, _ batch: Batch, _ check: () throws -> Void) throws -> [Outcome.Item] {
        try finish(parent + "/jobs:" + method, batch, as: Outcome.self, check: check).jobResults ?? []
    }

    private func result(_ item: Outcome.Item, of job: TalentJob) throws -> TalentResult {
        switch item.status?.code ?? 0 {
        case 0:
            guard let name = item.job?.name ?? job.name else {
                return TalentResult(name: nil, problem: "It has no name.")
            }
            return TalentResult(name: name)
        case 5 where job.name != nil:
            // It was removed there: next time it is made anew.
            return TalentResult(name: nil, problem: item.status?.message ?? "It is not there.")
        case 6:
            // Made before a crash of ours.
            return TalentResult(name: try find(job), problem: nil)
        default: return TalentResult(name: job.name, problem: item.status?.message ?? "It failed.")
        }
    }

    private struct Listed: Decodable { var jobs: [Outcome.Job]? }

    private func find(_ job: TalentJob) throws(TalentError) -> String {
        let filter = "companyName = \"\(job.company)\" AND requisitionId = \"\(job.requisition)\""
        let path = parent + "/jobs?jobView=JOB_VIEW_ID_ONLY&filter=" + Self.escaped(filter)
        guard let name = try call("GET", path, Nothing?.none, as: Listed.self).jobs?.first?.name else {
            throw TalentError(.malformed, "a job is said to be there and is not found")
        }
        return name
    }

    private static func escaped(_ text: String) -> String {
        text.utf8.map { byte in
            let isPlain =
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 45
            return isPlain ? String(Unicode.Scalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }

    // MARK: Search

    private struct Search: Encodable {
        struct Metadata: Encodable { var allowMissingIds = true }
        struct Query: Encodable { var query: String }

        var requestMetadata = Metadata()
        var jobQuery: Query
        var jobView = "JOB_VIEW_ID_ONLY"
        // The usual level pushes alike jobs down, and what is asked here is how well each fits.
        var diversificationLevel = "DISABLED"
        var maxPageSize: Int
        var pageToken: String?
    }

    private struct Found: Decodable {
        struct Match: Decodable { var job: Outcome.Job }
        var matchingJobs: [Match]?
        var nextPageToken: String?
    }

    /// The requisitions of the jobs that a query finds, in their order.
    public func search(_ query: String, limit: Int, check: () throws -> Void) throws -> [String] {
        var (found, page) = ([String](), String?.none)
        repeat {
            try check()
            let search = Search(
                jobQuery: .init(query: query), maxPageSize: min(100, limit - found.count), pageToken: page)
            let answer = try call("POST", parent + "/jobs:search", search, as: Found.self)
            let matches = answer.matchingJobs ?? []
            found += matches.compactMap(\.job.requisitionId)
            page = matches.isEmpty ? nil : answer.nextPageToken.flatMap { $0.isEmpty ? nil : $0 }
        } while page != nil && found.count < limit
        return found
    }
}
