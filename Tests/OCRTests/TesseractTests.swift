import OCR
import Subprocess
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
}
