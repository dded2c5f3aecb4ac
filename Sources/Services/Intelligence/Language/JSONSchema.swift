/// The parts of which the schemas of answers are made: every member there, no other.
enum JSONSchema {
    static func object(_ members: [(String, String)]) -> String {
        let properties = members.map { name, schema in "\"\(name)\":\(schema)" }.joined(separator: ",")
        let required = members.map { name, _ in "\"\(name)\"" }.joined(separator: ",")
        return
            #"{"type":"object","properties":{\#(properties)},"required":[\#(required)],"additionalProperties":false}"#
    }

    static func list(_ element: String) -> String { #"{"type":"array","items":\#(element)}"# }
}
