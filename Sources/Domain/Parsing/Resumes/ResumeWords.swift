/// Words that tell titles, companies, schools, degrees and places apart.
enum ResumeWords {
    /// Whether a line or a part of one reads like the title of a position.
    static func isTitle(_ text: String) -> Bool {
        ResumeLine(text).tokens.contains { token in
            token.kind == .word && (titles.contains(token.text) || titleEndings.contains { token.text.hasSuffix($0) })
        }
    }

    /// Whether it reads like the name of a company.
    static func isCompany(_ text: String) -> Bool {
        let tokens = ResumeLine(text).tokens
        return text.unicodeScalars.contains("«") || tokens.contains { $0.kind == .word && companies.contains($0.text) }
    }

    /// Whether it reads like the name of a school or a university.
    static func isSchool(_ text: String) -> Bool {
        ResumeLine(text).tokens.contains { token in
            token.kind == .word
                && (schools.contains(token.text) || schoolParts.contains { token.text.hasPrefix($0) }
                    || token.text.hasSuffix("hochschule") || token.text.hasSuffix("universität"))
        }
    }

    /// Whether it names a degree.
    static func isDegree(_ text: String) -> Bool {
        let line = ResumeLine(text)
        let words = line.tokens.filter { $0.kind == .word }.map(\.text)
        if words.contains(where: { degrees.contains($0) || degreeParts.contains(where: $0.hasPrefix) }) { return true }
        // "BE", "MA": words of other kinds in lower case.
        if text.split(whereSeparator: { !$0.isLetter }).contains(where: { capitals.contains(String($0)) }) {
            return true
        }
        // "B.Sc", "M. Tech", "B.E.", "Ph.D": letters with dots between, near each other.
        for index in line.tokens.indices where index + 2 < line.tokens.count && line.tokens[index + 1].text == "." {
            let pair = line.tokens[index].text + "." + line.tokens[index + 2].text
            if dotted.contains(pair) { return true }
        }
        return false
    }

    /// Whether it is "City, Region" or "City (Country)": a few capitalised words without digits, one comma or none.
    static func isPlace(_ text: String) -> Bool {
        let line = ResumeLine(text)
        let words = line.tokens.filter { $0.kind == .word }
        guard !words.isEmpty, words.count <= 6, text.utf8.count <= 60,
            !line.tokens.contains(where: { $0.kind == .number })
        else {
            return false
        }
        let signs = line.tokens.filter { $0.kind == .sign }
        guard signs.allSatisfy({ [",", ".", "-", "(", ")", "'", "’"].contains($0.text) }) else { return false }
        return words.allSatisfy {
            isCapitalised(line, $0) || ["of", "am", "an", "der", "de", "la", "upon"].contains($0.text)
        }
            && !isTitle(text) && !isCompany(text) && !isSchool(text)
    }

    static func isCapitalised(_ line: ResumeLine, _ token: ResumeLine.Token) -> Bool {
        let start = line.text.utf8.index(line.text.startIndex, offsetBy: token.range.lowerBound)
        guard let scalar = line.text[start...].unicodeScalars.first else { return false }
        return scalar.properties.isUppercase || !scalar.properties.isCased
    }

    private static func words(_ list: String) -> Set<String> { Set(list.split(separator: " ").map(String.init)) }

