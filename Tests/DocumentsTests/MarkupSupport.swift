import CGumbo
import Foundation
import Testing

/// What a browser's parser finds in rendered HTML that the product never writes.
enum SafeHTML {
    private static let elements: [String: Set<String>] = [
        "p": [], "h2": [], "h3": [], "h4": [], "h5": [], "h6": [], "ul": [], "ol": ["start"], "li": [],
        "blockquote": [],
        "pre": [],
        "code": [], "em": [], "strong": [], "br": [], "hr": [], "a": ["href", "rel"],
        // Added by the parser around every fragment.
        "html": [], "head": [], "body": [],
    ]

    /// One line for each element, attribute or address that is not on the list.
    static func violations(in html: [UInt8]) -> [String] {
        guard
            let output = html.withUnsafeBytes({ bytes in
                hunter_gumbo_parse(bytes.bindMemory(to: CChar.self).baseAddress ?? empty, bytes.count)
            })
        else { return ["not parsed"] }
        defer { hunter_gumbo_free(output) }
        var found: [String] = []
        var pending = [output.pointee.root]
        while let node = pending.popLast() {
            guard let node else { continue }
            if node.pointee.type == GUMBO_NODE_COMMENT { found.append("comment") }
            guard node.pointee.type == GUMBO_NODE_ELEMENT || node.pointee.type == GUMBO_NODE_TEMPLATE else { continue }
            let element = node.pointee.v.element
            let name = String(cString: gumbo_normalized_tagname(element.tag))
            guard let allowed = elements[name] else {
                found.append("<\(name)>")
                continue
            }
            for index in 0..<Int(element.attributes.length) {
                guard let raw = element.attributes.data[index] else { continue }
                let attribute = raw.assumingMemoryBound(to: GumboAttribute.self).pointee
                let (key, value) = (String(cString: attribute.name), String(cString: attribute.value))
                if !allowed.contains(key) { found.append("\(name) \(key)") }
                if key == "href", !["http://", "https://", "mailto:"].contains(where: value.hasPrefix) {
                    found.append("href \(value)")
                }
            }
            for index in 0..<Int(element.children.length) {
                pending.append(element.children.data[index]?.assumingMemoryBound(to: GumboNode.self))
            }
        }
        return found
    }

    nonisolated(unsafe) private static let empty = UnsafePointer(strdup("")!)
}

/// The folder of shared test material, where there is one.
enum Shared {
    static let folder: URL? = {
        let named = ProcessInfo.processInfo.environment["HUNTER_SHARED"]
        let sibling = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../shared")
            .standardized
        let url = named.map { URL(filePath: $0) } ?? sibling
        guard FileManager.default.fileExists(atPath: url.path) else {
            print("no shared folder: checks over it are left out")
            return nil
        }
        return url
    }()

    static func files(_ path: String) -> [URL] {
        guard let folder else { return [] }
        let url = folder.appending(path: path)
        return (try? FileManager.default.contentsOfDirectory(at: url, includingPropertiesForKeys: nil))?
            .sorted { $0.path < $1.path } ?? []
    }
}

/// A seeded generator for the tests' random texts.
struct Dice: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) {
        state = seed &* 2 &+ 1
    }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state &* 0x2545_f491_4f6c_dd1d
    }
}
