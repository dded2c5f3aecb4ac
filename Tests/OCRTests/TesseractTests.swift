import Foundation
import OCR
import Subprocess
import TestSupport
import Testing

struct TesseractTests {
    @Test func `without the program, or a language, there is no recogniser`() {
        #expect(Tesseract(executable: "/nowhere/tesseract", languages: "eng") == nil)
        #expect(Tesseract(executable: "/bin/sh", languages: "") == nil)
    }

    @Test func `a program that fails says why`() throws {
        let recogniser = try #require(Tesseract(executable: "/bin/false", languages: "eng"))
        #expect(throws: RecognitionError.self) { try recogniser.words(in: [1, 2, 3]) }
    }

    @Test func `what is installed is told: the version and the languages, or that there is none`() throws {
        #expect(try TesseractInstallation(at: "/nowhere/tesseract") == nil)
        #expect(throws: RecognitionError.self) { try TesseractInstallation(at: "/bin/false") }
        let folder = TemporaryFolder()
        let program = try folder.write(
            """
            #!/bin/sh
            case $1 in
            --version) printf 'tesseract 5.3.0\\n leptonica-1.82.0\\n' ;;
            --list-langs) printf 'List of available languages (3):\\neng\\nosd\\nrus\\n' ;;
            esac
            """, to: "tesseract")
        chmod(program, 0o755)
        let found = try #require(try TesseractInstallation(at: program))
        #expect(found.version == "5.3.0" && found.languages == ["eng", "osd", "rus"])
    }
}
