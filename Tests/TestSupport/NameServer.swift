import Foundation
import Glibc
import Synchronization

/// A small name server on loopback: what each look-up is answered is a closure's, so a test can let a name change its mind.
public final class NameServer: Sendable {
    public enum Answer: Sendable {
        /// Addresses of IPv4; a question for IPv6 is answered with none.
        case addresses([String])
        /// Addresses of IPv6.
        case addresses6([String])
        /// The server fails.
        case failure
        /// There is no such name.
        case unknown
        /// No answer at all.
        case silence
    }

    public let port: Int
    private let descriptor: Int32
    private let asked = Mutex<[String: Int]>([:])

    /// Listens on a free UDP port of 127.0.0.1 until the last reference to it ends.
    /// - Parameter answer: for a name in lower case, and how often it was looked up before (A and AAAA are one look-up).
    public init(_ answer: @escaping @Sendable (String, Int) -> Answer) throws {
        let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        self.descriptor = descriptor
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
            }
        }
        port = Int(UInt16(bigEndian: address.sin_port))
        guard isBound else { throw POSIXError(.EADDRNOTAVAIL) }
        Thread.detachNewThread { [weak self] in
            Self.serve(descriptor) { name, type in
                guard let self else { return nil }
                // The question for A comes first and counts.
                let number = self.asked.withLock { counts in
                    if type == 1 { counts[name, default: 0] += 1 }
                    return max(0, counts[name, default: 1] - 1)
                }
                return answer(name, number)
            }
        }
    }

    deinit {
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    /// How often a name has been looked up.
    public func count(of name: String) -> Int { asked.withLock { $0[name] ?? 0 } }

    private static func serve(_ descriptor: Int32, _ answer: (String, Int) -> Answer?) {
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 1500)
        while true {
            var peer = sockaddr_storage()
            var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
            let count = withUnsafeMutablePointer(to: &peer) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    recvfrom(descriptor, &buffer, buffer.count, 0, $0, &length)
                }
            }
            // A socket that was shut down answers nothing.
            guard count > 0 else { return }
            guard let (name, type, end) = question(buffer[..<count]) else { continue }
            guard let reply = answer(name, type) else { return }
            guard let bytes = Self.reply(to: Array(buffer[..<end]), type, reply) else { continue }
            _ = withUnsafePointer(to: &peer) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    sendto(descriptor, bytes, bytes.count, 0, $0, length)
                }
            }
        }
    }

    /// The name and type that a query asks for, and where its question ends (RFC 1035, section 4.1).
    private static func question(_ query: ArraySlice<UInt8>) -> (String, Int, Int)? {
        var labels: [String] = []
        var index = 12
        while index < query.endIndex, query[index] > 0 {
            let end = index + 1 + Int(query[index])
            guard end < query.endIndex else { return nil }
            labels.append(String(decoding: query[(index + 1)..<end], as: UTF8.self).lowercased())
            index = end
        }
        guard index + 4 < query.endIndex else { return nil }
        return (labels.joined(separator: "."), Int(query[index + 1]) << 8 | Int(query[index + 2]), index + 5)
    }

    private static func reply(to question: [UInt8], _ type: Int, _ answer: Answer) -> [UInt8]? {
        var records: [[UInt8]] = []
        var code: UInt8 = 0
        switch answer {
        case .silence: return nil
        case .failure: code = 2
        case .unknown: code = 3
        case .addresses(let list): if type == 1 { records = list.map { bytes(AF_INET, $0, 4) } }
        case .addresses6(let list): if type == 28 { records = list.map { bytes(AF_INET6, $0, 16) } }
        }
        var reply = question
        reply[2] = 0x85
        reply[3] = 0x80 | code
        reply.replaceSubrange(4..<12, with: [0, 1, 0, UInt8(records.count), 0, 0, 0, 0])
        for record in records {
            // The name by reference, the type, class IN, a life of 0 seconds.
            reply += [0xc0, 12, 0, UInt8(type), 0, 1, 0, 0, 0, 0, 0, UInt8(record.count)] + record
        }
        return reply
    }

    private static func bytes(_ family: Int32, _ text: String, _ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        precondition(inet_pton(family, text, &bytes) == 1, "\(text) is no address")
        return bytes
    }
}
