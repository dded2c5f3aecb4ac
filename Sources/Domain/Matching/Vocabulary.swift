/// The words the scorer knows something about, whatever the field.
struct Vocabulary: Sendable {
    static let shared = Vocabulary()

    /// Hashes of words of grammar.
    let stops: Set<UInt64>
    /// Hashes of the stems of words that nearly every posting or resume uses.
    let generics: Set<UInt64>
    /// Hashes of the stems of occupations.
    let roles: Set<UInt64>

    private init() {
        stops = Set(Self.words(Self.stopWords).map { WordHash.of($0.utf8) })
        generics = Set(Self.words(Self.genericWords).map { WordHash.of(Stemmer.stem($0)) })
        roles = Set(Self.words(Self.roleWords).map { WordHash.of(Stemmer.stem($0)) })
    }

    static func words(_ list: String) -> [String] {
        list.utf8.split { $0 == 0x20 || $0 == 0x0A }.compactMap { String($0) }
    }

    /// English, German, Russian. Pronouns are here, so a person's never matters.
    private static let stopWords = """
        a about above after again against am an and any are as at be because been before being below between but by
        can cannot could did do does doing down during each few for from further had has have having he her here
        hers herself him himself his how i if in into is it its itself let me more most must my myself no nor not of
        off on once only or other our ours out over own same shall she should so some such than that the their
        theirs them themselves then there these they this those through to too under until up us very was we were
        what when where which while who whom why will with would you your yours yourself eg ie etc per via within
        without among may might upon amp nbsp http https www com der die das und oder ein eine einer eines einem
        einen ist sind war waren mit für von zu zur zum im auf aus bei bis durch gegen ohne um nach vor über unter
        zwischen wir sie er es ich du ihr ihre ihren ihrem unser unsere nicht auch als wie dass wenn sich haben hat
        hatte werden wird wurde kann sein seine den dem des и в во не что он на я с со как а то все она так его но
        да ты к у же вы за бы по только ее мне было вот от меня еще нет о из ему для или при до мы их s t ll re ve
        """

