import Glibc

/// The target that HUNTER_FUZZ names.
private let target: FuzzTarget = {
    guard let name = getenv("HUNTER_FUZZ"), let target = FuzzTarget(rawValue: String(cString: name)) else {
        fatalError("HUNTER_FUZZ must be one of \(FuzzTarget.allCases.map(\.rawValue))")
    }
    return target
}()

/// What libFuzzer calls with each input. A broken rule ends the process, so that libFuzzer keeps the input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let octets = Array(UnsafeBufferPointer(start: start, count: count))
    if let broken = target.run(octets) { fatalError("\(target.rawValue): \(broken)") }
    return 0
}
