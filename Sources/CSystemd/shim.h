// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <errno.h>
#include <fcntl.h>
#include <linux/memfd.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <systemd/sd-id128.h>
#include <systemd/sd-journal.h>
#include <unistd.h>

// Wrappers for C features that Swift cannot use: macros, variadic functions, and a global variable that it calls unsafe.

/// The environment of the process, environ(7). Read it before the first thread starts: setenv(3) changes it in place.
static inline char *const *csystemd_environment(void) {
    extern char **environ;
    return environ;
}

/// An anonymous file that can be sealed, memfd_create(2): a descriptor, or -1 with errno.
static inline int csystemd_memory_file(const char *name) {
    return (int)syscall(SYS_memfd_create, name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
}

/// Makes a memory file immutable, F_ADD_SEALS of fcntl(2), with the seals that journald asks for: 0, or -1 with errno.
static inline int csystemd_seal(int descriptor) {
    // Linux's numbers, spelled out: fcntl.h has the names only under _GNU_SOURCE, and Swift's own C module is compiled without it.
    enum { add_seals = 1024 + 9, seal = 1, shrink = 2, grow = 4, write = 8 };
    return fcntl(descriptor, add_seals, seal | shrink | grow | write);
}

/// Sends a datagram without data that carries one descriptor, SCM_RIGHTS of unix(7), to the connected peer:
/// 0, or -1 with errno. It never waits.
static inline int csystemd_send_descriptor(int socket, int descriptor) {
    union {
        struct cmsghdr header;
        char space[CMSG_SPACE(sizeof(int))];
    } control;
    memset(&control, 0, sizeof control);
    struct msghdr message = {
        .msg_control = &control,
        .msg_controllen = sizeof control,
    };
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(header), &descriptor, sizeof descriptor);
    return sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT) < 0 ? -1 : 0;
}

/// Names the calling thread, PR_SET_NAME of prctl(2), in at most 15 characters.
static inline void csystemd_name_thread(const char *name) {
    prctl(PR_SET_NAME, name);
}

/// A descriptor to wake a thread that polls, eventfd(2): a descriptor, or -1 with errno.
static inline int csystemd_event_descriptor(void) {
    return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
}
