import Base
import Glibc
import Work

// The background process: takes tasks until SIGTERM or SIGINT, then finishes what runs or gives it back.
ShutdownSignal.block()
exit(WorkerProcess.run())
