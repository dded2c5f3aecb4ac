// Starts a child process under limits, without a shell, safely from a process with many threads.
#pragma once
#include <stdint.h>
#include <sys/types.h>

typedef struct {
    uint64_t cpu_seconds;     // RLIMIT_CPU; 0: as the parent's
    uint64_t address_space;   // RLIMIT_AS in bytes; 0: as the parent's
    uint64_t file_bytes;      // RLIMIT_FSIZE in bytes: the largest file the child may write; UINT64_MAX: as the parent's; 0: it
                              // may change no file or folder at all, where the kernel knows how to forbid that
    uint64_t open_files;      // RLIMIT_NOFILE; 0: as the parent's
    uint64_t processes;       // RLIMIT_NPROC (counts the user's, not the child's alone); 0: as the parent's
    int no_network;           // 1: its own empty network, where the kernel lets it; best effort
    int dies_with_parent;     // 1: killed when the thread that started it ends
} claunch_limits;

// Starts `path` with `argv` and `envp` (NULL-terminated; `argv[0]` included) in its own process group, in `folder` if that is
// not NULL, with descriptors `in`, `out` and `error` as 0, 1 and 2 and no others open, default signal handlers and nothing
// blocked, and no way to gain privileges.
// Returns the child's id, or -1 with errno: of fork, or of whatever stopped the child before or at exec.
pid_t claunch(const char *path, char *const argv[], char *const envp[], const char *folder,
              int in, int out, int error, const claunch_limits *limits);

// The kernel's version of Landlock, with which `file_bytes` of 0 forbids every change; less than 1 where it has none.
int claunch_landlock(void);

// What waitpid says of a child, taken apart: macros Swift cannot see.
int claunch_exited(int status);       // 1: it ended by itself
int claunch_exit_code(int status);
int claunch_signal(int status);       // the signal that ended it
// WNOHANG wait without reaping: 1 when `child` has ended, 0 when it runs, -1 with errno.
int claunch_has_ended(pid_t child);
// pidfd_open(2): a descriptor that polls readable when `child` ends; -1 where the kernel has none.
int claunch_pidfd(pid_t child);
// pipe2(2) with O_CLOEXEC, which Swift's Glibc does not see: 0, or -1 with errno.
int claunch_pipe(int *reader, int *writer);
