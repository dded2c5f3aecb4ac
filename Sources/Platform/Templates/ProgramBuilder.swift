/// A program while it is compiled.
struct ProgramBuilder {
    private var operations: [Program.Operation] = []
    private var constants: [UInt8] = []
    private var tests: [Program.Test] = []
    private var lists: [Program.List] = []
    private var frames: Int
    /// Where the constant bytes begin that no operation writes yet.
    private var pending = 0

    init(frames: Int) {
        self.frames = frames
    }

    mutating func write(_ bytes: [UInt8]) {
        constants += bytes
    }

    mutating func emit(_ action: Program.Action) {
        operations.append(Program.Operation(constant: pending..<constants.count, action: action))
        pending = constants.count
    }

    /// Emits the operation that skips or repeats what follows, up to ``close(_:)``.
    mutating func open(_ action: Program.Action) -> Int {
        emit(action)
        return operations.count - 1
    }

    mutating func close(_ section: Int) {
        finish()
        operations[section].end = operations.count
    }

    mutating func add(_ test: @escaping Program.Test) -> Int {
        tests.append(test)
        return tests.count - 1
    }

    mutating func add(_ list: @escaping Program.List) -> Int {
        lists.append(list)
        return lists.count - 1
    }

    mutating func needs(frames: Int) {
        self.frames = max(self.frames, frames)
    }

    mutating func program() -> Program {
        finish()
        return Program(operations: operations, constants: constants, tests: tests, lists: lists, frames: frames)
    }

    /// Writes the last constant bytes.
    private mutating func finish() {
        if pending < constants.count { emit(.nothing) }
    }
}
