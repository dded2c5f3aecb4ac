public import FoundationEssentials
public import Model
public import Postgres

extension Preferences: RowDecodable {
    static let columns: SQL =
        """
        coalesce(preferences.role, ''), coalesce(preferences.skills, '{}'), minimum_pay, preferences.currency,
        coalesce(preferences.location, ''), work_mode, coalesce(wishes, ''), coalesce(countries, '{}'),
        coalesce(preferences.languages, '{}'), needs_visa, internships, coalesce(levels, '{}')
        """

    public init(row: inout Row) throws {
        self.init(
            role: try row.next(), skills: try row.next(), minimumPay: try row.next(), currency: try row.next(),
            location: try row.next(), workMode: try row.next(), wishes: try row.next(), countries: try row.next(),
            languages: try row.json(), needsVisa: try row.next(), internships: try row.next(),
            levels: try row.next([String].self).compactMap { PostingLevel(rawValue: $0) })
    }
}

extension Connection {
    /// What a person is looking for; empty where they have said nothing.
    public func preferences(of user: UUID) throws -> Preferences {
        try first("select \(Preferences.columns) from preferences where user_id = \(user)") ?? Preferences()
    }

    /// Stores what a person is looking for, in place of what they said before.
    /// - Returns: whether it is something else.
    @discardableResult
    public func setPreferences(_ preferences: Preferences, of user: UUID) throws -> Bool {
        guard try self.preferences(of: user) != preferences else { return false }
        try execute(
            """
            insert into preferences (user_id, role, skills, minimum_pay, currency, location, work_mode, wishes, countries,
                languages, needs_visa, internships, levels)
            values (\(user), \(preferences.role), \(preferences.skills), \(preferences.minimumPay),
                \(preferences.currency), \(preferences.location), \(preferences.workMode), \(preferences.wishes),
                \(preferences.countries), \(json: preferences.languages), \(preferences.needsVisa),
                \(preferences.internships), \(preferences.levels.map(\.rawValue)))
            on conflict (user_id) do update
            set role = excluded.role, skills = excluded.skills, minimum_pay = excluded.minimum_pay,
                currency = excluded.currency, location = excluded.location, work_mode = excluded.work_mode,
                wishes = excluded.wishes, countries = excluded.countries, languages = excluded.languages,
                needs_visa = excluded.needs_visa, internships = excluded.internships, levels = excluded.levels,
                updated_at = now()
            """)
        return true
    }
}
