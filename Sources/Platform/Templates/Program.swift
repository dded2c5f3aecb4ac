internal import Synchronization

/// A template resolved against the types it shows: constant bytes, and between them where in memory a value lies.
///
/// Frames are the values that names are looked up in: the shell, the page, then a row of each list around.
final class Program: Sendable {
    /// Writes constant bytes, then acts.
    struct Operation {
        let constant: Range<Int>
        let action: Action
        /// Where to go on after a section.
        var end = 0
    }

    enum Action {
        case nothing
        case text(Place)
        case optionalText(Place)
        case html(Place)
        case whenText(Place, is: Bool)
        case whenFlag(Place, is: Bool)
        case whenTest(frame: Int, test: Int, is: Bool)
        case whenEmpty(frame: Int, list: Int)
        case each(frame: Int, list: Int, element: Int)
    }

    struct Place {
        let frame: Int
        let offset: Int
    }

    typealias Test = @Sendable (UnsafeRawPointer) -> Bool
    typealias List = @Sendable (UnsafeRawPointer) -> Rows

    private let operations: [Operation]
    private let constants: [UInt8]
    private let tests: [Test]
    private let lists: [List]
    private let depth: Int
    /// The most bytes that were written so far.
    private let longest = Atomic(4 << 10)

    init(operations: [Operation], constants: [UInt8], tests: [Test], lists: [List], frames: Int) {
        (self.operations, self.constants, self.tests, self.lists) = (operations, constants, tests, lists)
        depth = frames
    }

    /// What the program says of a shell and a page, written where the array will have it.
    func bytes(_ shell: UnsafeRawPointer, _ page: UnsafeRawPointer) -> [UInt8] {
        let expected = longest.load(ordering: .relaxed)
        var grown: [UInt8]?
        let bytes = [UInt8](unsafeUninitializedCapacity: expected + HTMLOutput.slack) { memory, count in
            var output = HTMLOutput(borrowing: UnsafeMutableRawBufferPointer(memory))
            run(shell, page, into: &output)
            if output.ownsMemory { grown = Array(output.bytes) } else { count = output.count }
        }
        guard let grown else { return bytes }
        longest.max(grown.count + grown.count / 4, ordering: .relaxed)
        return grown
    }

    func run(_ shell: UnsafeRawPointer, _ page: UnsafeRawPointer, into output: inout HTMLOutput) {
        withUnsafeTemporaryAllocation(of: UnsafeRawPointer.self, capacity: depth) { frames in
            frames.initialize(repeating: page)
            frames[0] = shell
            operations.withUnsafeBufferPointer { operations in
                constants.withUnsafeBytes { constants in
                    tests.withUnsafeBufferPointer { tests in
                        lists.withUnsafeBufferPointer { lists in
                            let run = Run(
                                operations: operations.baseAddress!, constants: constants.baseAddress!,
                                tests: tests.baseAddress, lists: lists.baseAddress, frames: frames.baseAddress!)
                            run.perform(0, operations.count, &output)
                        }
                    }
                }
            }
        }
    }

    /// One rendering: pointers to what the program holds, because reading an array of a class costs a retain each time.
    private struct Run {
        let operations: UnsafePointer<Operation>
        let constants: UnsafeRawPointer
        let tests: UnsafePointer<Test>?
        let lists: UnsafePointer<List>?
        let frames: UnsafeMutablePointer<UnsafeRawPointer>

        func perform(_ first: Int, _ end: Int, _ output: inout HTMLOutput) {
            var at = first
            while at < end {
                let operation = operations[at]
                at += 1
                output.append(constants + operation.constant.lowerBound, operation.constant.count)
                switch operation.action {
                case .nothing: break
                case .text(let place): append(value(place, Lent<String>.self).pointee, &output)
                case .optionalText(let place):
                    // The text of an optional lies at its beginning, as for ``Accessor/object(_:)``.
                    if isThere(place) { append(value(place, Lent<String>.self).pointee, &output) }
                case .html(let place): append(value(place, Lent<TrustedHTML>.self).pointee, &output)
                case .whenText(let place, let wanted): if isThere(place) != wanted { at = operation.end }
                case .whenFlag(let place, let wanted):
                    if value(place, Bool.self).pointee != wanted { at = operation.end }
                case .whenTest(let frame, let test, let wanted):
                    if tests.unsafelyUnwrapped[test](frames[frame]) != wanted { at = operation.end }
                case .whenEmpty(let frame, let list):
                    if lists.unsafelyUnwrapped[list](frames[frame]).count > 0 { at = operation.end }
                case .each(let frame, let list, let element):
                    let rows = lists.unsafelyUnwrapped[list](frames[frame])
                    for index in 0..<rows.count {
                        frames[element] = rows.first.unsafelyUnwrapped + index * rows.stride
                        perform(at, operation.end, &output)
                    }
                    at = operation.end
                }
            }
        }

        private func append(_ text: borrowing Lent<String>, _ output: inout HTMLOutput) {
            output.appendEscaped(text.value)
        }

        private func append(_ html: borrowing Lent<TrustedHTML>, _ output: inout HTMLOutput) {
            html.value.bytes.withUnsafeBytes { output.append($0) }
        }

        private func isThere(_ place: Place) -> Bool {
            value(place, String?.self).pointee != nil
        }

        private func value<Value: ~Copyable>(_ place: Place, _: Value.Type) -> UnsafePointer<Value> {
            (frames[place.frame] + place.offset).assumingMemoryBound(to: Value.self)
        }
    }
}

/// A value that is read where it lies: what cannot be copied is not retained.
private struct Lent<Value>: ~Copyable {
    let value: Value
}
