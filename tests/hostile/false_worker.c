/* A worker that lies, crashes or sleeps, by the name it is called by. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void say(const char *text) {
    size_t length = strlen(text);
    while (length > 0) {
        ssize_t wrote = write(STDOUT_FILENO, text, length);
        if (wrote <= 0)
            _exit(1);
        text += wrote;
        length -= (size_t)wrote;
    }
}

static void answer(const char *name) {
    static char text[65536];
    if (strcmp(name, "sleeper") == 0) {
        (void)pause();
    } else if (strcmp(name, "crasher") == 0) {
        (void)signal(SIGSEGV, SIG_DFL); /* a sanitizer would answer it */
        (void)raise(SIGSEGV);
    } else if (strcmp(name, "chatty") == 0) {
        memset(text, 'x', sizeof(text) - 1);
        for (;;)
            say(text);
    } else if (strcmp(name, "liar") == 0) {
        say("]]]\n");
    } else if (strcmp(name, "poet") == 0) {
        say("{\"answer\":\"a poem\",\"log\":7}\n");
    } else if (strcmp(name, "doubler") == 0) {
        say("{\"answer\":{},\"answer\":{}}\n");
    } else if (strcmp(name, "janus") == 0) {
        (void)snprintf(text, sizeof(text), "{\"answer\":{\"id\":\"%ld\"}}\n",
                       (long)getpid());
        say(text);
    } else if (strcmp(name, "formatter") == 0) {
        say("{\"error\":{\"code\":-5,\"id\":\"%n%s%s%1$s%999d\",\"args\":[\"x\"],"
            "\"file\":7,\"line\":-3}}\n");
    } else if (strcmp(name, "deaf") == 0) {
        (void)close(STDIN_FILENO);
        _exit(3);
    }
}

int main(int count, char **arguments) {
    char request[65536];
    (void)count;
    const char *slash = strrchr(arguments[0], '/');
    const char *name = slash == NULL ? arguments[0] : slash + 1;
    if (strcmp(name, "deaf") != 0) {
        ssize_t got = 1;
        while (got > 0 && (got = read(STDIN_FILENO, request, sizeof(request))) > 0 &&
               request[got - 1] != '\n')
            continue;
    }
    answer(name);
    return 0;
}
