internal import Base
internal import Intelligence
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

    /// The engines to choose from for a posting of that length, the installation's own choice first.
    func engineOptions(postingBytes: Int) -> [Option] {
        engineNames.map { name in
            var hint = words.text("engine.\(name)Hint")
            if let model = services.engines[name] as? ModelEngine {
                let cost = model.estimate(resumeBytes: Self.usualResume, postingBytes: postingBytes)
                hint = words.text(
                    "engine.modelHint", ["model": model.model, "cost": phrases.dollars(cost.expected)])
            }
            return Option(
                value: name, label: phrases.engine(name), isSelected: name == services.settings.engines.standard,
                hint: hint)
        }
    }

    /// Who may rank, where that is a choice between what costs nothing and what does.
    var rankEngines: RankEngines? {
        guard !services.engines.paid.isEmpty else { return nil }
        return RankEngines(
            options: engineNames.filter { $0 != "simulated" }.map {
                Option(
                    value: $0, label: phrases.engine($0), isSelected: $0 == services.settings.engines.standard)
            })
    }

    private var engineNames: [String] {
        let standard = services.settings.engines.standard
        return services.engines.names.sorted { ($0 == standard ? 0 : 1, $0) < ($1 == standard ? 0 : 1, $1) }
    }

    /// Bytes of a resume as they mostly are, where it is not known yet which.
    private static let usualResume = 4000
}

/// Addresses from outside that may stand in a link.
enum WebAddress {
    static func safe(_ url: String) -> String? {
        url.hasPrefix("https://") || url.hasPrefix("http://") ? url : nil
    }
}
