/* Notes what a process does with sockets, whatever opens them: Python, a library, compiled code.

Preloaded into a process and those it starts. A line a call goes to $COMPILED_SOCKETS: the call, then the
address (of a socket file: "unix"; of a name to look up: the name). */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void note(const char *call, const char *where) {
    const char *notes = getenv("COMPILED_SOCKETS");
    char line[512];
    int length = snprintf(line, sizeof line, "%s %s\n", call, where);
    int file = notes ? open(notes, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600) : -1;
    if (file < 0 || write(file, line, length) != length) abort();
    close(file);
}

static void note_address(const char *call, const struct sockaddr *address) {
    char where[INET6_ADDRSTRLEN] = "unix";
    if (!address) return;
    if (address->sa_family == AF_INET)
        inet_ntop(AF_INET, &((struct sockaddr_in *)address)->sin_addr, where, sizeof where);
    else if (address->sa_family == AF_INET6)
        inet_ntop(AF_INET6, &((struct sockaddr_in6 *)address)->sin6_addr, where, sizeof where);
    else if (address->sa_family != AF_UNIX)
        snprintf(where, sizeof where, "family-%d", address->sa_family);
    note(call, where);
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

int connect(int socket, const struct sockaddr *address, socklen_t length) {
    note_address("connect", address);
    return REAL(connect)(socket, address, length);
}

int bind(int socket, const struct sockaddr *address, socklen_t length) {
    note_address("bind", address);
    return REAL(bind)(socket, address, length);
}

ssize_t sendto(int socket, const void *data, size_t size, int flags,
               const struct sockaddr *address, socklen_t length) {
    note_address("sendto", address);
    return REAL(sendto)(socket, data, size, flags, address, length);
}

ssize_t sendmsg(int socket, const struct msghdr *message, int flags) {
    note_address("sendmsg", message->msg_name);
    return REAL(sendmsg)(socket, message, flags);
}

int getaddrinfo(const char *name, const char *port, const struct addrinfo *hints,
                struct addrinfo **found) {
    note("getaddrinfo", name ? name : "unix");
    return REAL(getaddrinfo)(name, port, hints, found);
}
