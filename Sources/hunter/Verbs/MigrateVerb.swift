import ArgumentParser
import Base
import Composition
import Postgres
import Storage

/// `hunter migrate`: brings the database to this program's schema, or to any version of it.
struct MigrateVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate", abstract: "Bring the database's schema up or down.",
        discussion: "Several may run at once: one of them migrates, the others wait for it.")

    @Option(help: "The version to end at; below the present one it goes down.")
    var to: Int?

    @Flag(help: "Only show which migrations have been applied.")
    var status = false

    func run() throws {
        let settings = try Settings(environment: Settings.environment())
        let connection = try Connection(conninfo: settings.databaseURL)
        let migrator = Migrator(migrations: Schema.migrations)
        if status {
            for entry in try migrator.status(on: connection) {
                let applied = entry.appliedAt.map(UTCDate.format) ?? "not applied"
                print("V\(entry.version) \(entry.name): \(applied)")
            }
            return
        }
        let newest = Schema.migrations.map(\.version).max() ?? 0
        if let to, !(0...newest).contains(to) {
            printError("There is no version \(to): the newest is \(newest), and 0 is an empty database.")
            throw ExitCode.badInput
        }
        let current = try migrator.status(on: connection).filter { $0.appliedAt != nil }.map(\.version).max() ?? 0
        if let to, to < current {
            for migration in try migrator.revert(on: connection, to: to) {
                print("reverted V\(migration.version) \(migration.name)")
            }
        } else {
            for migration in try migrator.apply(on: connection, to: to) {
                print("applied V\(migration.version) \(migration.name)")
            }
        }
    }
}
