/// What a word tells about the piece of a resume that it stands in.
struct WordMarks: OptionSet, Sendable {
    let rawValue: UInt16

    /// "Engineer": a position.
    static let title = WordMarks(rawValue: 1)
    /// "GmbH", "Logistics": a company.
    static let company = WordMarks(rawValue: 2)
    /// "University": a place of study.
    static let school = WordMarks(rawValue: 4)
    /// "Bachelor": a degree.
    static let degree = WordMarks(rawValue: 8)
    /// "GmbH", but not "Logistics": nothing but a company.
    static let legalForm = WordMarks(rawValue: 16)
    /// "van": joins names and places though it has no capital.
    static let particle = WordMarks(rawValue: 32)
    /// "Résumé", "Page": no part of a person's name.
    static let noName = WordMarks(rawValue: 64)
    /// A country or a large region.
    static let place = WordMarks(rawValue: 128)
}

/// Words that tell titles, companies, schools, degrees and places apart.
enum ResumeWords {
    /// The marks of a word in lower case.
    static func marks(of word: String) -> WordMarks {
        if let marks = table[word] { return marks }
        return word.utf8.count > 6 ? ending(of: word) : []
    }

    /// Whether it is "City, Region" or "City (Country)": a few capitalised words without digits.
    static func isPlace(_ line: ResumeLine) -> Bool {
        guard line.wordCount >= 1, line.wordCount <= 6, line.text.utf8.count <= 60,
            line.marks.isDisjoint(with: [.title, .company, .school, .degree])
        else { return false }
        return line.tokens.allSatisfy { token in
            switch token.kind {
            case .number: false
            case .sign: [",", ".", "-", "(", ")", "'", "’", "/"].contains(token.text)
            case .word: token.isCapital || token.marks.contains(.particle)
            }
        }
    }

    /// Compounds and inflections: "Softwareentwickler", "университета".
    private static func ending(of word: String) -> WordMarks {
        for (ending, marks) in endings where word.hasSuffix(ending) { return marks }
        for (beginning, marks) in beginnings where word.hasPrefix(beginning) { return marks }
        return []
    }

    private static let endings: [(String, WordMarks)] = [
        ("entwickler", .title), ("entwicklerin", .title), ("ingenieur", .title), ("ingenieurin", .title),
        ("leiter", .title), ("leiterin", .title), ("berater", .title), ("beraterin", .title), ("manager", .title),
        ("managerin", .title), ("kaufmann", .title), ("kauffrau", .title), ("pfleger", .title), ("pflegerin", .title),
        ("techniker", .title), ("technikerin", .title), ("assistent", .title), ("assistentin", .title),
        ("analyst", .title), ("analystin", .title), ("administrator", .title), ("administratorin", .title),
        ("architekt", .title), ("architektin", .title), ("buchhalter", .title), ("buchhalterin", .title),
        ("referent", .title), ("referentin", .title), ("konstrukteur", .title), ("konstrukteurin", .title),
        ("mechaniker", .title), ("mechanikerin", .title), ("elektroniker", .title), ("verkäufer", .title),
        ("verkäuferin", .title), ("informatiker", .title), ("informatikerin", .title), ("schwester", .title),
        ("meister", .title), ("fahrer", .title), ("lehrer", .title), ("lehrerin", .title), ("arbeiter", .title),
        ("arbeiterin", .title), ("helfer", .title), ("helferin", .title), ("hochschule", .school),
        ("universität", .school), ("akademie", .school), ("gymnasium", .school), ("schule", .school),
    ]
    private static let beginnings: [(String, WordMarks)] = [
        ("universit", .school), ("университет", .school), ("институт", .school), ("академи", .school),
        ("colleg", .school), ("institut", .school), ("bachelor", .degree), ("diplom", .degree), ("бакалавр", .degree),
        ("магистр", .degree),
    ]

