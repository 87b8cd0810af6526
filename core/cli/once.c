#include "cli/once.h"

#include "base/file.h"
#include "store/once.h"

#include <sys/stat.h>

enum { FILE_BYTES = 1 << 30 };

/* ---- What is asked ---- */

/* Where it comes from, how it is shown and where its files lie is no part of it. */
static bool is_meant(struct xc_str option) {
    static const char *const others[] = {"once", "now",      "lang", "json",   "quiet",
                                         "db",   "progress", "help", "output", "plugins"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (xc_str_is(option, others[i])) {
            return false;
        }
    }
    return true;
}

static void add_text(struct xc_hasher *hasher, char kind, struct xc_str text) {
    struct xc_buffer head = xc_buffer_make(64);
    xc_buffer_printf(&head, "%c%zu:", kind, text.len);
    xc_hasher_add(hasher, head.ptr, head.len);
    xc_hasher_add(hasher, text.ptr, text.len);
    xc_buffer_free(&head);
}

/* A file stands for what it says: a repetition may bring it from another folder. */
static int add_word(struct xc_hasher *hasher, const char *word, struct xc_error *error) {
    struct stat status;
    struct xc_str text = xc_str_from(word);
    struct xc_buffer bytes = xc_buffer_make(FILE_BYTES);
    int rc = XC_OK;
    if (stat(word, &status) == 0 && S_ISREG(status.st_mode)) {
        rc = xc_file_read(word, &bytes, error);
        add_text(hasher, 'f', xc_buffer_view(&bytes));
    } else {
        add_text(hasher, 'w', text);
    }
    xc_buffer_free(&bytes);
    return rc;
}

static int digest_of(const struct xc_cli *cli, struct xc_digest *digest,
                     struct xc_error *error) {
    const struct xc_args *args = &cli->args;
    struct xc_hasher *hasher = xc_hasher_new();
    int rc = hasher ? XC_OK : xc_fail_memory(error);
    if (rc == XC_OK) {
        xc_hasher_start(hasher);
        add_text(hasher, 'c', xc_str_from(cli->command->name));
        add_text(hasher, 'c', xc_str_from(cli->command->subcommand));
    }
    for (size_t i = 0; i < args->given_count && rc == XC_OK; i++) {
        if (is_meant(xc_str_from(args->given[i].name))) {
            add_text(hasher, 'o', xc_str_from(args->given[i].name));
            rc = args->given[i].value ? add_word(hasher, args->given[i].value, error)
                                      : XC_OK;
        }
    }
    for (size_t i = 0; i < args->operand_count && rc == XC_OK; i++) {
        rc = add_word(hasher, args->operands[i], error);
    }
    if (rc == XC_OK) {
        *digest = xc_hasher_end(hasher);
    }
    xc_hasher_free(hasher);
    return rc;
}

/* ---- Running ---- */

static int say_repeated(struct xc_cli *cli, struct xc_error *error) {
    if (cli->json) {
        return xc_cli_json(cli, json_pack("{s:b}", "repeated", 1), error);
    }
    xc_cli_say(cli, "Nothing to do: this was done under this key already.");
    return XC_OK;
}

/* Whether the command did what it was asked for. One that answers and says no, as a plan
 * that cannot place all, did. */
static bool is_done(const struct xc_cli *cli, int rc) {
    return rc == XC_OK || (rc == XC_ENO && cli->out.len > 0);
}

static int run_once(struct xc_cli *cli, struct xc_str key, struct xc_error *error) {
    struct xc_digest words;
    bool repeated = false;
    int rc = digest_of(cli, &words, error);
    if (rc == XC_OK) {
        rc = xc_store_once(cli->session.store, cli->session.office, key, &words, cli->now,
                           &repeated, error);
    }
    if (rc != XC_OK || repeated) {
        return rc == XC_OK ? say_repeated(cli, error) : rc;
    }
    rc = cli->command->run(cli, error);
    bool done = is_done(cli, rc);
    int ended =
        xc_store_once_end(cli->session.store, done ? XC_OK : rc, &repeated, error);
    if (repeated || (done && ended != XC_OK)) {
        xc_buffer_clear(&cli->out);
        cli->answered = false;
        rc = ended;
    }
    return repeated ? say_repeated(cli, error) : rc;
}

int xc_once_run(struct xc_cli *cli, struct xc_error *error) {
    const char *key = xc_args_value(&cli->args, "once");
    if (!key) {
        return cli->command->run(cli, error);
    }
    int rc = xc_cli_open(cli, error);
    return rc == XC_OK ? run_once(cli, xc_str_from(key), error) : rc;
}
