internal import Cryptography
internal import HTTP
internal import Storage

extension Site {
    /// Runs a handler, or repeats its first answer where the request carries an `Idempotency-Key` it has used in the last
    /// 24 hours. A key belongs to its user and to one request; a failure gives it back.
    func answerOnce(_ context: Context, _ handler: () throws -> Response) throws -> Response {
        guard context.request.method == .post, context.route.isAPI, let owner = context.owner,
            let key = context.request.headers["Idempotency-Key"]
        else { return try handler() }
        guard (1...200).contains(key.unicodeScalars.count) else {
            throw Problem.badRequest("An Idempotency-Key has 1 to 200 characters.")
        }
        let user = owner.user.id
        let contentLength = context.request.contentLength.map(String.init) ?? ""
        let requestHash = Digest.sha256("POST \(context.request.rawTarget) \(contentLength)")
        let stored = try services.database.withConnection {
            try $0.claimIdempotencyKey(key, user: user, requestHash: requestHash)
        }
        if let stored {
            guard Digest.equal(stored.requestHash, requestHash) else {
                throw Problem.unprocessable([], detail: "This Idempotency-Key was used for another request.")
            }
            guard let status = stored.status else {
                throw Problem.conflict("The first request with this Idempotency-Key is still being answered.")
            }
            return .bytes(
                stored.body ?? [], contentType: stored.contentType ?? "application/json", status: Status(code: status))
        }
        do {
            let response = try handler()
            if case .bytes(let body) = response.body, response.status.code < 500 {
                try services.database.withConnection {
                    try $0.storeAnswer(
                        key, user: user, status: response.status.code, contentType: response.headers["Content-Type"],
                        body: body)
                }
            }
            return response
        } catch {
            try? services.database.withConnection { try $0.releaseIdempotencyKey(key, user: user) }
            throw error
        }
    }
}