    private static let titles = words(
        """
        engineer developer manager analyst consultant director administrator architect designer specialist officer executive \
        assistant associate coordinator supervisor lead head intern trainee scientist programmer technician accountant auditor \
        controller teacher lecturer professor tutor trainer instructor nurse doctor physician pharmacist therapist lawyer attorney \
        paralegal clerk cashier representative agent recruiter strategist planner buyer merchandiser editor writer copywriter \
        journalist translator interpreter photographer chef cook waiter waitress bartender driver operator mechanic electrician \
        plumber welder foreman inspector tester founder cofounder owner partner president vp ceo cto cfo coo cio chairman principal \
        researcher fellow postdoc student freelancer contractor advisor adviser counselor expert secretary receptionist librarian \
        economist statistician actuary underwriter broker trader banker teller bookkeeper salesman salesperson marketer \
        producer animator illustrator artist musician actor webmaster devops sysadmin dba qa sre sde tech technologist team-lead \
        superintendent registrar curator dean evangelist ambassador guard captain sergeant worker helper volunteer \
        hostess host stylist esthetician hygienist dentist surgeon paramedic caregiver nanny \
        разработчик программист инженер менеджер аналитик директор руководитель начальник специалист консультант дизайнер \
        администратор архитектор бухгалтер экономист юрист маркетолог продавец тестировщик стажёр стажер ассистент секретарь \
        координатор врач медсестра учитель преподаватель оператор водитель повар заместитель тимлид техник редактор переводчик \
        рекрутер логист кладовщик эксперт аудитор контролёр кассир \
        entwickler ingenieur leiter berater kaufmann kauffrau sachbearbeiter referent assistent assistentin projektleiter \
        geschäftsführer werkstudent praktikant praktikantin mitarbeiter mitarbeiterin buchhalter techniker mechaniker verkäufer \
        lehrer arzt pfleger krankenschwester teamleiter abteilungsleiter architekt controllerin ingenieurin entwicklerin beraterin \
        leiterin analystin designerin kaufleute controller
        """)
    private static let titleEndings = [
        "entwickler", "entwicklerin", "ingenieur", "ingenieurin", "leiter", "leiterin", "berater", "beraterin",
        "manager", "kaufmann",
        "kauffrau", "pfleger", "techniker", "assistent", "analyst", "administrator", "architekt", "buchhalter",
        "buchhalterin",
        "referent", "referentin",
    ]
    private static let companies = words(
        """
        inc llc ltd limited corp corporation company co gmbh ag kg ohg mbh se plc pvt private llp sa srl bv nv oy ab as ооо оао зао пао ао ип \
        нко фгуп group holding holdings technologies technology solutions systems services software consulting consultancy \
        consultants partners bank labs studio studios agency industries enterprises international global infotech infosys tcs \
        wipro accenture ibm capgemini cognizant deloitte microsoft google amazon oracle hospital clinic insurance logistics foods \
        motors pharma pharmaceuticals media networks ventures capital associates restaurant hotel hotels retail stores store market \
        telecom energy health healthcare ministry department government council foundation university college school airlines \
        construction manufacturing engineering industries restaurants financial banking mart
        """)
    private static let schools = words(
        """
        university college institute school academy polytechnic faculty iit nit iim bits mit universität uni hochschule \
        fachhochschule gymnasium rwth tu fh eth vidyalaya vidyapeeth campus université universidad universidade politecnico \
        университет институт академия колледж техникум лицей школа мгу мгту спбгу мифи мфти вшэ ниу итмо спбгу мэи мгимо ргу \
        мади рудн university-college jntu anna vtu
        """)
    private static let schoolParts = ["universit", "университет", "институт", "академи", "colleg", "institut"]
    private static let degrees = words(
        """
        bachelor bachelors master masters phd doctorate doctoral mba bba bca mca btech mtech bsc msc bcom mcom pgdm pgdca pgdbm \
        bbm bms diploma hsc ssc sslc puc intermediate matriculation matric secondary ged llb llm mbbs bds magister diplom \
        bakkalaureus staatsexamen abitur dipl bachelorstudium masterstudium fachabitur \
        бакалавр бакалавриат магистр магистратура специалитет аспирантура кандидат доктор highschool postgraduate \
        graduate graduation degree certificate lehre
        """)
    private static let capitals: Set<String> = ["BE", "ME", "BA", "MA", "BS", "MS", "AA", "AS", "MD", "JD"]
    private static let degreeParts = ["bachelor", "master'", "diplom", "engineering-degree"]
    private static let dotted: Set<String> = [
        "h.s", "s.s", "b.sc", "m.sc", "b.tech", "m.tech", "b.e", "m.e", "b.a", "m.a", "b.com", "m.com", "ph.d", "b.s",
        "m.s", "m.b", "b.b", "b.c", "m.c",
        "dipl.-", "b.ed", "m.ed", "m.phil", "b.pharm", "b.arch", "p.g", "ll.b", "m.d", "b.eng", "m.eng",
    ]
}
