@testable import FastCGI
@testable import HTTP

/// One request and what is made of it: `METHOD target`, lines of `Name: value`, an empty line and the body.
enum MessageTarget {
    static func run(_ octets: [UInt8]) throws(BrokenRule) {
        let message = Message(octets)
        let variables = try message.variables()
        let request = Request(variables: variables, body: MemoryBody(message.body, chunk: message.chunk))
        try checkAddress(request)
        try checkFields(request, pairs: message.fields.count + 3)
        try checkRoute(request)
        try BodyRules.check(message, variables)
        try checkAnswer(request)
    }

    private static func checkAddress(_ request: Request) throws(BrokenRule) {
        let path = Array(request.path.utf8)
        if request.defect != nil {
            try rule(path.isEmpty, "a request with a defect has a path")
            return
        }
        try rule(path.first == 0x2f, "a path does not start with a slash")
        try rule(!path.contains { $0 < 32 || $0 == 127 || $0 == 0x5c }, "a path has a control character or backslash")
        let segments = path.split(separator: 0x2f, omittingEmptySubsequences: false)
        try rule(!segments.contains { $0.elementsEqual([0x2e]) || $0.elementsEqual([0x2e, 0x2e]) }, "a dot segment")
        // What is read is written and read again as the same.
        let again = Request(.get, PercentCoding.encodePath(request.path) + "?" + request.query.encoded)
        try rule(Array(again.path.utf8) == path, "a path reads back as another")
        try rule(same(again.query, request.query), "a query reads back as another")
        try rule(request.query.count <= 512, "a query has too many fields")
        try rule(!request.query.contains { has($0.name + $0.value, 0) }, "a query has a NUL")
    }

    /// Octet by octet: strings compare by characters.
    static func same(_ left: Parameters, _ right: Parameters) -> Bool {
        left.count == right.count
            && zip(left, right).allSatisfy {
                $0.name.utf8.elementsEqual($1.name.utf8) && $0.value.utf8.elementsEqual($1.value.utf8)
            }
    }

    static func has(_ text: String, _ octet: UInt8) -> Bool { text.utf8.contains(octet) }

    private static func checkFields(_ request: Request, pairs: Int) throws(BrokenRule) {
        try rule(request.headers.count <= pairs, "there are more fields than came")
        for field in request.headers {
            try rule(
                field.value.utf8.allSatisfy { $0 >= 32 && $0 != 127 || $0 == 9 }, "a field has a control character")
            try rule(field.name.utf8.allSatisfy(Octet.isToken), "a field's name is no token")
        }
        try rule(request.cookies.count <= 64, "there are more cookies than are read")
        for (name, value) in request.cookies {
            guard let written = Cookie(name: name, value: value).serialized else { continue }
            let pair = written.split(separator: ";").first.map(String.init) ?? ""
            try rule(Cookie.parse([pair])[name] == value, "a cookie reads back as another")
        }
        for name in ["Content-Type", "Accept"] {
            guard let media = request.headers[name].flatMap(MediaType.init) else { continue }
            let quoted = media.parameters.map { parameter in
                let value = parameter.value.unicodeScalars.map {
                    $0 == "\"" || $0 == "\\" ? "\\\($0)" : "\($0)"
                }.joined()
                return "; \(parameter.name)=\"\(value)\""
            }
            try rule(MediaType(media.name + quoted.joined()) == media, "a media type reads back as another")
        }
        let offers = ["text/html", "application/json", "text/csv"]
        try rule(request.preferredType(of: offers).map(offers.contains) ?? true, "a type that was not offered")
        try rule(
            request.host.utf8.count <= 260 && !request.host.utf8.contains { $0 <= 32 || $0 == 0x2f || $0 == 0x40 },
            "a host is none")
        try rule((1...64).contains(request.id.utf8.count), "a request's id is too long")
        let isAPI = request.path.utf8.elementsEqual("/api".utf8) || request.path.utf8.starts(with: "/api/".utf8)
        if isAPI { try rule(request.wantsJSON, "an address of the API wants no JSON") }
        _ = request.isFragment
    }

    private static let router: Router<String>? = try? Router([
        (.get, "/", "start"), (.get, "/jobs", "jobs"), (.get, "/jobs/{id}", "job"), (.post, "/jobs/{id}/save", "save"),
        (.get, "/{any}/of/{these}", "these"),
    ])

