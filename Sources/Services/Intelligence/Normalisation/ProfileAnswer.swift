internal import FoundationEssentials

/// What a model says is in a resume, each value meant to be a stretch of its text. Nothing of it is believed yet.
struct ProfileAnswer: Decodable {
    struct Position: Decodable {
        var company: String?
        var title: String?
        var place: String?
        var dates: String?
        var bullets: [String]

        init(from decoder: any Decoder) throws {
            let values = try Members(decoder, ["company", "title", "place", "dates", "bullets"])
            company = try values.text("company")
            title = try values.text("title")
            place = try values.text("place")
            dates = try values.text("dates")
            bullets = try values.list("bullets")
        }
    }

    struct Study: Decodable {
        var institution: String?
        var degree: String?
        var area: String?
        var date: String?

        init(from decoder: any Decoder) throws {
            let values = try Members(decoder, ["institution", "degree", "area", "date"])
            institution = try values.text("institution")
            degree = try values.text("degree")
            area = try values.text("area")
            date = try values.text("date")
        }
    }

    struct Language: Decodable {
        var name: String?
        var level: String?

        init(from decoder: any Decoder) throws {
            let values = try Members(decoder, ["name", "level"])
            name = try values.text("name")
            level = try values.text("level")
        }
    }

    var name: String?
    var email: String?
    var phone: String?
    var location: String?
    var headline: String?
    var summary: String?
    var skills: [String]
    var languages: [Language]
    var links: [String]
    var experience: [Position]
    var education: [Study]

    init(from decoder: any Decoder) throws {
        let values = try Members(
            decoder,
            [
                "name", "email", "phone", "location", "headline", "summary", "skills", "languages", "links",
                "experience", "education",
            ])
        name = try values.text("name")
        email = try values.text("email")
        phone = try values.text("phone")
        location = try values.text("location")
        headline = try values.text("headline")
        summary = try values.text("summary")
        skills = try values.list("skills")
        languages = try values.list("languages")
        links = try values.list("links")
        experience = try values.list("experience")
        education = try values.list("education")
    }

    /// Reads an answer that keeps to the schema to the letter.
    static func read(_ bytes: [UInt8]) throws(ModelError) -> ProfileAnswer {
        guard !bytes.allSatisfy({ $0 <= 32 }) else { throw ModelError(.blank, "an empty answer") }
        do {
            return try JSONDecoder().decode(ProfileAnswer.self, from: Data(bytes))
        } catch {
            throw ModelError(.malformed, "the answer does not keep to the schema")
        }
    }

    /// The schema that an answer keeps to: every member there, no other, what is not said is null or empty.
    static let schema: String = {
        let text = #"{"type":["string","null"]}"#
        let texts = JSONSchema.list(#"{"type":"string"}"#)
        let language = JSONSchema.object([("name", text), ("level", text)])
        let position = JSONSchema.object([
            ("company", text), ("title", text), ("place", text), ("dates", text), ("bullets", texts),
        ])
        let study = JSONSchema.object([("institution", text), ("degree", text), ("area", text), ("date", text)])
        return JSONSchema.object([
            ("name", text), ("email", text), ("phone", text), ("location", text), ("headline", text),
            ("summary", text), ("skills", texts), ("languages", JSONSchema.list(language)), ("links", texts),
            ("experience", JSONSchema.list(position)), ("education", JSONSchema.list(study)),
        ])
    }()
}
