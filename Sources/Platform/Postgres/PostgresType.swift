/// A type of PostgreSQL, by its object identifier in `pg_type`.
public struct PostgresType: Hashable, Sendable {
    public let oid: UInt32

    public init(oid: UInt32) {
        self.oid = oid
    }

    /// The server finds the parameter's type from the place it stands in, and the value travels as text. So a string fits
    /// `text`, enums, `citext`, `inet` and the like. Where nothing tells the type (`jsonb_build_object`), cast: `\(x)::text`.
    public static let unspecified = PostgresType(oid: 0)
    public static let bool = PostgresType(oid: 16)
    public static let bytea = PostgresType(oid: 17)
    public static let name = PostgresType(oid: 19)
    public static let bigint = PostgresType(oid: 20)
    public static let smallint = PostgresType(oid: 21)
    public static let integer = PostgresType(oid: 23)
    public static let text = PostgresType(oid: 25)
    public static let objectIdentifier = PostgresType(oid: 26)
    public static let json = PostgresType(oid: 114)
    public static let xml = PostgresType(oid: 142)
    public static let real = PostgresType(oid: 700)
    public static let double = PostgresType(oid: 701)
    public static let unknown = PostgresType(oid: 705)
    public static let char = PostgresType(oid: 1042)
    public static let varchar = PostgresType(oid: 1043)
    public static let date = PostgresType(oid: 1082)
    public static let timestamptz = PostgresType(oid: 1184)
    public static let interval = PostgresType(oid: 1186)
    public static let numeric = PostgresType(oid: 1700)
    public static let uuid = PostgresType(oid: 2950)
    public static let jsonb = PostgresType(oid: 3802)

    static let boolArray = PostgresType(oid: 1000)
    static let byteaArray = PostgresType(oid: 1001)
    static let smallintArray = PostgresType(oid: 1005)
    static let integerArray = PostgresType(oid: 1007)
    static let textArray = PostgresType(oid: 1009)
    static let bigintArray = PostgresType(oid: 1016)
    static let realArray = PostgresType(oid: 1021)
    static let doubleArray = PostgresType(oid: 1022)
    static let timestamptzArray = PostgresType(oid: 1185)
    static let intervalArray = PostgresType(oid: 1187)
    static let uuidArray = PostgresType(oid: 2951)
    static let jsonbArray = PostgresType(oid: 3807)

    /// The first identifier of types a database defines itself (enums, `citext`).
    static let firstUserDefined: UInt32 = 16_384
}
