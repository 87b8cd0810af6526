#include "serve/notify.h"

#include "base/str.h"

#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

/* A reload is told with its time, or the manager could take the READY before it for the
 * one after it. */
static int make_text(const char *state, char *text, size_t room) {
    struct timespec now;
    if (strcmp(state, "RELOADING=1") != 0 || clock_gettime(CLOCK_MONOTONIC, &now) != 0)
        return snprintf(text, room, "%s", state);
    return snprintf(text, room, "%s\nMONOTONIC_USEC=%llu", state,
                    (unsigned long long)now.tv_sec * 1000000 +
                        (unsigned long long)now.tv_nsec / 1000);
}

bool xc_notify(const char *state) {
    char text[512];
    const char *place = getenv("NOTIFY_SOCKET");
    size_t len = place ? strlen(place) : 0;
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int size = make_text(state, text, sizeof text);
    if (len < 2 || len >= sizeof address.sun_path || (*place != '/' && *place != '@') ||
        size <= 0 || (size_t)size >= sizeof text)
        return false;
    memcpy(address.sun_path, place, len);
    if (*place == '@')
        address.sun_path[0] = '\0'; /* a name, no file */
    int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
    if (fd < 0)
        return false;
    (void)fcntl(fd, F_SETFD, FD_CLOEXEC);
    (void)fcntl(fd, F_SETFL, O_NONBLOCK);
    ssize_t sent = sendto(fd, text, (size_t)size, 0, (const struct sockaddr *)&address,
                          (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len));
    (void)close(fd);
    return sent == size;
}

uint64_t xc_notify_every(void) {
    uint64_t microseconds = 0;
    uint64_t process = 0;
    const char *watched = getenv("WATCHDOG_PID");
    if (watched && (!xc_str_to_uint(xc_str_from(watched), INT32_MAX, &process) ||
                    process != (uint64_t)getpid()))
        return 0;
    if (!xc_str_to_uint(xc_str_from(getenv("WATCHDOG_USEC")), INT64_MAX, &microseconds))
        return 0;
    return microseconds / 2000;
}
