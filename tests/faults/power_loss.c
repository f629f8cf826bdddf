/* What a disk still has after the power went: a copy of each file as of its last fsync.

Preloaded into a process. Only what was synced reaches the folder $SHADOW; files below $WATCHED are
mirrored there under their own names. Directory operations count as durable at once, so this is
kinder than some real disks. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <fcntl.h>

static int shadow_of(const char *path, char *out) {
    const char *watched = getenv("WATCHED"), *shadow = getenv("SHADOW");
    if (!watched || !shadow || strncmp(path, watched, strlen(watched))) return 0;
    const char *name = strrchr(path, '/');
    return name && snprintf(out, PATH_MAX, "%s%s", shadow, name) < PATH_MAX;
}

static void keep(int file) {
    char link[64], path[PATH_MAX], copy[PATH_MAX], part[PATH_MAX + 8], block[65536];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0) return;
    path[length] = 0;
    struct stat found;
    if (fstat(file, &found) || !S_ISREG(found.st_mode) || !shadow_of(path, copy)) return;
    /* Written beside and renamed: a kill in the middle must not tear what was synced before. */
    snprintf(part, sizeof part, "%s.part", copy);
    int from = open(path, O_RDONLY), to = open(part, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    ssize_t got;
    while ((got = read(from, block, sizeof block)) > 0)
        if (write(to, block, got) != got) abort();
    close(from);
    close(to);
    rename(part, copy);
}

#define SYNC(name)                                                        \
    int name(int file) {                                                  \
        static int (*real)(int);                                          \
        if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, #name);          \
        int result = real(file);                                          \
        if (!result) keep(file);                                          \
        return result;                                                    \
    }
SYNC(fsync)
SYNC(fdatasync)

int unlink(const char *path) {
    static int (*real)(const char *);
    if (!real) real = (int (*)(const char *))dlsym(RTLD_NEXT, "unlink");
    char copy[PATH_MAX];
    if (shadow_of(path, copy)) real(copy);
    return real(path);
}
