public import Postgres

/// The product's migrations, embedded in the program.
public enum Schema {
    /// Every migration, in order.
    public static let migrations: [Migration] = files.map { name, bytes in
        do {
            return try Migration(fileName: name, text: String(decoding: bytes, as: UTF8.self))
        } catch {
            preconditionFailure("\(name) is built into this program and cannot be read: \(error)")
        }
    }

    private static let files: [(String, [UInt8])] = [
        ("V0001_accounts.sql", PackageResources.V0001_accounts_sql),
        ("V0002_tasks.sql", PackageResources.V0002_tasks_sql),
        ("V0003_resumes.sql", PackageResources.V0003_resumes_sql),
        ("V0004_postings.sql", PackageResources.V0004_postings_sql),
        ("V0005_matches.sql", PackageResources.V0005_matches_sql),
        ("V0006_schedules.sql", PackageResources.V0006_schedules_sql),
        ("V0007_task_history.sql", PackageResources.V0007_task_history_sql),
        ("V0008_dashboard.sql", PackageResources.V0008_dashboard_sql),
        ("V0009_dashboard_indexes.sql", PackageResources.V0009_dashboard_indexes_sql),
        ("V0010_reading_notes.sql", PackageResources.V0010_reading_notes_sql),
        ("V0011_resume_versions.sql", PackageResources.V0011_resume_versions_sql),
        ("V0012_recruiting.sql", PackageResources.V0012_recruiting_sql),
        ("V0013_recruiting_indexes.sql", PackageResources.V0013_recruiting_indexes_sql),
        ("V0014_collecting.sql", PackageResources.V0014_collecting_sql),
        ("V0015_posting_features.sql", PackageResources.V0015_posting_features_sql),
        ("V0016_preferences.sql", PackageResources.V0016_preferences_sql),
        ("V0017_career_pages.sql", PackageResources.V0017_career_pages_sql),
        ("V0018_posting_identity.sql", PackageResources.V0018_posting_identity_sql),
        ("V0019_other_engines.sql", PackageResources.V0019_other_engines_sql),
        ("V0020_search.sql", PackageResources.V0020_search_sql),
        ("V0021_arrivals.sql", PackageResources.V0021_arrivals_sql),
        ("V0022_rescoring.sql", PackageResources.V0022_rescoring_sql),
        ("V0023_narrow_postings.sql", PackageResources.V0023_narrow_postings_sql),
        ("V0024_job_post_matches.sql", PackageResources.V0024_job_post_matches_sql),
        ("V0025_resume_vectors.sql", PackageResources.V0025_resume_vectors_sql),
        ("V0026_resume_vector_indexes.sql", PackageResources.V0026_resume_vector_indexes_sql),
        ("V0027_schedule_keys.sql", PackageResources.V0027_schedule_keys_sql),
        ("V0028_hard_wishes.sql", PackageResources.V0028_hard_wishes_sql),
        ("V0029_posting_terms.sql", PackageResources.V0029_posting_terms_sql),
    ]
}

extension Connection {
    /// Whether every migration of this program has been applied.
    public func isMigrated() throws -> Bool {
        let applied: [Int] = try scalars("select version from schema_migrations")
        return Set(Schema.migrations.map(\.version)).isSubset(of: applied)
    }
}
