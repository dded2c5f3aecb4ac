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
    let slots: [String: Slot]

    public init(dictionaryLiteral elements: (String, Accessor<Value>)...) {
        slots = Dictionary(elements.map { ($0, $1.slot) }) { first, _ in first }
    }
}

/// How one name reads its value: a stored property, at its place in the value's memory. Only flags may be computed.
public struct Accessor<Value: TemplateData>: Sendable {
    let slot: Slot

    @usableFromInline init(_ slot: Slot) {
        self.slot = slot
    }

    /// `{{name}}`: escaped text.
    public static func text(_ path: KeyPath<Value, String>) -> Accessor {
        Accessor(.text(offset: offset(path)))
    }

    /// `{{#name}}…{{name}}…{{/name}}`: a section where there is text, and the text itself.
    public static func optionalText(_ path: KeyPath<Value, String?>) -> Accessor {
        Accessor(.optionalText(offset: offset(path)))
    }

    /// `{{{name}}}`
    public static func html(_ path: KeyPath<Value, TrustedHTML>) -> Accessor {
        Accessor(.html(offset: offset(path)))
    }

    /// `{{#name}}…{{/name}}` and `{{^name}}…{{/name}}`
    public static func flag(_ path: KeyPath<Value, Bool>) -> Accessor {
        Accessor(.flag(offset: offset(path)))
    }

    /// `{{#name}}…{{/name}}` and `{{^name}}…{{/name}}`, where what is shown follows from the value.
    @inlinable
    public static func flag(_ test: @escaping @Sendable (Value) -> Bool) -> Accessor {
        Accessor(.test { test($0.assumingMemoryBound(to: Value.self).pointee) })
    }

    /// `{{#name}}…{{/name}}`, once for each element, whose names come first inside.
    @inlinable
    public static func list<Element: TemplateData>(_ path: KeyPath<Value, [Element]>) -> Accessor {
        Accessor(elements(path, Scope(Element.self)))
    }

    /// `{{#name}}…{{.}}…{{/name}}`, once for each text.
    public static func texts(_ path: KeyPath<Value, [String]>) -> Accessor {
        Accessor(elements(path, .text))
    }

    /// `{{#name}}…{{/name}}` where there is one; its names come first inside.
    @inlinable
    public static func object<Element: TemplateData>(_ path: KeyPath<Value, Element?>) -> Accessor {
        let offset = offset(path)
        return Accessor(
            .list(Scope(Element.self)) { value in
                // The value of an optional lies at its beginning (Swift's docs/ABI/TypeLayout.rst, single-payload enums).
                let place = value + offset
                let isThere = place.assumingMemoryBound(to: Element?.self).pointee != nil
                return Rows(first: place, count: isThere ? 1 : 0, stride: 0)
            })
    }

    /// `{{#name}}…{{/name}}`, always there; its names come first inside.
    @inlinable
    public static func object<Element: TemplateData>(_ path: KeyPath<Value, Element>) -> Accessor {
        let offset = offset(path)
        return Accessor(.list(Scope(Element.self)) { Rows(first: $0 + offset, count: 1, stride: 0) })
    }

    @inlinable
    static func elements<Element>(_ path: KeyPath<Value, [Element]>, _ scope: Scope) -> Slot {
        let offset = offset(path)
        return .list(scope) { value in
            // The elements stay where they are as long as the page holds the array, and nobody changes a page.
            (value + offset).assumingMemoryBound(to: [Element].self).pointee.withUnsafeBufferPointer {
                Rows(first: $0.baseAddress, count: $0.count, stride: MemoryLayout<Element>.stride)
            }
        }
    }

    @usableFromInline
    static func offset<Member>(_ path: KeyPath<Value, Member>) -> Int {
        guard let offset = MemoryLayout<Value>.offset(of: path) else {
            preconditionFailure("\(path) is not stored: a template shows what a page holds")
        }
        return offset
    }
}

/// What a name stands for in the memory of a value, without its type. The compiler only builds programs in which a slot meets
/// values of the type whose names it stands in.
@usableFromInline enum Slot: Sendable {
    case text(offset: Int)
    case optionalText(offset: Int)
    case html(offset: Int)
    case flag(offset: Int)
    case test(@Sendable (UnsafeRawPointer) -> Bool)
    case list(Scope, @Sendable (UnsafeRawPointer) -> Rows)
}

/// Values that lie one behind the other.
@usableFromInline struct Rows {
    let first: UnsafeRawPointer?
    let count: Int
    let stride: Int

    @usableFromInline init(first: UnsafeRawPointer?, count: Int, stride: Int) {
        (self.first, self.count, self.stride) = (first, count, stride)
    }
}

/// The names of a type without the type. Looked up late, so that types may contain themselves.
@usableFromInline struct Scope: Sendable {
    let typeName: String
    let slots: @Sendable () -> [String: Slot]

    @usableFromInline init<Value: TemplateData>(_: Value.Type) {
        typeName = "\(Value.self)"
        slots = { Value.names.slots }
    }

    private init(typeName: String, slots: [String: Slot]) {
        self.typeName = typeName
        self.slots = { slots }
    }

    /// A text of a list of texts.
    static let text = Scope(typeName: "a text", slots: [".": .text(offset: 0)])
}
