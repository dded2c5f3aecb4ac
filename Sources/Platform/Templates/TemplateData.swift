/// A value that a template can show: a page, a row of it, the shell around it.
///
/// `names` lists everything a template may say of it. Templates are resolved against these names once, at the start:
/// a name that is not there is an error of the start, never of a request.
public protocol TemplateData: Sendable {
    static var names: Names<Self> { get }
}

/// A value with a template of its own, `templates/<template>.mustache`.
public protocol Page: TemplateData {
    static var template: String { get }
}

/// HTML that needs no escaping, because this program made it from parts that were escaped.
public struct TrustedHTML: Sendable, Equatable {
    public let bytes: [UInt8]

    public init(trusting bytes: [UInt8]) {
        self.bytes = bytes
    }
}

/// The names of one type, written as a dictionary literal: `["title": .text(\.title), "rows": .list(\.rows)]`.
public struct Names<Value: TemplateData>: ExpressibleByDictionaryLiteral, Sendable {
    let slots: [String: Accessor<Value>]

    public init(dictionaryLiteral elements: (String, Accessor<Value>)...) {
        slots = Dictionary(elements) { first, _ in first }
    }
}

/// How one name reads its value.
public struct Accessor<Value: TemplateData>: Sendable {
    let slot: Slot

    /// `{{name}}`: escaped text.
    public static func text(_ get: @escaping @Sendable (Value) -> String) -> Accessor {
        Accessor(slot: .text { get(value(at: $0)) })
    }

    /// `{{#name}}…{{name}}…{{/name}}`: a section where there is text, and the text itself.
    public static func optionalText(_ get: @escaping @Sendable (Value) -> String?) -> Accessor {
        Accessor(slot: .optionalText { get(value(at: $0)) })
    }

    /// `{{{name}}}`
    public static func html(_ get: @escaping @Sendable (Value) -> TrustedHTML) -> Accessor {
        Accessor(slot: .html { get(value(at: $0)) })
    }

    /// `{{#name}}…{{/name}}` and `{{^name}}…{{/name}}`
    public static func flag(_ get: @escaping @Sendable (Value) -> Bool) -> Accessor {
        Accessor(slot: .flag { get(value(at: $0)) })
    }

    /// `{{#name}}…{{/name}}`, once for each element, whose names come first inside.
    public static func list<Element: TemplateData>(_ get: @escaping @Sendable (Value) -> [Element]) -> Accessor {
        Accessor(
            slot: .list(Scope(Element.self)) { pointer, body in
                for element in get(value(at: pointer)) { withUnsafePointer(to: element) { body(UnsafeRawPointer($0)) } }
            } isEmpty: {
                get(value(at: $0)).isEmpty
            })
    }

    /// `{{#name}}…{{.}}…{{/name}}`, once for each text.
    public static func texts(_ get: @escaping @Sendable (Value) -> [String]) -> Accessor {
        list { get($0).map(TextItem.init) }
    }

    /// `{{#name}}…{{/name}}` where there is one; its names come first inside.
    public static func object<Element: TemplateData>(_ get: @escaping @Sendable (Value) -> Element?) -> Accessor {
        list { get($0).map { [$0] } ?? [] }
    }

    /// The compiler only builds programs in which a name meets the frame of its own type.
    private static func value(at pointer: UnsafeRawPointer) -> Value {
        pointer.assumingMemoryBound(to: Value.self).pointee
    }
}

/// One text of a list of texts.
private struct TextItem: TemplateData {
    let text: String

    static var names: Names<TextItem> { [".": .text(\.text)] }
}

/// An accessor without its type. Pointers are to values of the type whose names the slot stands in.
enum Slot: Sendable {
    case text(@Sendable (UnsafeRawPointer) -> String)
    case optionalText(@Sendable (UnsafeRawPointer) -> String?)
    case html(@Sendable (UnsafeRawPointer) -> TrustedHTML)
    case flag(@Sendable (UnsafeRawPointer) -> Bool)
    case list(
        Scope, @Sendable (UnsafeRawPointer, (UnsafeRawPointer) -> Void) -> Void,
        isEmpty: @Sendable (UnsafeRawPointer) -> Bool)
}

/// The names of a type without the type. Looked up late, so that types may contain themselves.
struct Scope: Sendable {
    let typeName: String
    let slot: @Sendable (String) -> Slot?

    init<Value: TemplateData>(_: Value.Type) {
        typeName = "\(Value.self)"
        slot = { Value.names.slots[$0]?.slot }
    }
}
