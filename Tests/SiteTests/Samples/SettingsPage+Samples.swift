@testable import Site

extension SettingsPage {
    private static let currencies = [
        Option(value: "EUR", label: "EUR", isSelected: true), Option(value: "USD", label: "USD"),
    ]
    private static let modes = [
        Option(value: "", label: "Anywhere"), Option(value: "remote", label: "Remote", isSelected: true),
    ]

    static let sample = SettingsPage(
        role: "Marketing & brand lead", skills: "SEO, Google Analytics", minSalary: "60000", currencies: currencies,
        location: "Lisbon", modes: modes, wishes: "A \"small\" team.\nNo <b>weekends</b>.",
        searchHref: "/jobs?q=Marketing&remote=yes&min_pay=60000&currency=EUR")

    static let refused = SettingsPage(
        role: "", skills: "", minSalary: "a lot", currencies: currencies, location: "", modes: modes, wishes: "",
        errors: [FieldProblem(field: "min_salary", message: "Give the pay as a whole number.")])
}
