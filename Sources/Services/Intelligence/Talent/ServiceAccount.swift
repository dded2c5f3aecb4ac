internal import Base
internal import Cryptography
internal import FoundationEssentials

/// A service account of Google's, as its JSON file has it.
public struct ServiceAccount: Sendable {
    /// Where it asks for tokens.
    public let tokenAddress: String
    private let email: String
    private let keyID: String?
    private let signer: RSASigner

    private struct File: Decodable {
        var clientEmail: String
        var privateKey: String
        var privateKeyID: String?
        var tokenURI: String?

        private enum CodingKeys: String, CodingKey {
            case clientEmail = "client_email"
            case privateKey = "private_key"
            case privateKeyID = "private_key_id"
            case tokenURI = "token_uri"
        }
    }

    /// Reads the file that Google gives out with a key.
    public init(json: [UInt8]) throws(TalentError) {
        guard let file = try? JSONDecoder().decode(File.self, from: Data(json)) else {
            throw TalentError(.refused, "the credentials are no service account's JSON file")
        }
        do throws(RSASigner.KeyError) {
            signer = try RSASigner(pem: file.privateKey)
        } catch {
            throw TalentError(.refused, "the credentials' private_key cannot be read: \(error)")
        }
        email = file.clientEmail
        keyID = file.privateKeyID
        tokenAddress = file.tokenURI ?? "https://oauth2.googleapis.com/token"
    }

    private struct Header: Encodable {
        var alg = "RS256"
        var kid: String?
        var typ = "JWT"
    }

    private struct Claims: Encodable {
        var aud: String
        var exp: Int
        var iat: Int
        var iss: String
        var scope: String
    }

    /// The signed claim that Google gives a token for (RFC 7523).
    func assertion(scope: String, at now: Date) throws(TalentError) -> String {
        let issued = Int(now.timeIntervalSince1970)
        let claims = Claims(aud: tokenAddress, exp: issued + 3600, iat: issued, iss: email, scope: scope)
        do {
            let parts = [try JSONEncoder().encode(Header(kid: keyID)), try JSONEncoder().encode(claims)]
            let text = parts.map { Array($0).base64URL }.joined(separator: ".")
            return text + "." + (try signer.sign(Array(text.utf8))).base64URL
        } catch {
            throw TalentError(.refused, "the credentials cannot sign: \(error)")
        }
    }
}
