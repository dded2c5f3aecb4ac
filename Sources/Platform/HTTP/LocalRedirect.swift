/// Redirects that stay on this site.
public enum LocalRedirect {
    /// Whether a browser that follows the target stays on this site: one slash and no second slash or backslash
    /// after it, no control characters (browsers drop some, so `/<tab>/evil` would leave), no backslash anywhere.
    public static func isLocal(_ target: String) -> Bool {
        let octets = target.utf8
        guard octets.first == Octet.slash, octets.count <= 2048 else { return false }
        if octets.dropFirst().first == Octet.slash { return false }
        return octets.allSatisfy { !Octet.isControl($0) && $0 != Octet.backslash }
    }

    /// The target where it is local, else the fallback: for `?next=` and the like.
    public static func target(_ target: String?, otherwise fallback: String) -> String {
        guard let target, isLocal(target) else { return fallback }
        return target
    }
}