    /// What adverts and resumes say whatever the work is.
    private static let genericWords = """
        ability able accomplish accomplishment accurate achieve achievement across activity actively additional
        address advance advanced all also amazing annual applicant application apply appropriate area arrange aspect
        assign assigned assignment assist assistance associate assure attention attitude available award background
        base based basic basis become begin benefit best big bonus both bring broad build building bachelor ba bs
        business candidate capability capable career carry challenge challenging change city clear close collaborate
        collaboration collaborative college come commitment committed common communicate communication company
        competitive complete comply comprehensive computer concept conduct consistent contact contribute
        contribution cooperate coordinate coordination core country course cover create creative creativity cross
        culture current currently customer daily day deadline dedicated degree deliver demonstrate demonstrated
        department description desire desirable detail detailed determine develop development different direct
        direction directly diverse diversity division drive driven duty dynamic each earn easily education effective
        effectively efficiency efficient effort employee employer employment enable encourage end energetic energy
        english enhance enjoy ensure ensuring enthusiastic entire environment equal equivalent essential establish
        establishing etc evaluate every excellent exceptional excited exciting execute execution exist existing
        expand expect expectation experience experienced expert expertise explain express extensive external face
        facilitate familiar familiarity family fast field find first fit flexible flexibility focus focused follow
        following force form forward free friendly full fully function functional fun future gain general get give
        global go goal good great group grow growing growth guide guidance hand handle handling hard have health
        help high highlight highly hire history hour idea identify impact implement implementation implementing
        important improve improvement improving include including increase increased independent independently
        individual industry influence information initiate initiative innovation innovative input insight integrity
        interact interaction interest interested internal international interpersonal involve involved issue job
        join keep key know knowledge language large lead leader leadership leading learn learning level life like
        list live local location long look looking love main maintain maintaining major make making manage
        management manager managing manner many master maximize measure meet meeting member method minimum mission
        month monitor monitoring motivate motivated move multiple multi name national need network new next number
        objective obtain offer office on-time ongoing open operate operation operational opportunity oral order
        organisation organization organizational organized organize oriented outstanding overall oversee own package
        paid part participate particular partner pass passion passionate past people per perform performance period
        person personal phone place plan planning play please plus point policy position positive possess possible
        potential practice prefer preferred prepare presentation present preferably previous prior priority pro
        proactive problem procedure process produce professional proficiency proficient profile program progress
        project promote proper proud prove proven provide provided providing public purpose pursue quality question
        quick quickly range rapidly reach ready receive recommend record reference regard regarding regular related
        relationship relate relevant reliable report reporting represent request require required requirement
        research resolution resolve resolving resource respect respond responsibility responsible responsive result
        resume review reward right role run salary schedule school section seek self selected send senior serve
        service set setting share shift short show sick significant similar situation skill skilled small smart
        social solid solution solve solving specific staff standard start starter state status stay step strategic
        strategy strength strong structure submit success successful successfully summary supervise supervised
        supervision support supporting system take talent talented target task team teamwork technical technique
        technology term thing think thinking thorough time timely title today together tool top total track train
        training travel trust type understand understanding unique united university update upon use user using
        utilize utilizing vacation valid value variety various verbal versatile via vision volume want way website
        week well wide willing willingness win within work worker working workplace world worldwide write writing
        written year young aufgabe anforderung arbeit arbeiten ausbildung bereich beruf berufserfahrung bewerbung
        bieten bringen deutsch eigenverantwortlich erfahrung erfolgreich englisch entwicklung fähigkeit firma gehalt
        gemeinsam gerne gut hoch jahr kenntnis können kunde leistung lösung mitarbeiter möglichkeit neu profil
        projekt qualifikation selbstständig sicher sowie stelle suchen tätigkeit teamfähigkeit umfeld umsetzung
        unternehmen unterstützung unterstützen verantwortlich verantwortung verfügen vorteil weiterbildung wünschen
        zusammenarbeit работа опыт знание обязанность требование условие компания год образование умение навык
        развитие команда график место ответственность возможность задача уровень высокий хороший желательно владение
        организация новый проект сотрудник желание проведение участие обеспечение выполнение
        """

    private static let roleWords = """
        accountant actor actuary administrator advisor adviser agent analyst animator architect artist assistant
        associate attendant attorney auditor baker banker barista bartender bookkeeper broker buyer captain
        caregiver carpenter cashier chef cleaner clerk coach consultant controller cook coordinator copywriter
        counsel counselor curator dancer dentist designer developer dietitian director dispatcher doctor driver
        economist editor electrician engineer estimator executive farmer foreman gardener guard hairdresser handyman
        head housekeeper illustrator inspector installer instructor intern interpreter investigator janitor
        journalist judge lawyer lecturer lead librarian lifeguard linguist machinist manager mechanic merchandiser
        midwife musician nanny nurse nutritionist officer operator optician owner painter paralegal paramedic
        partner pharmacist photographer physician physicist physiotherapist pilot planner plumber president producer
        professor programmer psychologist receptionist recruiter registrar reporter representative researcher
        scientist secretary seller server specialist stylist superintendent supervisor surgeon surveyor tailor
        teacher technician technologist teller tester therapist trainee trainer translator treasurer tutor
        underwriter vet veterinarian waiter waitress warden welder writer apprentice entwickler entwicklerin
        ingenieur ingenieurin leiter leiterin berater beraterin kaufmann kauffrau lehrer lehrerin fahrer koch köchin
        pflegefachkraft krankenschwester mechaniker elektriker verkäufer verkäuferin buchhalter buchhalterin
        sachbearbeiter sachbearbeiterin assistentin werkstudent praktikant разработчик инженер программист менеджер
        специалист аналитик бухгалтер учитель преподаватель врач медсестра водитель повар продавец руководитель
        директор администратор дизайнер юрист консультант оператор техник механик электрик кассир редактор
        переводчик тестировщик стажер помощник
        """
}
