internal import Base
internal import Storage

extension Context {
    var postingSamples: SamplesOffer {
        SamplesOffer(
            action: "/admin/samples", label: words.text("samples.postings"), hint: words.text("samples.postingsHint"))
    }

    /// A resume in a menu.
    func option(_ resume: ResumeSummary) -> Option {
        let name = resume.personName.map { "\($0) (\(resume.fileName))" } ?? resume.fileName
        return Option(value: resume.id.text, label: name)
    }

    /// The engines to choose from, the installation's own choice first.
    var engineOptions: [Option] {
        let standard = services.settings.engines.standard
        return services.engines.names.sorted { ($0 == standard ? 0 : 1, $0) < ($1 == standard ? 0 : 1, $1) }.map {
            Option(
                value: $0, label: phrases.engine($0), isSelected: $0 == standard, hint: words.text("engine.\($0)Hint"))
        }
    }
}

/// Addresses from outside that may stand in a link.
enum WebAddress {
    static func safe(_ url: String) -> String? {
        url.hasPrefix("https://") || url.hasPrefix("http://") ? url : nil
    }
}
