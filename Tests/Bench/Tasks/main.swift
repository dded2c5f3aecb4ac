import Base
import Glibc

// bench-tasks migrate                          an up-to-date database with 20,000 finished tasks, and an empty Redis
// bench-tasks produce COUNT PRODUCERS          enqueues COUNT no-op tasks from PRODUCERS threads, a commit each
// bench-tasks work COUNT THREADS               a worker that ends when no task is live and COUNT have run
// bench-tasks both COUNT PRODUCERS THREADS     the two in one process, beginning together: end to end
// bench-tasks pace RATE COUNT THREADS          RATE tasks a second; how long each waits from its commit's return to its handler
// bench-tasks fill ROWS                        adds ROWS finished tasks to the table
// bench-tasks sync FOLDER COUNT                what one fdatasync of 8 KiB costs in the folder, which is the database's
//
// DATABASE_URL and REDIS_URL say where. Each prints one line of JSON; `cpu_us` is the program's own, for one task. With
// USERS=n the tasks belong to n users in turn, else to the installation.
ShutdownSignal.block()
exit(BenchTasks.run(Array(CommandLine.arguments.dropFirst())))
