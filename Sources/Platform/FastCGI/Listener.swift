internal import CFastCGI
internal import Glibc

/// The listening socket: non-blocking, closed in child processes.
struct Listener: ~Copyable {
    let descriptor: Int32
    /// The path and the inode of a Unix socket that was made here.
    private let path: (name: String, device: UInt, inode: UInt)?
    /// Whether the socket goes with this process, so that what its queue holds must be served.
    let isOwn: Bool

    private init(descriptor: Int32, path: (name: String, device: UInt, inode: UInt)?, isOwn: Bool) {
        self.descriptor = descriptor
        self.path = path
        self.isOwn = isOwn
    }

    /// Opens the socket, or takes it over.
    static func open(_ listen: FastCGIServer.Listen) throws(FastCGIError) -> Listener {
        let listener: Listener
        switch listen {
        case .inherited:
            listener = Listener(descriptor: try inherit(), path: nil, isOwn: false)
        case .unix(let name, let mode):
            let (descriptor, path) = try openUnix(name, mode: mode)
            listener = Listener(descriptor: descriptor, path: path, isOwn: true)
        case .tcp(let host, let port):
            listener = Listener(descriptor: try openTCP(host, port), path: nil, isOwn: true)
        }
        let flags = fcntl(listener.descriptor, F_GETFL)
        guard flags >= 0, fcntl(listener.descriptor, F_SETFL, flags | O_NONBLOCK) == 0 else {
            throw FastCGIError(.listen(errno), "cannot make the listening socket non-blocking")
        }
        return listener
    }

    deinit {
        removePath()
        close(descriptor)
    }

    /// Takes the Unix socket's name away, so that nobody connects any more; the socket itself stays open.
    func removePath() {
        guard let path else { return }
        var status = stat()
        // A successor may have put its own socket there.
        if lstat(path.name, &status) == 0, UInt(status.st_dev) == path.device, UInt(status.st_ino) == path.inode {
            unlink(path.name)
        }
    }

    /// Takes descriptor 0 and leaves `/dev/null` in its place, so that no child process and no library reads from it.
    private static func inherit() throws(FastCGIError) -> Int32 {
        var isListening: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        guard getsockopt(0, SOL_SOCKET, SO_ACCEPTCONN, &isListening, &length) == 0, isListening == 1 else {
            throw FastCGIError(
                .notInherited,
                "descriptor 0 is not a listening socket: start the program under a FastCGI process manager, or give it an"
                    + " address to listen on")
        }
        let descriptor = fcntl(0, F_DUPFD_CLOEXEC, 3)
        guard descriptor >= 0 else { throw FastCGIError(.listen(errno), "cannot take the inherited socket") }
        let null = Glibc.open("/dev/null", O_RDONLY | O_CLOEXEC)
        if null >= 0 {
            dup2(null, 0)
            if null != 0 { close(null) }
        }
        return descriptor
    }

    /// Makes the socket beside its place and moves it there, so that a successor takes over with nothing refused.
    private static func openUnix(
        _ name: String, mode: UInt32
    ) throws(FastCGIError) -> (Int32, (name: String, device: UInt, inode: UInt)) {
        var status = stat()
        if lstat(name, &status) == 0, status.st_mode & S_IFMT != S_IFSOCK {
            throw FastCGIError(.listen(EEXIST), "cannot listen on \(name), which is not a socket")
        }
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        let temporary = "\(name).\(getpid())"
        unlink(temporary)
        guard descriptor >= 0, fcgi_shim_bind_unix(descriptor, temporary) == 0, chmod(temporary, mode) == 0,
            Glibc.listen(descriptor, 1024) == 0, lstat(temporary, &status) == 0, rename(temporary, name) == 0
        else {
            let number = temporary.utf8.count >= 108 ? ENAMETOOLONG : errno
            if descriptor >= 0 { close(descriptor) }
            unlink(temporary)
            throw FastCGIError(.listen(number), "cannot listen on \(name)")
        }
        return (descriptor, (name, UInt(status.st_dev), UInt(status.st_ino)))
    }

    private static func openTCP(_ host: String, _ port: UInt16) throws(FastCGIError) -> Int32 {
        var hints = addrinfo()
        hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, "\(port)", &hints, &found) == 0, let first = found else {
            throw FastCGIError(.listen(0), "cannot listen on \(host): there is no such address")
        }
        defer { freeaddrinfo(found) }
        let address = first.pointee
        let descriptor = socket(address.ai_family, address.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), 0)
        var yes: Int32 = 1
        guard descriptor >= 0,
            setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size)) == 0,
            bind(descriptor, address.ai_addr, address.ai_addrlen) == 0, Glibc.listen(descriptor, 1024) == 0
        else {
            let number = errno
            if descriptor >= 0 { close(descriptor) }
            throw FastCGIError(.listen(number), "cannot listen on \(host):\(port)")
        }
        return descriptor
    }
}
