import Documents
import TestSupport

/// The code with which reading fails, or nil where it succeeds.
func failure(_ bytes: [UInt8], limits: DocumentLimits = DocumentLimits()) -> DocumentError.Code? {
    do throws(DocumentError) {
        _ = try DocumentReader(limits: limits).read(bytes)
        return nil
    } catch {
        return error.code
    }
}

func text(of bytes: [UInt8], limits: DocumentLimits = DocumentLimits()) throws -> String {
    try DocumentReader(limits: limits).read(bytes).text
}
