internal import Base
internal import Cryptography
public import FoundationEssentials
public import Model
public import Outbound
internal import Postgres
internal import Redis
public import Sources
internal import Storage

extension Services {
    /// The reader of a source's kind, set up for that source. A person's own source has to bring its keys: those of the
    /// installation, and what may be asked with them, are for everybody's.
    /// - Parameter client: for what has to be asked before, such as a token; nil for the usual one.
    public func reader(of source: Source, asking client: (any HTTPClient)? = nil) throws -> any PostingSource {
        let keys = source.userID == nil ? settings.collecting.keys[source.kind] ?? [:] : [:]
        let values = try keys.merging(source.settings) { $1 }.merging(secrets(of: source)) { $1 }
        return try makeReader(kind: source.kind, values: values, asking: client)
    }

    /// A reader set up with the installation's keys and these values.
    public func reader(
        kind: String, values: [String: String], asking client: (any HTTPClient)? = nil
    ) throws -> any PostingSource {
        try makeReader(
            kind: kind, values: (settings.collecting.keys[kind] ?? [:]).merging(values) { $1 }, asking: client)
    }

    private func makeReader(
        kind: String, values: [String: String], asking client: (any HTTPClient)?
    ) throws -> any PostingSource {
        var all = values
        all["agent"] = settings.collecting.userAgent
        if kind == HeadHunter.kind, all["token", default: ""].isEmpty, let id = all["client_id"],
            let secret = all["client_secret"], !id.isEmpty, !secret.isEmpty
        {
            all["token"] = try headHunterToken(clientID: id, secret: secret, client ?? self.client)
        }
        return try SourceRegistry.reader(
            kind: kind,
            settings: SourceSettings(all, addresses: settings.collecting.addresses, now: time.now))
    }

    /// The client for requests of one kind of source: within the budget that the kind's keys have, and within the limits of
    /// every host; for kinds that fetch what anybody names, as a visitor.
    public func client(kind: String, key: String = "") -> any HTTPClient {
        let capabilities = SourceRegistry.capabilities(kind)
        if capabilities?.fetchesAnyAddress == true { return politeClient }
        let budgets = capabilities?.budgets ?? []
        guard !budgets.isEmpty else { return client }
        // The key's name in Redis tells nothing about the key.
        let owner = key.isEmpty ? "" : ":" + Digest.sha256(key).prefix(8).hex
        return BudgetedClient(
            client, limiter: limiter,
            budgets: budgets.map { budget in
                (
                    "budget:\(kind)\(owner):\(budget.window.components.seconds)",
                    Rate(budget.calls, per: budget.window, burst: max(1, budget.calls / 2))
                )
            })
    }

    /// The same for a source, by its own key where it has one.
    public func client(of source: Source) throws -> any HTTPClient {
        let secrets = try secrets(of: source).sorted { $0.key < $1.key }.map(\.value)
        return client(kind: source.kind, key: secrets.joined(separator: "\n"))
    }

    /// Keys of a source, opened.
    public func secrets(of source: Source) throws -> [String: String] {
        guard let sealed = source.secrets else { return [:] }
        let bytes = try sealer().open(sealed, for: source.id.text)
        return try JSONDecoder().decode([String: String].self, from: Data(bytes))
    }

    /// Keys sealed for the row of a source; nil for none.
    public func seal(_ secrets: [String: String], for source: UUID) throws -> [UInt8]? {
        guard !secrets.isEmpty else { return nil }
        return try sealer().seal(Array(try JSONEncoder().encode(secrets)), for: source.text)
    }

    /// The token of HH's application, asked for once and kept: each new one ends the one before.
    private func headHunterToken(clientID: String, secret: String, _ client: any HTTPClient) throws -> String {
        let name = "hh " + Digest.sha256(clientID + "\n" + secret).prefix(16).hex
        if let sealed = try database.withConnection({ try $0.outsideToken(name) }),
            let bytes = try? sealer().open(sealed, for: name)
        {
            return String(decoding: bytes, as: UTF8.self)
        }
        let token = try HeadHunter.token(
            clientID: clientID, secret: secret, agent: settings.collecting.userAgent,
            address: settings.collecting.addresses[HeadHunter.kind], client: client)
        try database.withConnection { try $0.setOutsideToken(name, sealer().seal(Array(token.utf8), for: name)) }
        return token
    }

    /// Forgets tokens of a kind of source, so that the next request asks for a new one: the other side took the old one back.
    public func forgetTokens(of kind: String) throws {
        try database.withConnection { try $0.deleteOutsideTokens(prefix: kind + " ") }
    }
}
