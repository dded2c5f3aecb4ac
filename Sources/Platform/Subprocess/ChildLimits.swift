/// What a child process may use before it is stopped.
public struct ChildLimits: Sendable, Equatable {
    /// Seconds of processor time; 0 leaves the parent's limit.
    public var cpuSeconds: Int
    /// Bytes of address space; 0 leaves the parent's limit.
    public var addressSpace: Int
    /// Bytes of standard output that are kept; a child that writes more is killed.
    public var outputBytes: Int
    /// Bytes at the end of standard error that are kept; the rest is dropped and the child goes on.
    public var errorBytes: Int
    /// Time from start to the group's death.
    public var wallTime: Duration
    /// Bytes of the largest file the child may write; nil leaves the parent's limit. With 0 it may not make, remove or rename
    /// anything either, where the kernel has Landlock.
    public var fileBytes: Int?
    /// Descriptors the child may hold; 0 leaves the parent's limit.
    public var openFiles: Int
    /// Processes of the same user, this product's own included; 0 leaves the parent's limit.
    public var processes: Int
    /// Whether the child may reach the network. Where the kernel allows no namespaces, it may either way.
    public var hasNetwork: Bool

    /// Limits for a child; the defaults suit reading one small document.
    public init(
        cpuSeconds: Int = 10, addressSpace: Int = 512 << 20, outputBytes: Int = 16 << 20, errorBytes: Int = 16 << 10,
        wallTime: Duration = .seconds(20), fileBytes: Int? = 0, openFiles: Int = 64, processes: Int = 0,
        hasNetwork: Bool = false
    ) {
        self.cpuSeconds = cpuSeconds
        self.addressSpace = addressSpace
        self.outputBytes = outputBytes
        self.errorBytes = errorBytes
        self.wallTime = wallTime
        self.fileBytes = fileBytes
        self.openFiles = openFiles
        self.processes = processes
        self.hasNetwork = hasNetwork
    }
}