    private static let table: [String: WordMarks] = {
        var table: [String: WordMarks] = [:]
        func add(_ marks: WordMarks, _ words: String) {
            for word in words.split(separator: " ") { table[String(word), default: []].formUnion(marks) }
        }
        add(.title, Lists.titles)
        add(.company, Lists.companies)
        add([.company, .legalForm], Lists.legalForms)
        add(.school, Lists.schools)
        add(.degree, Lists.degrees)
        add(.particle, "de da van von vom zu der den bin al la di el del dos ibn ten ter le")
        add(.particle, "of am an im upon the and und и на")
        add(.noName, Lists.noNames)
        add(.place, Lists.places)
        return table
    }()
}

private enum Lists {
    static let titles = """
        engineer engineers developer manager mgr analyst consultant director administrator admin architect designer \
        specialist officer executive exec assistant associate coordinator co-ordinator supervisor lead leader head intern \
        trainee scientist programmer technician accountant auditor controller teacher lecturer professor tutor trainer \
        instructor nurse doctor physician pharmacist therapist lawyer attorney paralegal clerk cashier representative rep \
        agent recruiter strategist planner buyer merchandiser editor writer copywriter journalist translator interpreter \
        photographer chef cook waiter waitress bartender driver operator mechanic electrician plumber welder foreman \
        inspector tester founder cofounder owner partner president vp ceo cto cfo coo cio chairman principal researcher \
        fellow postdoc student freelancer contractor advisor adviser counselor counsellor expert secretary receptionist \
        librarian economist statistician actuary underwriter broker trader banker teller bookkeeper salesman salesperson \
        saleswoman marketer producer animator illustrator artist musician actor webmaster devops sysadmin dba qa sre sde \
        sdet tech technologist superintendent registrar curator dean evangelist ambassador guard captain sergeant worker \
        helper volunteer hostess host stylist esthetician hygienist dentist surgeon paramedic caregiver nanny coach \
        team-lead teamlead fresher apprentice aide estimator surveyor geologist chemist biologist physicist mathematician \
        psychologist sociologist machinist carpenter painter janitor housekeeper custodian dispatcher scheduler expeditor \
        appraiser adjuster examiner investigator detective firefighter lifeguard barista baker butcher sommelier concierge \
        senior junior sr jr maker luthier crew member owner's handler packer picker loader stocker tailor florist groomer attendant usher messenger courier \
        разработчик программист инженер менеджер аналитик директор руководитель начальник специалист консультант дизайнер \
        администратор архитектор бухгалтер экономист юрист маркетолог продавец тестировщик стажёр стажер ассистент \
        секретарь координатор врач медсестра учитель преподаватель оператор водитель повар заместитель тимлид техник \
        редактор переводчик рекрутер логист кладовщик эксперт аудитор контролёр контролер кассир агент супервайзер \
        мастер механик электрик сварщик слесарь токарь фельдшер воспитатель психолог научный сотрудник лаборант \
        конструктор технолог проектировщик верстальщик копирайтер журналист фотограф художник официант бармен курьер \
        ведущий ведущая старший старшая главный главная младший охранник грузчик помощник управляющий исследователь product-manager бизнес-аналитик web-разработчик \
        entwickler ingenieur leiter berater kaufmann kauffrau sachbearbeiter sachbearbeiterin referent assistent \
        assistentin projektleiter geschäftsführer geschäftsführerin werkstudent werkstudentin praktikant praktikantin \
        mitarbeiter mitarbeiterin buchhalter techniker mechaniker verkäufer lehrer arzt ärztin pfleger krankenschwester \
        teamleiter abteilungsleiter architekt controllerin ingenieurin entwicklerin beraterin leiterin analystin \
        designerin kaufleute konstrukteur konstrukteurin fachkraft hilfskraft auszubildender auszubildende azubi \
        leitender leitende bauleiter disponent vertriebler einkäufer einkäuferin redakteur redakteurin übersetzer
        """
    static let companies = """
        company co group holding holdings technologies technology solutions systems services software consulting \
        consultancy consultants partners bank labs studio studios agency industries enterprises enterprise international \
        global infotech infosys tcs wipro accenture ibm capgemini cognizant deloitte microsoft google amazon oracle sap \
        cisco hospital clinic insurance logistics foods motors pharma pharmaceuticals media networks ventures capital \
        associates restaurant hotel hotels retail stores store market telecom energy health healthcare ministry \
        department government council foundation university college school airlines construction manufacturing \
        engineering restaurants financial banking mart institute communications electronics automotive chemicals \
        laboratories analytics digital interactive entertainment resorts properties realty securities investments trust \
        банк завод фабрика концерн холдинг группа компания агентство бюро больница клиника университет институт нии \
        управление министерство департамент корпорация студия лаборатория магазин сеть \
        werke systeme technik bau handel verlag klinik krankenhaus sparkasse versicherung stadtwerke praxis
        """
    static let legalForms = """
        inc llc ltd limited corp corporation gmbh ag kg ohg mbh ug se plc pvt private llp sa srl bv nv oy aps kft \
        sro spa sarl pty ооо оао зао пао ао ип нко фгуп гк нпо тоо eg ev
        """
    static let schools = """
        university college institute school academy polytechnic faculty iit iiit nit iim bits mit universität uni \
        hochschule fachhochschule gymnasium realschule gesamtschule berufsschule rwth tu fh eth lmu vidyalaya \
        vidyapeeth vidyapith vishwavidyalaya campus université universidad universidade università politecnico univ clg \
        cllg vit jntu jntuh jntuk anna vtu ignou uptu gndu rgpv bput kvs convent madrasa seminary conservatory lyceum \
        университет институт академия колледж техникум лицей школа училище консерватория мгу мгту спбгу мифи мфти вшэ ниу \
        итмо мэи мгимо ргу мади рудн мгпу ниту мисис рэу мирэа урфу кфу нгу тгу тпу спбпу юфу дгту фгбоу ucla mgu msu ucl
        """
    static let degrees = """
        bachelor bachelors master masters phd doctorate doctoral doctor mba bba bca mca btech mtech bsc msc bcom mcom \
        pgdm pgdca pgdbm pgdba pgp pgpm bbm bms dba diploma hsc hssc ssc sslc puc intermediate matriculation matric \
        metric secondary ged llb llm mbbs bds magister diplom bakkalaureus staatsexamen abitur bachelorstudium \
        masterstudium fachabitur fachhochschulreife hochschulreife promotion bachelor's master's cbse icse \
        xii xth xiith tybms tybcom bmm mms mmm bpharm mpharm barch bed med mphil beng meng btec gcse \
        бакалавр бакалавриат магистр магистратура специалитет аспирантура кандидат доктор аттестат диплом среднее \
        неоконченное highschool postgraduate graduate undergraduate graduation degree certificate lehre associate associate's
        """
    static let noNames = """
        resume curriculum vitae cv резюме lebenslauf email mail phone mobile address contact street page linkedin github \
        http https www com profile summary objective experience education skills india usa street road nagar
        """
    static let places = """
        india germany deutschland россия russia usa uk france spain italy portugal ireland canada australia netherlands \
        belgium austria österreich switzerland schweiz poland ukraine belarus беларусь казахстан kazakhstan estonia latvia \
        lithuania finland sweden norway denmark singapore malaysia indonesia china japan korea vietnam thailand philippines \
        brazil argentina mexico chile colombia turkey israel uae qatar egypt nigeria kenya ghana africa pakistan bangladesh \
        nepal karnataka maharashtra telangana telengana kerala gujarat rajasthan punjab haryana bihar orissa odisha assam \
        delhi mumbai pune chennai hyderabad bengaluru bangalore kolkata noida gurgaon gurugram chandigarh ahmedabad jaipur \
        indore lucknow kochi coimbatore bhopal nagpur london berlin münchen munich hamburg köln frankfurt stuttgart \
        düsseldorf москва казань екатеринбург новосибирск минск киев самара омск пермь воронеж краснодар уфа \
        санкт-петербург toronto paris madrid lisbon dublin amsterdam vienna wien zürich zurich boston chicago seattle \
        austin dallas houston atlanta denver california texas florida ny tx ca wa il ma nj ga nc va pa oh mi
        """
}
