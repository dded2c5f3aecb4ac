public import FoundationEssentials
public import Model
public import Postgres

extension Preferences: RowDecodable {
    public init(row: inout Row) throws {
        self.init(
            role: try row.next(), skills: try row.next(), minimumPay: try row.next(), currency: try row.next(),
            location: try row.next(), workMode: try row.next(), wishes: try row.next())
    }
}

extension Connection {
    /// What a person is looking for; empty where they have said nothing.
    public func preferences(of user: UUID) throws -> Preferences {
        try first(
            """
            select role, skills, minimum_pay, currency, location, work_mode, wishes from preferences
            where user_id = \(user)
            """) ?? Preferences()
    }

    /// Stores what a person is looking for, in place of what they said before.
    /// - Returns: whether it is something else.
    @discardableResult
    public func setPreferences(_ preferences: Preferences, of user: UUID) throws -> Bool {
        try execute(
            """
            insert into preferences (user_id, role, skills, minimum_pay, currency, location, work_mode, wishes)
            values (\(user), \(preferences.role), \(preferences.skills), \(preferences.minimumPay),
                \(preferences.currency), \(preferences.location), \(preferences.workMode), \(preferences.wishes))
            on conflict (user_id) do update
            set role = excluded.role, skills = excluded.skills, minimum_pay = excluded.minimum_pay,
                currency = excluded.currency, location = excluded.location, work_mode = excluded.work_mode,
                wishes = excluded.wishes, updated_at = now()
            where (preferences.role, preferences.skills, preferences.minimum_pay, preferences.currency,
                    preferences.location, preferences.work_mode, preferences.wishes)
                is distinct from (excluded.role, excluded.skills, excluded.minimum_pay, excluded.currency,
                    excluded.location, excluded.work_mode, excluded.wishes)
            """) > 0
    }
}
