/* A service manager of the test's own hears what the server says. */
#include "serve/notify.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

static int listen_at(const char *name, size_t len) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
    memcpy(address.sun_path, name, len);
    assert_int_equal(bind(fd, (const struct sockaddr *)&address,
                          (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len)),
                     0);
    return fd;
}

static void hears(int fd, const char *wanted) {
    char text[256];
    ssize_t count = recv(fd, text, sizeof text - 1, MSG_DONTWAIT);
    assert_in_range(count, 1, sizeof text - 1);
    text[count] = '\0';
    assert_int_equal(strncmp(text, wanted, strlen(wanted)), 0);
}

static void tells_a_socket_with_a_path(void **state) {
    char folder[] = "/tmp/xuncha-notify-XXXXXX";
    char path[64];
    (void)state;
    assert_non_null(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/notify", folder);
    int fd = listen_at(path, strlen(path));
    assert_int_equal(setenv("NOTIFY_SOCKET", path, 1), 0);
    assert_true(xc_notify("READY=1"));
    hears(fd, "READY=1");
    assert_true(xc_notify("RELOADING=1"));
    hears(fd, "RELOADING=1\nMONOTONIC_USEC=");
    assert_true(xc_notify("STOPPING=1"));
    hears(fd, "STOPPING=1");
    (void)close(fd);
    (void)unlink(path);
    assert_false(xc_notify("READY=1")); /* nobody listens any more */
    assert_int_equal(rmdir(folder), 0);
}

static void tells_a_socket_without_a_path(void **state) {
    char name[64];
    (void)state;
    (void)snprintf(name, sizeof name, "@xuncha-notify-%ld", (long)getpid());
    assert_int_equal(setenv("NOTIFY_SOCKET", name, 1), 0);
    name[0] = '\0';
    int fd = listen_at(name, 1 + strlen(name + 1));
    assert_true(xc_notify("WATCHDOG=1"));
    hears(fd, "WATCHDOG=1");
    (void)close(fd);
}

static void is_silent_where_nobody_asked(void **state) {
    char long_path[300];
    (void)state;
    assert_int_equal(unsetenv("NOTIFY_SOCKET"), 0);
    assert_false(xc_notify("READY=1"));
    assert_int_equal(setenv("NOTIFY_SOCKET", "relative", 1), 0);
    assert_false(xc_notify("READY=1"));
    memset(long_path, 'a', sizeof long_path - 1);
    long_path[0] = '/';
    long_path[sizeof long_path - 1] = '\0';
    assert_int_equal(setenv("NOTIFY_SOCKET", long_path, 1), 0);
    assert_false(xc_notify("READY=1"));
    assert_int_equal(unsetenv("NOTIFY_SOCKET"), 0);
}

static void knows_how_often_to_tell(void **state) {
    char own[32];
    (void)state;
    assert_int_equal(unsetenv("WATCHDOG_USEC"), 0);
    assert_int_equal(unsetenv("WATCHDOG_PID"), 0);
    assert_int_equal(xc_notify_every(), 0);
    assert_int_equal(setenv("WATCHDOG_USEC", "30000000", 1), 0);
    assert_int_equal(xc_notify_every(), 15000);
    (void)snprintf(own, sizeof own, "%ld", (long)getpid());
    assert_int_equal(setenv("WATCHDOG_PID", own, 1), 0);
    assert_int_equal(xc_notify_every(), 15000);
    assert_int_equal(setenv("WATCHDOG_PID", "1", 1), 0);
    assert_int_equal(xc_notify_every(), 0);
    assert_int_equal(unsetenv("WATCHDOG_PID"), 0);
    assert_int_equal(setenv("WATCHDOG_USEC", "soon", 1), 0);
    assert_int_equal(xc_notify_every(), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_a_socket_with_a_path),
        cmocka_unit_test(tells_a_socket_without_a_path),
        cmocka_unit_test(is_silent_where_nobody_asked),
        cmocka_unit_test(knows_how_often_to_tell),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
