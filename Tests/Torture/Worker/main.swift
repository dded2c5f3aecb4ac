internal import Base
internal import Glibc

ShutdownSignal.block()
exit(TortureWorker.run(Array(CommandLine.arguments.dropFirst())))
