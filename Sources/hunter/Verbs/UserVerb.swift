import ArgumentParser
import Base
import Composition
import Cryptography
import FoundationEssentials
import Model
import Postgres
import Site
import Storage

/// `hunter user …`: accounts.
struct UserVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "Add and list accounts.", subcommands: [Add.self, List.self, SetRole.self])

    /// `hunter user add`
    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Add an account.")

        @Option(help: "The address to log in with.")
        var email: String

        @Option(help: "seeker, recruiter, operator or admin.")
        var role: RoleArgument

        @Option(help: "The name the person goes by.")
        var name = ""

        @Flag(help: "Read the password from the first line of standard input; otherwise one is made and printed.")
        var passwordStdin = false

        func run() throws {
            let settings = try Settings(environment: Settings.environment())
            let given = passwordStdin ? readLine() ?? "" : nil
            let password = given ?? Token().text
            let rules = try AccountRules(home: settings.home)
            for problem in rules.problems(email: email, name: name, password: password) {
                printError(problem)
            }
            guard rules.problems(email: email, name: name, password: password).isEmpty else { throw ExitCode.badInput }
            let hash = try PasswordHasher(concurrency: 1).hash(password)
            let connection = try Connection(conninfo: settings.databaseURL)
            do {
                let user = try connection.insertUser(
                    id: UUID.v7(), email: email, name: name, role: role.role, passwordHash: hash, firstIsAdmin: false)
                print(user?.id.text ?? "")
            } catch let error as PostgresError where error.constraint == "users_email_key" {
                printError("There is already an account with the address \(email).")
                throw ExitCode.failure
            }
            if given == nil { printError("password: \(password)") }
        }
    }

    /// `hunter user list`
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List accounts.")

        func run() throws {
            let settings = try Settings(environment: Settings.environment())
            let connection = try Connection(conninfo: settings.databaseURL)
            for user in try connection.users(limit: 10_000) {
                let fields = [user.id.text, user.email, user.role.rawValue, UTCDate.format(user.createdAt)]
                print(fields.joined(separator: "\t"))
            }
        }
    }

    /// `hunter user role`
    struct SetRole: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "role", abstract: "Give an account another role, and log it out everywhere.")

        @Option(help: "The account's address.")
        var email: String

        @Option(help: "seeker, recruiter, operator or admin.")
        var role: RoleArgument

        func run() throws {
            let settings = try Settings(environment: Settings.environment())
            let services = try Services(settings: settings, label: "hunter", connections: (1, 1))
            defer { services.close() }
            switch try RoleChange.apply(role.role, email: email, services: services) {
            case .unknownAccount:
                printError("There is no account with the address \(email).")
                throw ExitCode.badInput
            case .done(let sessions): printError("sessions ended: \(sessions)")
            case .doneUncached(let sessions):
                printError("sessions ended: \(sessions). Redis does not answer: they may go on for a minute.")
            }
        }
    }
}

/// A role as it is written on the command line.
struct RoleArgument: ExpressibleByArgument {
    let role: Role

    init?(argument: String) {
        guard let role = Role(rawValue: argument) else { return nil }
        self.role = role
    }

    static var allValueStrings: [String] { Role.allCases.map(\.rawValue) }
}
