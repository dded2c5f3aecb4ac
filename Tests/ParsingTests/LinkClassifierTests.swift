import Parsing
import Testing

struct LinkClassifierTests {
    private func verdict(
        _ url: String, _ text: String, on page: String = "https://acme.example/careers"
    )
        -> LinkClassifier.Verdict
    {
        LinkClassifier().verdicts([.init(url: url, text: text)], on: page)[0]
    }

    @Test(arguments: [
        ("https://acme.example/careers/senior-backend-engineer", "Senior Backend Engineer"),
        ("https://acme.example/jobs/4711", "Data Analyst, Berlin"),
        ("https://acme.example/careers/4711-nurse", ""),
        ("https://boards.greenhouse.io/acme/jobs/4711", "Apply"),
        ("https://jobs.lever.co/acme/6f1c9d34-9bde-4f2a-8a55-1d2c3b4a5e6f", "Product Designer"),
        ("https://jobs.ashbyhq.com/acme/6f1c9d34-9bde-4f2a-8a55-1d2c3b4a5e6f", "Engineering"),
        ("https://apply.workable.com/acme/j/ABC123/", "View job"),
        ("https://acme.teamtailor.com/jobs/12-chef", "Chef"),
        ("https://acme.wd3.myworkdayjobs.com/en-US/x/job/Berlin/Cook_R1", "Cook"),
        ("https://acme.example/stellenangebote/entwickler-java-mwd", "Entwickler Java (m/w/d)"),
        ("https://acme.example/careers?gh_jid=4711", "Account Executive"),
        ("https://acme.example/about/jobs/office-manager", "Office Manager"),
        ("https://acme.example/en/vacancies/1203", "Logistics Coordinator"),
        ("https://acme.example/emploi/developpeur-web-lyon", "D\u{e9}veloppeur web"),
    ])
    func `a link to a posting is told`(url: String, text: String) {
        #expect(verdict(url, text).kind == .posting, "\(verdict(url, text))")
    }

    @Test(arguments: [
        ("https://acme.example/", "Home"), ("https://acme.example/about", "About us"),
        ("https://acme.example/blog/how-we-hire-engineers", "How we hire"),
        ("https://acme.example/privacy", "Privacy policy"), ("https://www.linkedin.com/company/acme/jobs", "LinkedIn"),
        ("https://acme.example/careers/benefits", "Benefits"),
        ("https://acme.example/careers/life-at-acme", "Life at Acme"),
        ("https://acme.example/files/handbook-for-engineers.pdf", "Handbook"),
        ("mailto:jobs@acme.example", "Write to us"),
        ("javascript:void(0)", "Engineer"), ("https://acme.example/careers", "Careers"),
        ("https://acme.example/products/driver-assistant", "Our products"), ("https://acme.example/login", "Sign in"),
    ])
    func `a link to anything else is none`(url: String, text: String) {
        #expect(verdict(url, text).kind != .posting, "\(verdict(url, text))")
    }

    @Test(arguments: [
        ("https://acme.example/careers?page=2", "2"), ("https://acme.example/careers/page/2", "Next"),
        ("https://acme.example/jobs", "See open positions"), ("https://boards.greenhouse.io/acme", "Open roles"),
        ("https://acme.example/careers/openings", "Openings"),
    ])
    func `more of the list is told`(url: String, text: String) {
        #expect(verdict(url, text).kind == .listing, "\(verdict(url, text))")
    }

    @Test func `lists of other hosts are not followed`() {
        #expect(verdict("https://other.example/jobs", "Jobs").kind == .other)
    }

    @Test func `what stands among its like is one of them`() {
        let names = ["night-shift", "kitchen-hand", "front-of-house", "float-pool"]
        let links = names.map { LinkClassifier.Link(url: "https://acme.example/careers/\($0)", text: "") }
        let verdicts = LinkClassifier().verdicts(links, on: "https://acme.example/careers")
        #expect(verdicts.allSatisfy { $0.kind == .posting })
    }

    @Test func `navigation is not the list`() {
        let link = LinkClassifier.Link(url: "https://acme.example/careers/our-teams", text: "Our teams", isAside: true)
        #expect(LinkClassifier().verdicts([link], on: "https://acme.example/careers")[0].kind != .posting)
    }
}
