@testable import Site

extension AccountPage {
    static let sample = AccountPage(
        accountName: "Marta Lindqvist-Öberg",
        accountEmail: "marta.lindqvist-oberg@a-rather-long-mail-domain.example.com",
        role: "Admin",
        joined: .twoWeeksAgo)
}
