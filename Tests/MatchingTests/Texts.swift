import Base
import Foundation
import Matching
import Model

/// Small texts that the tests share.
enum Texts {
    static let resume = """
        Mira Holm
        mira.holm@example.org | +45 20 55 01 00
        Data Analyst
        Experience
        Data Analyst, Fjordbank, 01/2020 - present
        - Built Tableau dashboards and SQL reports for branch managers
        - Ran regression models in Python
        Education
        BSc Statistics, University of Aarhus, 2014 - 2017
        """

    static let posting = """
        Data Analyst
        You will build dashboards for branch managers and explain regression results.
        Requirements
        - 3+ years of experience as an analyst
        - SQL and Python
        - Kafka
        Nice to have
        - Docker
        """

    static let nurse = """
        Registered Nurse
        Care for patients on a hospital ward, medication, wound care, and teach families.
        Requirements
        - Registered nurse license
        """

    static let scorer = Scorer(now: UTCDate.parse("2026-01-15") ?? .distantPast)

    static func score(_ resume: String = resume, _ posting: String = posting) -> Score {
        scorer.score(ResumeSide(text: resume), PostingSide(title: "", text: posting))
    }
}
