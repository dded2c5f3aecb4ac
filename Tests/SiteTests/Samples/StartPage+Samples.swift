@testable import Site

extension StartPage {
    static let sample = StartPage()
    static let firstAccount = StartPage(becomesAdmin: true)
}
