public import HTTP

extension FastCGIServer {
    /// Where the gateway connects to.
    public enum Listen: Sendable, Equatable {
        /// Descriptor 0, as FastCGI's own convention has it and as `fcgi-program` of supervisor passes it.
        case inherited
        /// A Unix socket at the path, with the file mode that lets the gateway in (0o660 and a shared group, say).
        /// A socket that is there already is replaced in one step.
        case unix(path: String, mode: UInt32)
        /// A TCP address; port 0 takes a free one (see ``FastCGIServer/open()``).
        case tcp(host: String, port: UInt16)
    }

    /// What the server listens on and every limit it holds to. Times are in milliseconds.
    public struct Configuration: Sendable {
        public var listen: Listen
        /// Requests that are handled at once.
        public var threads: Int
        /// Of each thread, in bytes.
        public var stackSize = 1 << 20
        /// Open connections; more wait in the kernel's queue.
        public var maximumConnections = 4096
        /// A request's parameters with their framing, in bytes, at most 65536; more are answered 431.
        public var maximumHeadBytes = 60 << 10
        /// Parameters of a request; more close the connection.
        public var maximumParameters = 512
        /// Requests that wait while every thread is busy; more are answered 503 at once.
        public var maximumWaiting = 256
        /// How long a request waits for a thread before it is answered 503. One that would wait longer than half of it,
        /// as far as the last requests tell, is answered so at once.
        public var maximumWait = 500
        /// How long a request may take to arrive, from its first byte to the end of its parameters.
        public var headTimeout = 2000
        /// How long one read of a body may block.
        public var readTimeout = 2000
        /// How long a whole body may take.
        public var bodyTimeout = 60_000
        /// How long one write of a response may block, and a whole response ten times that.
        public var writeTimeout = 5000
        /// How long a connection may stay idle; longer than the gateway's own `keepalive_timeout`.
        public var idleTimeout = 120_000
        /// How long a drain leaves idle connections to the gateway, which closes them when their time has come: if this
        /// side closed one, a request on its way to it would be lost, and a POST is not sent again.
        public var drainGrace = 3000
        /// Of a body that the handler left, how much is read so that the connection can stay, in bytes. As much as a
        /// Unix socket holds: a gateway that has sent a whole body takes the connection for free, and may use it again
        /// in the moment before it sees that it was closed.
        public var maximumDrain = 256 << 10
        /// How long that reading may take.
        public var drainTimeout = 200
        /// What a request is answered for which there is no thread; at most 32 KiB.
        public var busy: Response

        public init(listen: Listen, threads: Int) {
            self.listen = listen
            self.threads = max(1, threads)
            var response = Response.text("The server is busy. Try again in a moment.\n", status: .serviceUnavailable)
            response.headers.set("Retry-After", "1")
            response.headers.set("Cache-Control", "no-store")
            busy = response
        }
    }

    /// Counts since the start, and gauges of now.
    public struct Statistics: Sendable, Equatable {
        /// Connections that were accepted.
        public var accepted = 0
        /// Requests that the handler answered.
        public var served = 0
        /// Requests that were answered 503 because no thread was free.
        public var refused = 0
        /// Connections that were closed for what came over them.
        public var malformed = 0
        /// Open connections.
        public var connections = 0
        /// Requests that are being handled.
        public var active = 0
        /// Requests that wait for a thread.
        public var waiting = 0
    }
}
