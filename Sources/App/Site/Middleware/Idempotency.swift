internal import Base
internal import Cryptography
internal import FoundationEssentials
internal import HTTP
internal import Logging
internal import Storage

extension Site {
    /// Runs a handler, or repeats its first answer where the request carries an `Idempotency-Key` it has used in the last
    /// 24 hours. A key belongs to its user and to one request; a handler that fails gives it back.
    ///
    /// Routes for anyone are left out: what the log-in answers is a token, and tokens are not stored.
    func answerOnce(_ context: Context, _ handler: () throws -> Response) throws -> Response {
        guard context.request.method == .post, context.route.isAPI, context.route.access != .anyone,
            let owner = context.owner,
            let key = context.request.headers["Idempotency-Key"]
        else { return try handler() }
        guard (1...200).contains(key.unicodeScalars.count) else {
            throw Problem.badRequest("An Idempotency-Key has 1 to 200 characters.")
        }
        let user = owner.user.id
        let requestHash = try hash(context.request, formLimits(of: context.route))
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
        let response: Response
        do {
            response = try handler()
        } catch {
            try? services.database.withConnection { try $0.releaseIdempotencyKey(key, user: user) }
            throw error
        }
        let body: [UInt8] = if case .bytes(let bytes) = response.body { bytes } else { [] }
        do {
            try services.database.withConnection {
                try $0.storeAnswer(
                    key, user: user, status: response.status.code, contentType: response.headers["Content-Type"],
                    body: body)
            }
        } catch {
            // What was asked for is done: the key stays taken, so that a repetition does not do it again.
            context.logger.warning("answer not kept", metadata: ["error": .string("\(error)")])
        }
        return response
    }

    /// What makes two requests the same: the address and all of the body. Boundaries of forms differ from time to time, so a
    /// form counts by its fields and files.
    private func hash(_ request: Request, _ limits: FormLimits) throws -> [UInt8] {
        var text = "POST \(request.rawTarget)\n"
        if request.headers["Content-Type"]?.lowercased().hasPrefix("multipart/") == true {
            let form = try request.form(limits)
            for field in form.fields { text += "\(Digest.sha256(field.name).hex) \(Digest.sha256(field.value).hex)\n" }
            for file in form.files {
                guard let content = Digest.sha256(file: file.path) else { throw Problem(.internalServerError) }
                text += "\(Digest.sha256(file.field + "/" + file.fileName).hex) \(content.hex)\n"
            }
        } else {
            text += Digest.sha256(try request.bodyBytes(limit: services.settings.web.bodyLimit)).hex
        }
        return Digest.sha256(text)
    }
}
