/// What a part of a resume is about.
enum ResumeSection: Sendable, Equatable {
    /// What stands above the first heading.
    case head
    case summary, experience, education, skills, contact
    /// Languages: skills of their own kind.
    case languages
    case links
    case other
}

/// A part of a resume: its lines without the heading.
struct ResumePart: Sendable {
    let section: ResumeSection
    var lines: [ResumeLine]

    /// Cuts lines at headings, and before positions that a heading within the one before would cut off.
    static func all(in lines: [ResumeLine]) -> [ResumePart] {
        var parts = [ResumePart(section: .head, lines: [])]
        let board = BoardPrint.heads(in: lines)
        for (index, line) in lines.enumerated() {
            if board.contains(index) {
                // "Key Skills" within a position ends it for good; "Software" may be what a position is called.
                if parts[parts.count - 1].section != .experience {
                    parts.append(ResumePart(section: .experience, lines: []))
                }
                parts[parts.count - 1].lines.append(line)
            } else if let section = heading(line) {
                parts.append(ResumePart(section: section, lines: []))
            } else if let (section, rest) = inlineHeading(line) {
                parts.append(ResumePart(section: section, lines: [rest]))
            } else {
                parts[parts.count - 1].lines.append(line)
            }
        }
        return parts
    }

    /// The section a line opens, where the line is a heading and nothing else.
    static func heading(_ line: ResumeLine) -> ResumeSection? {
        guard !line.isBullet, line.wordCount > 0, line.wordCount <= 6, line.tokens.count <= 8,
            line.text.utf8.count <= 80
        else { return nil }
        let key = key(line.tokens)
        return headings[key]
    }

    /// "Skills: Go, Python": a heading with its content behind a colon.
    private static func inlineHeading(_ line: ResumeLine) -> (ResumeSection, ResumeLine)? {
        guard let colon = line.tokens.firstIndex(where: { $0.text == ":" }), colon >= 1, colon <= 4,
            colon + 1 < line.tokens.count, let section = headings[key(Array(line.tokens[..<colon]))],
            section == .skills || section == .summary || section == .languages
        else { return nil }
        let rest = line.piece(line.tokens[colon].range.upperBound..<line.text.utf8.count)
        // "Languages: Java, Kotlin" stands among skills.
        if section == .languages, ResumeLanguages.all(in: [rest]).isEmpty { return nil }
        return (section, rest)
    }

    private static func key(_ tokens: [ResumeLine.Token]) -> String {
        var words: [String] = []
        for token in tokens where token.kind == .word && !joining.contains(token.text) { words.append(token.text) }
        return words.joined(separator: " ")
    }

    private static let joining: Set<String> = ["and", "und", "и", "my"]

    private static let headings: [String: ResumeSection] = {
        var headings: [String: ResumeSection] = [:]
        func add(_ section: ResumeSection, _ names: String) {
            for name in names.split(separator: "|") { headings[String(name)] = section }
        }
        add(.experience, Headings.experience)
        add(.education, Headings.education)
        add(.skills, Headings.skills)
        add(.summary, Headings.summary)
        add(.contact, Headings.contact)
        add(.languages, Headings.languages)
        add(.links, Headings.links)
        add(.other, Headings.other)
        return headings
    }()
}

/// Headings as resumes write them: lower case, without "and" and signs, a bar between.
private enum Headings {
    static let experience = """
        experience|work experience|professional experience|employment|employment history|work history|\
        career history|relevant experience|job experience|working experience|career experience|\
        industry experience|experience details|experience profile|organizational experience|\
        organisational experience|professional background|work background|positions held|internships|internship|\
        internship experience|professional work experience|total experience|it experience|technical experience|\
        experience summary|опыт|опыт работы|профессиональный опыт|трудовая деятельность|карьера|трудовой опыт|\
        места работы|berufserfahrung|beruflicher werdegang|berufspraxis|praktische erfahrung|erfahrung|\
        werdegang|arbeitserfahrung|praktika|berufliche erfahrung
        """
    static let education = """
        education|academia|academic|academic qualification s|studies|academic background|educational background|education training|academic qualifications|\
        educational qualifications|educational qualification|academic qualification|qualifications|\
        academic profile|academics|academic details|education details|educational details|academic credentials|\
        academic history|education qualifications|education qualification|education background|\
        education certifications|academic qualification details|scholastics|education credentials|образование|\
        высшее образование|обучение|учёба|учеба|ausbildung|bildung|bildungsweg|schulbildung|studium|\
        akademische ausbildung|hochschulbildung|bildungsgang|schulische ausbildung|aus weiterbildung
        """
    static let skills = """
        skills|technical skills|key skills|core skills|professional skills|it skills|computer skills|skill set|\
        skillset|skills summary|skill summary|areas of expertise|expertise|core competencies|competencies|\
        technologies|technical expertise|technical proficiency|technical proficiencies|tools technologies|\
        skills tools|skills expertise|technical skill set|it skill set|technical competencies|key competencies|\
        software skills|tech stack|programming skills|skill highlights|highlights|software|tools|soft skills|\
        hard skills|skills abilities|areas of strength|technology stack|technical summary|additional skills|\
        other skills|skills technologies|навыки|ключевые навыки|профессиональные навыки|технические навыки|\
        компетенции|технологии|умения|kenntnisse|fähigkeiten|kompetenzen|fachkenntnisse|edv kenntnisse|\
        it kenntnisse|technische kenntnisse|kenntnisse fähigkeiten|fähigkeiten kenntnisse|technologien|\
        kernkompetenzen
        """
    static let summary = """
        summary|professional summary|career summary|executive summary|profile|professional profile|about|\
        about me|objective|career objective|career objectives|summary of qualifications|personal statement|\
        career profile|introduction|career overview|overview|profile summary|personal profile|job objective|\
        о себе|обо мне|цель|профиль|кратко о себе|дополнительно о себе|profil|über mich|zusammenfassung|\
        kurzprofil|persönliches profil|ziel|zielsetzung
        """
    static let contact = """
        contact|contact information|contact details|контакты|контактная информация|kontakt|kontaktdaten|\
        persönliche daten|personal details|personal information|personal data|details
        """
    static let languages = """
        languages|language skills|языки|знание языков|иностранные языки|sprachen|sprachkenntnisse|\
        known languages|languages known
        """
    static let links = """
        links|online|online profiles|profiles|social|social media|web|websites|portfolio|ссылки|соцсети|социальные сети|\
        webseiten|online profile
        """
    static let other = """
        projects|personal projects|key projects|academic projects|project details|project experience|\
        projects undertaken|projects handled|certifications|certification|certificates|certifications licenses|\
        licenses|courses|training|trainings|professional training|professional development|\
        training certifications|awards|honors|achievements|key achievements|accomplishments|awards achievements|\
        honors awards|interests|hobbies|hobbies interests|references|publications|volunteering|\
        volunteer experience|volunteer|volunteer work|activities|extracurricular activities|\
        extra curricular activities|additional information|affiliations|memberships|patents|\
        professional affiliations|strengths|personal skills|declaration|leadership|research|military service|\
        military experience|проекты|сертификаты|курсы|достижения|интересы|хобби|рекомендации|\
        дополнительная информация|публикации|projekte|zertifikate|weiterbildung|weiterbildungen|auszeichnungen|\
        interessen|hobbys|referenzen|publikationen|ehrenamt|zertifizierungen|sonstiges|weitere kenntnisse
        """
}
