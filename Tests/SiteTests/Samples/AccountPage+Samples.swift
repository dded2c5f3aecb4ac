@testable import Site

extension AccountPage {
    static let sample = AccountPage(
        accountName: "Marta Lindqvist-Öberg",
        accountEmail: "marta.lindqvist-oberg@a-rather-long-mail-domain.example.com",
        role: "Admin",
        joined: .twoWeeksAgo,
        sessions: [
            SessionRow(
                device: "Firefox on Linux", kind: "Browser", address: "192.0.2.17", started: .threeHoursAgo,
                lastUsed: .justNow, revokeAction: nil),
            SessionRow(
                device: "Safari on iOS", kind: "Browser", address: "2001:db8:85a3:1234:5678:8a2e:370:7334",
                started: .yesterday, lastUsed: .threeHoursAgo,
                revokeAction: "/account/sessions/0193a1b2-0000-7000-8000-000000000001/revoke"),
            SessionRow(
                device: "curl/8.5.0 <b>of a program that tells a long story about it…", kind: "API",
                address: "192.0.2.44", started: .yesterday, lastUsed: .yesterday,
                revokeAction: "/account/sessions/0193a1b2-0000-7000-8000-000000000002/revoke"),
        ])
    static let alone = AccountPage(
        accountName: "", accountEmail: "sam@example.com", role: "Seeker", joined: .justNow,
        sessions: [
            SessionRow(
                device: "Unknown device", kind: "Browser", address: "192.0.2.17", started: .justNow,
                lastUsed: .justNow, revokeAction: nil)
        ])
}
