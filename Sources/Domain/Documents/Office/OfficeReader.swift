import Model

/// The text of an office document in an archive: DOCX or ODT, by what the archive holds.
struct OfficeReader {
    let limits: DocumentLimits

    func read(_ bytes: [UInt8]) throws(DocumentError) -> (MediaType, RawText) {
        let result: Result<(MediaType, RawText), DocumentError> = bytes.withUnsafeBytes { buffer in
            do throws(DocumentError) {
                return .success(try read(ZipArchive(buffer, limits: limits)))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private func read(_ archive: borrowing ZipArchive) throws(DocumentError) -> (MediaType, RawText) {
        if WordReader.recognises(archive.names) { return (.docx, try WordReader(limits: limits).read(archive)) }
        if try OpenDocumentReader.recognises(archive) {
            return (.odt, try OpenDocumentReader(limits: limits).read(archive))
        }
        throw DocumentError(.wrongType, "an archive, but no text document")
    }
}
