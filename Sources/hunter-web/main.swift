import Base
import Composition
import Glibc
import Site

// The FastCGI process: serves until SIGTERM or SIGINT, then finishes what runs.
ShutdownSignal.block()
exit(WebProcess.run())
