#define _GNU_SOURCE
#include "CLauncher.h"
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif
#ifndef SYS_close_range
#define SYS_close_range 436
#endif
#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_add_rule 445
#define SYS_landlock_restrict_self 446
#endif

// Everything from here to `exec` runs in the child of a process with many threads: system calls only, no allocation, no locks.

static int limit(int resource, uint64_t value) {
    struct rlimit now, wanted = {value, value};
    // A limit may be lowered only: what the parent has stays the ceiling.
    if (getrlimit(resource, &now) == 0 && now.rlim_max != RLIM_INFINITY && now.rlim_max < value)
        wanted.rlim_cur = wanted.rlim_max = now.rlim_max;
    return setrlimit(resource, &wanted);
}

static int apply(const claunch_limits *limits) {
    if (limits->cpu_seconds) {
        // The soft limit's SIGXCPU comes a second before the hard limit's SIGKILL.
        struct rlimit cpu = {limits->cpu_seconds, limits->cpu_seconds + 1};
        if (setrlimit(RLIMIT_CPU, &cpu) && limit(RLIMIT_CPU, limits->cpu_seconds)) return -1;
    }
    if (limits->address_space && limit(RLIMIT_AS, limits->address_space)) return -1;
    if (limits->file_bytes != UINT64_MAX && limit(RLIMIT_FSIZE, limits->file_bytes)) return -1;
    if (limits->open_files && limit(RLIMIT_NOFILE, limits->open_files)) return -1;
    if (limits->processes && limit(RLIMIT_NPROC, limits->processes)) return -1;
    return limit(RLIMIT_CORE, 0);
}

// Landlock(7): the process, and what it starts, opens nothing for writing and makes, moves or removes nothing in any file
// system; without a network it opens no TCP connection either, should the kernel have refused it a namespace of its own.
// Best effort: older kernels let it be.
static void forbid_changes(int no_network) {
    enum { WRITE_FILE = 1 << 1, REMOVE_AND_MAKE = 0x1FF << 4, REFER = 1 << 13, TRUNCATE = 1 << 14, TCP = 3 };
    struct { uint64_t files, network; } denied = {WRITE_FILE | REMOVE_AND_MAKE, 0};
    size_t size = sizeof denied.files;
    int version = claunch_landlock();
    if (version < 1) return;
    if (version >= 2) denied.files |= REFER;
    if (version >= 3) denied.files |= TRUNCATE;
    if (version >= 4 && no_network) denied.network = TCP, size = sizeof denied;
    int rules = (int)syscall(SYS_landlock_create_ruleset, &denied, size, 0);
    if (rules < 0) return;
    // Programs throw things away there.
    struct __attribute__((packed)) { uint64_t allowed; int32_t place; } sink = {WRITE_FILE, open("/dev/null", O_PATH | O_CLOEXEC)};
    if (sink.place >= 0) {
        (void)syscall(SYS_landlock_add_rule, rules, 1, &sink, 0);
        close(sink.place);
    }
    (void)syscall(SYS_landlock_restrict_self, rules, 0);
    close(rules);
}

static void close_from(int first) {
    if (syscall(SYS_close_range, first, ~0U, 0) == 0) return;
    long last = sysconf(_SC_OPEN_MAX);
    if (last < 0 || last > 65536) last = 65536;
    for (int descriptor = first; descriptor < last; descriptor++) close(descriptor);
}

static void become(const char *path, char *const argv[], char *const envp[], const char *folder, const int stream[3],
                   int *report, pid_t parent, const claunch_limits *limits) {
    sigset_t none;
    // The kernel's own call: glibc's leaves out the two signals it keeps to itself. All zero is the default handler.
    unsigned long action[4] = {0};
    for (int number = 1; number < NSIG; number++) syscall(SYS_rt_sigaction, number, action, NULL, NSIG / 8);
    setpgid(0, 0);
    if (limits->dies_with_parent) {
        if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0)) return;
        if (getppid() != parent) _exit(127);
    }
    // Out of the way of 0, 1 and 2 first, so that none overwrites another.
    int moved[3], out = fcntl(*report, F_DUPFD_CLOEXEC, 10);
    if (out < 0) return;
    for (int k = 0; k < 3; k++)
        if ((moved[k] = fcntl(stream[k], F_DUPFD_CLOEXEC, 10)) < 0) return;
    for (int k = 0; k < 3; k++)
        if (dup2(moved[k], k) < 0) return;
    *report = out;
    if (dup2(out, 3) < 0 || fcntl(3, F_SETFD, FD_CLOEXEC)) return;
    *report = 3;
    close_from(4);
    if (folder && chdir(folder)) return;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) return;
    if (limits->no_network && unshare(CLONE_NEWNET)) {
        // Without the privilege a user namespace gives it, where the kernel allows those.
        (void)!unshare(CLONE_NEWUSER | CLONE_NEWNET);
    }
    if (limits->file_bytes == 0) forbid_changes(limits->no_network);
    if (apply(limits)) return;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    execve(path, argv, envp);
}

pid_t claunch(const char *path, char *const argv[], char *const envp[], const char *folder,
              int in, int out, int error, const claunch_limits *limits) {
    int report[2], stream[3] = {in, out, error}, problem = 0;
    sigset_t all, before;
    if (pipe2(report, O_CLOEXEC)) return -1;
    // No signal may run a handler of the parent in the child.
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pid_t parent = getpid(), child = fork();
    if (child == 0) {
        int report_to = report[1];
        become(path, argv, envp, folder, stream, &report_to, parent, limits);
        problem = errno;
        (void)!write(report_to, &problem, sizeof problem);
        _exit(127);
    }
    problem = errno;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    close(report[1]);
    if (child < 0) {
        close(report[0]);
        errno = problem;
        return -1;
    }
    // Both sides set the group, so that it stands whichever runs first.
    setpgid(child, child);
    ssize_t got;
    do got = read(report[0], &problem, sizeof problem);
    while (got < 0 && errno == EINTR);
    close(report[0]);
    if (got == 0) return child;
    while (waitpid(child, NULL, 0) < 0 && errno == EINTR) {}
    errno = got == sizeof problem ? problem : EIO;
    return -1;
}

int claunch_landlock(void) { return (int)syscall(SYS_landlock_create_ruleset, NULL, 0, 1); }

int claunch_exited(int status) { return WIFEXITED(status); }
int claunch_exit_code(int status) { return WEXITSTATUS(status); }
int claunch_signal(int status) { return WIFSIGNALED(status) ? WTERMSIG(status) : 0; }

int claunch_has_ended(pid_t child) {
    siginfo_t info;
    memset(&info, 0, sizeof info);
    if (waitid(P_PID, (id_t)child, &info, WEXITED | WNOHANG | WNOWAIT)) return -1;
    return info.si_pid == child;
}

int claunch_pidfd(pid_t child) { return (int)syscall(SYS_pidfd_open, child, 0); }

int claunch_pipe(int *reader, int *writer) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC)) return -1;
    *reader = ends[0];
    *writer = ends[1];
    return 0;
}
