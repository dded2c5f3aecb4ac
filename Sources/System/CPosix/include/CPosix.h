#pragma once

/// Names the calling thread for `ps -T` and debuggers; the kernel keeps 15 bytes. Glibc declares
/// `pthread_setname_np` for GNU sources only, which Swift's Glibc module is not.
void posix_name_thread(const char *name);
