@testable import FastCGI

/// Reads the same octets whole and in every shorter piece: a stream may be cut anywhere, and must mean the same.
enum HeadTarget {
    private static let limit = 4096

    /// What became of a reading, comparable. The two refusals count as one: which of them comes first is no matter.
    private enum Outcome: Equatable {
        case incomplete, refused
        case complete(id: UInt16, keeps: Bool, parameters: [UInt8], byteCount: Int)
        case management(answer: [UInt8], byteCount: Int)
        case unknownRole(UInt16)
    }

    private static func read(_ octets: ArraySlice<UInt8>) -> Outcome {
        let reading = octets.withUnsafeBytes { HeadReading($0, limit: limit, maximumConnections: 64) }
        switch reading {
        case .incomplete: return .incomplete
        case .malformed, .tooLarge: return .refused
        case .unknownRole(let id): return .unknownRole(id)
        case .management(let answer, let byteCount): return .management(answer: answer, byteCount: byteCount)
        case .complete(let head):
            return .complete(
                id: head.requestID, keeps: head.keepsConnection, parameters: head.parameters,
                byteCount: head.byteCount)
        }
    }

    static func run(_ octets: [UInt8]) throws(BrokenRule) {
        let octets = octets.prefix(2 * limit)
        let whole = read(octets)
        switch whole {
        case .incomplete:
            try rule(octets.count < limit, "\(octets.count) octets wait for more, over the limit of \(limit)")
        case .refused, .unknownRole: break
        case .complete(let id, _, let parameters, let byteCount):
            try rule(id != 0, "request 0 is taken")
            try rule(byteCount <= min(limit, octets.count), "a head of \(byteCount) octets is over the limit")
            try rule(parameters.count < byteCount, "the parameters are longer than their records")
            try rule(read(octets.prefix(byteCount)) == whole, "the head does not end where it says")
            try rule(read(octets.prefix(byteCount - 1)) == .incomplete, "the head ended before")
        case .management(let answer, let byteCount):
            try rule(byteCount <= octets.count, "a question is longer than what came")
            try rule(answer.count <= 8 + 128 && answer.starts(with: [1, 10]), "an answer is out of shape")
            try rule(read(octets.prefix(byteCount - 1)) == .incomplete, "the question ended before")
        }
        // Once something is said of the first octets, more of them do not change it.
        let step = max(1, octets.count / 64)
        for count in stride(from: 0, to: octets.count, by: step) {
            let part = read(octets.prefix(count))
            try rule(part == .incomplete || part == whole, "\(count) octets are \(part), all of them \(whole)")
        }
    }
}
