/// The table of routes: which endpoint answers a method and a path.
///
/// A pattern is a path whose segments are text or a capture, such as `/postings/{id}`. Text wins over a capture, HEAD
/// falls back to GET, and a trailing slash is accepted. A capture takes one segment that is not empty.
public struct Router<Endpoint: Sendable>: Sendable {
    /// What a path leads to.
    public enum Match: Sendable {
        /// The endpoint and the captured segments by name.
        case found(Endpoint, [String: String])
        /// The path is known, the method is not: 405 with these in `Allow`.
        case methodNotAllowed(allow: [Method])
        case notFound
    }

    private struct Route: Sendable {
        let endpoint: Endpoint
        let captures: [String]
    }

    private struct Node: Sendable {
        var children: [String: Int] = [:]
        var capture: Int?
        var routes: [Method: Route] = [:]
    }

    private var nodes = [Node()]

    /// - Throws: ``HTTPError`` for a pattern that is not one, or two routes that would answer the same request.
    public init(_ routes: [(Method, String, Endpoint)]) throws(HTTPError) {
        for (method, pattern, endpoint) in routes { try add(method, pattern, endpoint) }
    }

    private mutating func add(_ method: Method, _ pattern: String, _ endpoint: Endpoint) throws(HTTPError) {
        guard pattern.utf8.first == Octet.slash else { throw HTTPError(route: pattern, "does not start with a slash") }
        var captures: [String] = []
        var node = 0
        for segment in Self.segments(pattern) {
            let next: Int?
            if segment.first == "{", segment.last == "}" {
                let name = String(segment.dropFirst().dropLast())
                guard !name.isEmpty, !captures.contains(name) else {
                    throw HTTPError(route: pattern, "has a capture without a name of its own")
                }
                captures.append(name)
                next = nodes[node].capture
                if next == nil { nodes[node].capture = nodes.count }
            } else {
                guard !segment.isEmpty, !segment.contains("{"), !segment.contains("}") else {
                    throw HTTPError(route: pattern, "has a segment that is neither text nor a capture")
                }
                next = nodes[node].children[String(segment)]
                if next == nil { nodes[node].children[String(segment)] = nodes.count }
            }
            if let next {
                node = next
            } else {
                node = nodes.count
                nodes.append(Node())
            }
        }
        guard nodes[node].routes[method] == nil else { throw HTTPError(route: pattern, "is there twice for \(method)") }
        nodes[node].routes[method] = Route(endpoint: endpoint, captures: captures)
    }

    /// Looks a request up; the path is percent-decoded already.
    public func match(_ method: Method, _ path: String) -> Match {
        guard path.utf8.first == Octet.slash else { return .notFound }
        let segments = Self.segments(path)
        var values: [Substring] = []
        var allowed: Set<Method> = []
        if let route = find(method, segments[...], at: 0, &values, &allowed) {
            return .found(
                route.endpoint,
                Dictionary(zip(route.captures, values.map(String.init)), uniquingKeysWith: { first, _ in first }))
        }
        if allowed.isEmpty { return .notFound }
        if allowed.contains(.get) { allowed.insert(.head) }
        return .methodNotAllowed(allow: allowed.sorted { $0.rawValue < $1.rawValue })
    }

    private func find(
        _ method: Method, _ segments: ArraySlice<Substring>, at index: Int, _ values: inout [Substring],
        _ allowed: inout Set<Method>
    ) -> Route? {
        let node = nodes[index]
        guard let segment = segments.first else {
            if let route = node.routes[method] ?? (method == .head ? node.routes[.get] : nil) { return route }
            allowed.formUnion(node.routes.keys)
            return nil
        }
        if let child = node.children[String(segment)],
            let route = find(method, segments.dropFirst(), at: child, &values, &allowed)
        {
            return route
        }
        guard let capture = node.capture, !segment.isEmpty else { return nil }
        values.append(segment)
        if let route = find(method, segments.dropFirst(), at: capture, &values, &allowed) { return route }
        values.removeLast()
        return nil
    }

    /// The segments of a path, without the empty one that a trailing slash leaves. Empty ones inside stay, and match
    /// nothing. Cut by octets: to a `Character`, a slash and the accent after it are one, and no slash.
    private static func segments(_ path: String) -> [Substring] {
        var segments = path.utf8.dropFirst().split(separator: Octet.slash, omittingEmptySubsequences: false)
        if segments.last?.isEmpty == true { segments.removeLast() }
        return segments.map { Substring($0) }
    }
}
