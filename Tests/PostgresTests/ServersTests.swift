import Postgres
import TestSupport
import Testing

/// The test servers themselves.
struct ServersTests {
    @Test func `migrated databases are copies that know nothing of one another`() throws {
        let one = try TestServers.database()
        let two = try TestServers.database()
        #expect(one.name != two.name)
        try one.connect().execute("create table mine ()")
        #expect(try two.connect().value("select to_regclass('mine') is null", as: Bool.self))
        let status = try Migrator(migrations: []).status(on: two.connect())
        #expect(status.count > 1)
        try one.drop()
        #expect(postgresError { try one.connect() }?.code == .connection)
    }

    @Test func `nginx serves what its configuration says`() throws {
        let folder = TemporaryFolder()
        try folder.write("hello", to: "index.html")
        let port = try freePort()
        let nginx = try NginxServer(
            folder: folder,
            configuration: """
                events {}
                http {
                    access_log off;
                    server { listen 127.0.0.1:\(port); root \(folder.path); }
                }
                """, listensAt: .tcp(port: port))
        let address = LocalAddress.tcp(port: port)
        let request = "GET /index.html HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        #expect(address.exchange(request)?.hasSuffix("\r\n\r\nhello") == true)
        nginx.stop()
        #expect(address.exchange(request) == nil)
    }
}
