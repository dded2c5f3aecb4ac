#pragma once

#include <fcgiapp.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

// What Swift cannot say: macros with casts, anonymous unions, packed structures, and GNU's functions. These are declared
// here, because _GNU_SOURCE would change structures that Swift's own C library module has too.
extern int accept4(int, struct sockaddr *, socklen_t *, int);
extern int memfd_create(const char *, unsigned int);

/// A new connection, closed in child processes; its reads and writes block.
static inline int fcgi_shim_accept(int listener) {
    return accept4(listener, NULL, NULL, SOCK_CLOEXEC);
}

/// A file in memory at its start, closed in child processes; or -1.
static inline int fcgi_shim_memory_file(const char *name) {
    return memfd_create(name, 1 /* MFD_CLOEXEC */);
}

/// Adds (`operation` EPOLL_CTL_ADD) or arms again (EPOLL_CTL_MOD) a descriptor for one readable event.
static inline int fcgi_shim_arm(int poller, int operation, int descriptor, uint64_t token) {
    struct epoll_event event;
    memset(&event, 0, sizeof event);
    event.events = EPOLLIN | EPOLLRDHUP | EPOLLONESHOT;
    event.data.u64 = token;
    return epoll_ctl(poller, operation, descriptor, &event);
}

/// Adds a descriptor whose event stays until it is read.
static inline int fcgi_shim_watch(int poller, int descriptor, uint64_t token) {
    struct epoll_event event;
    memset(&event, 0, sizeof event);
    event.events = EPOLLIN;
    event.data.u64 = token;
    return epoll_ctl(poller, EPOLL_CTL_ADD, descriptor, &event);
}

/// Waits for events and answers only their tokens; the result is epoll_wait's.
static inline int fcgi_shim_wait(int poller, uint64_t *tokens, int capacity, int milliseconds) {
    struct epoll_event events[64];
    if (capacity > 64) capacity = 64;
    int count = epoll_wait(poller, events, capacity, milliseconds);
    for (int index = 0; index < count; index++) tokens[index] = events[index].data.u64;
    return count;
}

/// How long one read and one write of the descriptor may block.
static inline int fcgi_shim_set_timeouts(int descriptor, int receive_milliseconds, int send_milliseconds) {
    struct timeval receive = {receive_milliseconds / 1000, (receive_milliseconds % 1000) * 1000};
    struct timeval send = {send_milliseconds / 1000, (send_milliseconds % 1000) * 1000};
    if (setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &receive, sizeof receive) != 0) return -1;
    return setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &send, sizeof send);
}

/// Binds a Unix socket to a path that must not exist yet.
static inline int fcgi_shim_bind_unix(int descriptor, const char *path) {
    struct sockaddr_un address;
    memset(&address, 0, sizeof address);
    address.sun_family = AF_UNIX;
    if (strlen(path) >= sizeof address.sun_path) return -1;
    strcpy(address.sun_path, path);
    return bind(descriptor, (struct sockaddr *)&address, sizeof address);
}

/// The port a socket is bound to, or -1.
static inline int fcgi_shim_port(int descriptor) {
    struct sockaddr_storage address;
    socklen_t length = sizeof address;
    if (getsockname(descriptor, (struct sockaddr *)&address, &length) != 0) return -1;
    if (address.ss_family == AF_INET) return ntohs(((struct sockaddr_in *)&address)->sin_port);
    if (address.ss_family == AF_INET6) return ntohs(((struct sockaddr_in6 *)&address)->sin6_port);
    return -1;
}
