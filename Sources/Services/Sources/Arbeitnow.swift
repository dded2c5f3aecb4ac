internal import Base
internal import FoundationEssentials
public import Model
public import Outbound
public import Parsing

/// arbeitnow.com: `GET /api/job-board-api?page=N`, without a key.
///
/// Pages are counted here: the answer's `links.next` only says whether there is one, for it carries parameters of its
/// own. A page that repeats the one before is the end, whatever the answer says.
public struct Arbeitnow: PostingSource {
    public static let kind = "arbeitnow"
    public static let publicAddress = "https://www.arbeitnow.com"

    public static let capabilities = SourceCapabilities()

    private static let path = "/api/job-board-api"
    private let address: String
    private let maximumPages: Int

    /// - Parameters:
    ///   - address: where the interface is, with or without its path.
    ///   - maximumPages: where a run ends at the latest.
    public init(address: String = Arbeitnow.publicAddress, maximumPages: Int = 1000) {
        let base = SourceFetching.base(address)
        self.address = base.hasSuffix(Self.path) ? base : base + Self.path
        self.maximumPages = maximumPages
    }

    public init(_ settings: SourceSettings) {
        self.init(address: settings.addresses[Self.kind] ?? Self.publicAddress)
    }

    public func page(_ cursor: SourceCursor?, client: any HTTPClient) throws(SourceError) -> SourcePage {
        let parts = cursor?.text.split(separator: " ").map(String.init) ?? []
        guard let number = parts.isEmpty ? 1 : Int(parts[0]), (1...maximumPages).contains(number) else {
            throw SourceError(.settings, "the checkpoint is not a page")
        }
        let document = try SourceFetching.document("\(address)?page=\(number)", client: client)
        let records = try SourceFetching.records("data", of: document, id: "slug")
        let links = document.decode(Links.self, "links")
        let meta = document.decode(Meta.self, "meta")
        let print = UUID.v5(name: records.map(\.externalID).joined(separator: "\n"), namespace: .urlNamespace).text
        if parts.count > 1, parts[1] == print { return SourcePage(records: []) }
        let isShort = meta?.perPage?.integer.map { records.count < $0 } ?? false
        let isLast = records.isEmpty || isShort || links?.next?.string == nil || number == maximumPages
        return SourcePage(
            records: records, next: isLast ? nil : SourceCursor("\(number + 1) \(print)"),
            total: meta?.total?.integer.flatMap { $0 >= 0 ? $0 : nil },
            pagesTotal: meta?.lastPage?.integer.flatMap { $0 > 0 ? $0 : nil })
    }

    public func normalise(_ record: RawRecord) throws(PostingError) -> PostingDraft {
        let posting = try SourceFetching.decode(Record.self, record)
        let kinds = posting.jobTypes?.compactMap(\.string) ?? []
        var fields = PostingFields(
            url: posting.url?.string, title: SourceFetching.text(posting.title?.string),
            company: SourceFetching.text(posting.companyName?.string),
            location: SourceFetching.text(posting.location?.string), description: posting.description?.string)
        switch posting.remote {
        case .flag(let isRemote)?: fields.isRemote = isRemote
        case let other?: fields.isRemote = other.string.flatMap { PostingWords.remote($0) }
        case nil: break
        }
        fields.type = kinds.compactMap { PostingWords.type($0) }.first { $0 != .other }
        fields.level = kinds.compactMap { PostingWords.level($0) }.first
        fields.postedAt = posting.createdAt?.integer.map { Date(timeIntervalSince1970: Double($0)) }
        return try fields.draft()
    }

    /// The names are the interface's, in camel case.
    private struct Record: Decodable {
        var url: Loose?
        var title: Loose?
        var companyName: Loose?
        var location: Loose?
        var description: Loose?
        var remote: Loose?
        var jobTypes: [Loose]?
        var createdAt: Loose?
    }

    private struct Links: Decodable {
        var next: Loose?
    }

    private struct Meta: Decodable {
        var perPage: Loose?
        var total: Loose?
        var lastPage: Loose?
    }
}

extension JSONDocument {
    /// A member decoded; `nil` when it is not there or of another form.
    func decode<Value: Decodable>(_: Value.Type, _ name: String) -> Value? {
        members[name].flatMap { try? SourceFetching.decoder().decode(Value.self, from: Data(bytes[$0])) }
    }
}
