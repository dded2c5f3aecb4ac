internal import Base
internal import Cryptography
internal import FoundationEssentials
internal import HTTP
internal import Logging
internal import Postgres
internal import Storage

extension Site {
    /// Runs a handler, or repeats its first answer where the request carries an `Idempotency-Key` it has used in the last
    /// 24 hours. A key belongs to its user and to one request; a handler that fails gives it back.
    ///
    /// Routes for anyone are left out: what the log-in answers is a token, and tokens are not stored. A registration sees to it
    /// by itself, with ``firstAnswer(to:under:_:)``.
    func answerOnce(_ context: Context, _ handler: () throws -> Response) throws -> Response {
        guard context.request.method == .post, context.route.isAPI, context.route.access != .anyone,
            let owner = context.owner, let key = try idempotencyKey(of: context.request)
        else { return try handler() }
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
            return answer(stored, status)
        }
        let response: Response
        do {
            response = try handler()
        } catch {
            try? services.database.withConnection { try $0.releaseIdempotencyKey(key, user: user) }
            throw error
        }
        do {
            try services.database.withConnection { try $0.store(response, under: key, of: user) }
        } catch {
            // What was asked for is done: the key stays taken, so that a repetition does not do it again.
            context.logger.warning("answer not kept", metadata: ["error": .string("\(error)")])
        }
        return response
    }

    /// - Throws: 400 for a key that cannot be one.
    func idempotencyKey(of request: Request) throws -> String? {
        guard let key = request.headers["Idempotency-Key"] else { return nil }
        guard (1...200).contains(key.unicodeScalars.count) else {
            throw Problem.badRequest("An Idempotency-Key has 1 to 200 characters.")
        }
        return key
    }

    private func answer(_ stored: StoredAnswer, _ status: Int) -> Response {
        .bytes(stored.body ?? [], contentType: stored.contentType ?? "application/json", status: Status(code: status))
    }

    // MARK: Registrations

    /// Keeps the answer to a registration. Who sends one is nobody yet, so the key belongs to the account that came of it.
    func keep(_ response: Response, to draft: Registration, of user: UUID, under key: String, _ context: Context) {
        do {
            try services.database.transaction { db in
                _ = try db.claimIdempotencyKey(key, user: user, requestHash: hash(draft))
                try db.store(response, under: key, of: user)
            }
        } catch {
            context.logger.warning("answer not kept", metadata: ["error": .string("\(error)")])
        }
    }

    /// The first answer to a registration that is repeated under its key; nil where it is another. The password proves that
    /// whoever repeats it is the same; trying passwords here is slowed down as at the log-in.
    func firstAnswer(to draft: Registration, under key: String, _ context: Context) throws -> Response? {
        let stored = try services.database.withConnection { db -> StoredAnswer? in
            guard let user = try db.credentials(email: draft.email)?.userID else { return nil }
            return try db.storedAnswer(key, user: user)
        }
        guard let stored, let status = stored.status, Digest.equal(stored.requestHash, hash(draft)) else { return nil }
        let address = context.request.remoteAddress
        guard case .success = try authenticate(email: draft.email, password: draft.password, address: address) else {
            return nil
        }
        return answer(stored, status)
    }

    /// Without the password: a quick hash of it would be easier to guess it from than the one that is stored.
    private func hash(_ draft: Registration) -> [UInt8] {
        Digest.sha256("register \(Digest.sha256(draft.email).hex) \(Digest.sha256(draft.name).hex)")
    }

    // MARK: Requests

    /// What makes two requests the same: the address, with or without a slash at its end, and all of the body. Boundaries of
    /// forms differ from time to time, so a form counts by its fields and files.
    private func hash(_ request: Request, _ limits: FormLimits) throws -> [UInt8] {
        let parts = request.rawTarget.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let path = parts[0].hasSuffix("/") ? parts[0].dropLast() : parts[0]
        var text = "POST \(([path] + parts.dropFirst()).joined(separator: "?"))\n"
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

extension Connection {
    /// Keeps an answer under a key that was claimed.
    fileprivate func store(_ response: Response, under key: String, of user: UUID) throws {
        let body: [UInt8] = if case .bytes(let bytes) = response.body { bytes } else { [] }
        try storeAnswer(
            key, user: user, status: response.status.code, contentType: response.headers["Content-Type"], body: body)
    }
}
