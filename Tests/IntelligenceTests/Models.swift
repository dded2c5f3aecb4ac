import Foundation
import Model
import Outbound
import Parsing
import TestSupport

@testable import Intelligence

/// A resume, and what a good model says of it.
enum Sample {
    static let text = """
        Ann Smith
        ann.smith@example.com | +49 30 1234567 | Berlin
        Data engineer who likes   tidy
        pipelines.

        Where I was
        Acme GmbH, Berlin: Senior Data Engineer, May 2019 – Present
        - Moved 40 tables to PostgreSQL
        Beta Ltd, Leeds: Data Analyst, 2015 – 2018
        - Wrote reports with Fluxomatic
        Gamma University, MSc Physics, 2014
        Knows Kubernetes, JavaScript and C++.
        """

    /// An answer that keeps to the schema.
    static func answer(
        name: String = "Ann Smith", company: String = "Acme GmbH", dates: String = "May 2019 – Present",
        skills: [String] = ["Kubernetes", "Fluxomatic"], more: String = ""
    ) -> String {
        """
        {"name": "\(name)", "email": null, "phone": null, "location": null, "headline": null,
         "summary": "Data engineer who likes tidy pipelines.", \(more)
         "skills": [\(skills.map { "\"\($0)\"" }.joined(separator: ", "))], "languages": [], "links": [],
         "experience": [
          {"company": "\(company)", "title": "Senior Data Engineer", "place": "Berlin", "dates": "\(dates)",
           "bullets": ["Moved 40 tables to PostgreSQL"]},
          {"company": "Beta Ltd", "title": "Data Analyst", "place": "Leeds", "dates": "2015 – 2018",
           "bullets": ["Wrote reports with Fluxomatic"]}],
         "education": [{"institution": "Gamma University", "degree": "MSc", "area": "Physics", "date": "2014"}]}
        """
    }

    static func quoted(_ text: String) -> String {
        String(decoding: (try? JSONEncoder().encode(text)) ?? Data(), as: UTF8.self)
    }
}

/// The two kinds of interface, with what they wrap an answer in.
enum Kind: String, CaseIterable, Sendable {
    case gemini, openai

    func whole(_ text: String) -> String { wrapped(text, finish: self == .gemini ? "STOP" : "stop") }
    func cut(_ text: String) -> String { wrapped(text, finish: self == .gemini ? "MAX_TOKENS" : "length") }

    func wrapped(_ text: String, finish: String) -> String {
        switch self {
        case .gemini:
            """
            {"candidates": [{"content": {"parts": [{"text": "I think", "thought": true}, {"text": \(Sample.quoted(text))}],
             "role": "model"}, "finishReason": "\(finish)", "index": 0}], "modelVersion": "m-1"}
            """
        case .openai:
            """
            {"id": "x", "choices": [{"index": 0, "finish_reason": "\(finish)",
             "message": {"role": "assistant", "content": \(Sample.quoted(text)), "refusal": null}}]}
            """
        }
    }

    func normaliser(at address: String, seconds: Int = 10, textLimit: Int = 60_000) -> ProfileNormaliser {
        let access = ModelAccess(
            address: address, model: "m-1", key: "secret-key", seconds: seconds, answerLimit: 1 << 20,
            client: RetryingClient(CurlClient(egress: EgressGuard(trusted: [address])), sleep: { _ in }))
        let model: any LanguageModel =
            switch self {
            case .gemini: GeminiModel(access)
            case .openai: ChatModel(access)
            }
        return ProfileNormaliser(model, textLimit: textLimit, time: .fixed(Date(timeIntervalSince1970: 1_760_000_000)))
    }
}