    /// The same routes by the octets of the path.
    private static func checkRoute(_ request: Request) throws(BrokenRule) {
        guard let router, !request.path.isEmpty else { return }
        var segments = request.path.utf8.dropFirst().split(separator: 0x2f, omittingEmptySubsequences: false)
            .map { String(decoding: Array($0), as: UTF8.self) }
        if segments.last == "" { segments.removeLast() }
        func text(_ index: Int) -> [UInt8] { Array(segments[index].utf8) }
        let expected: String?
        switch segments.count {
        case 0: expected = "start"
        case 1: expected = text(0) == Array("jobs".utf8) ? "jobs" : nil
        case 2: expected = text(0) == Array("jobs".utf8) && !text(1).isEmpty ? "job" : nil
        case 3:
            expected = text(1) == Array("of".utf8) && !text(0).isEmpty && !text(2).isEmpty ? "these" : nil
        default: expected = nil
        }
        var found: String?
        if case .found(let endpoint, let parameters) = router.match(.get, request.path) {
            found = endpoint
            let captured = Set(parameters.values.map { Array($0.utf8) })
            try rule(captured.isSubset(of: segments.map { Array($0.utf8) }), "a capture is no segment of the path")
        }
        try rule(found == expected, "\(request.path) leads to \(found ?? "nothing"), not \(expected ?? "nothing")")
    }

    /// Whatever a client sent, wherever an answer carries it: the head of the answer stays as long as it is meant to be.
    private static func checkAnswer(_ request: Request) throws(BrokenRule) {
        var texts = [request.path, request.rawTarget, request.host] + request.query.flatMap { [$0.name, $0.value] }
        texts += request.headers.map(\.value)
        for text in texts.prefix(24) {
            let target = LocalRedirect.target(text, otherwise: "/")
            var response = Response.redirect(to: target)
            try checkLocation(response.headers["Location"] ?? "")
            var lines = 2
            response.setAttachment(fileName: text)
            lines += 1
            if response.setCookie(Cookie(name: "a", value: text)) { lines += 1 }
            if response.setCookie(Cookie(name: text, value: "a", path: text)) { lines += 1 }
            if response.headers.add("X-Text", text) { lines += 1 }
            if response.headers.add(text, "x"), text.utf8.count > 0 { continue }
            let (head, body) = try AnswerReading.head(ResponseHead.encode(response, contentLength: nil))
            try rule(head.count == lines && body.isEmpty, "a head has \(head.count) lines, not \(lines)")
            try checkDisposition(response.headers["Content-Disposition"] ?? "", text)
        }
        let tag = EntityTag.of(Array(request.rawTarget.utf8))
        try rule(
            EntityTag.matches(tag, tag: tag) && EntityTag.matches("W/\"x\", \(tag)", tag: tag), "a tag is not its own")
        if let condition = request.headers["If-None-Match"] { _ = EntityTag.matches(condition, tag: tag) }
        if let defect = request.defect {
            _ = try AnswerReading.head(ResponseHead.encode(.problem(defect), contentLength: 0))
        }
    }

    /// What a browser makes of it (WHATWG URL): tabs and line ends fall away, a backslash is a slash.
    private static func checkLocation(_ location: String) throws(BrokenRule) {
        let read = location.utf8.filter { $0 > 32 }.map { $0 == 0x5c ? 0x2f : $0 }
        try rule(read.first == 0x2f && !read.starts(with: [0x2f, 0x2f]), "a redirect leaves the site: \(location)")
        try rule(location.utf8.allSatisfy { $0 > 32 && $0 < 127 }, "a redirect has octets of no URL")
    }

    private static func checkDisposition(_ field: String, _ name: String) throws(BrokenRule) {
        let octets = Array(field.utf8)
        let quotes = octets.indices.filter { octets[$0] == 0x22 }
        try rule(
            quotes.count == 2 && octets.starts(with: "attachment; filename=\"".utf8), "a file name breaks its field")
        let extended = octets[quotes[1]...].dropFirst()
        let mark = Array("; filename*=UTF-8''".utf8)
        try rule(extended.starts(with: mark), "a file name breaks its field")
        let encoded = extended.dropFirst(mark.count)
        try rule(
            encoded.allSatisfy { Octet.isUnreserved($0) || $0 == 0x25 }, "an encoded file name has more than one word")
        if !has(name, 0) {
            try rule(
                PercentCoding.decodePath(encoded)?.utf8.elementsEqual(name.utf8) == true, "a file name is another")
        }
    }
}
