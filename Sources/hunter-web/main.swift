import Base
import Glibc
import Composition
import Site

// The FastCGI process: serves until SIGTERM or SIGINT, then finishes what runs.
ShutdownSignal.block()
exit(WebProcess.run())
