import Testing

@testable import Parsing

struct ResumeDatesTests {
    private func range(_ text: String) -> String? {
        ResumeDates.range(in: ResumeLine(text)).map { "\($0.start.text)..\($0.end?.text ?? "")" }
    }

    @Test(arguments: [
        ("05/2018 – Present", "2018-05.."), ("July 2016 to May 2018", "2016-07..2018-05"), ("2015-2018", "2015..2018"),
        ("Acme Inc, 2015 -- 2018, Paris", "2015..2018"), ("Sept. 2014 – Oct 2015", "2014-09..2015-10"),
        ("Jan '09 - Feb '11", "2009-01..2011-02"), ("01.05.2018 - 30.06.2019", "2018-05..2019-06"),
        ("2018-05 – 2019-11", "2018-05..2019-11"), ("June 5, 2016 - July 1, 2017", "2016-06..2017-07"),
        ("seit März 2019", "2019-03.."), ("von 2015 bis 2018", "2015..2018"), ("Mai 2015 – heute", "2015-05.."),
        ("с марта 2015 по июнь 2018", "2015-03..2018-06"), ("апрель 2020 г. — по настоящее время", "2020-04.."),
        ("03/15 - 09/17", "2015-03..2017-09"), ("2015 till date", "2015.."), ("2016/09 - now", "2016-09.."),
        ("April 2016 to Present", "2016-04.."),
    ])
    func `ranges of dates are read`(text: String, expected: String) {
        #expect(range(text) == expected)
    }

    @Test(arguments: [
        "2015", "May 2015", "12-15 people", "+49 2015 2018", "2018 - 2015", "from here to there", "", "5 - 10",
        "1/2 - 3/4",
    ])
    func `what is no range is none`(text: String) {
        #expect(range(text) == nil)
    }

    @Test func `where the range stands is told in bytes`() throws {
        let line = ResumeLine("Größe GmbH (2015 – 2018), Köln")
        let found = try #require(ResumeDates.range(in: line))
        let (before, after) = line.without(found.range)
        #expect(before.text == "Größe GmbH" && after.text == "Köln")
        #expect(after.start == line.text.utf8.count - "Köln".utf8.count)
    }
}
