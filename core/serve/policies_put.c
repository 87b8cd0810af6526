/* POST /api/v1/policies: a policy comes by hand. It is checked before anything is stored;
 * what it replaces is kept in .history beside it. */
#include "access/may.h"
#include "base/file.h"
#include "serve/asker.h"
#include "serve/policies_internal.h"
#include "serve/scratch.h"
#include "serve/work.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WORDS = 6, NAME_PARTS = 4, NAME_PART_BYTES = 64, OLD_COPIES = 1000 };

/* One that comes, from its request to its answer. */
struct coming {
    struct xc_wait wait;
    struct xc_site *site;
    json_t *body;
    char name[PATH_MAX], below[PATH_MAX]; /* below the folder */
    char copy[PATH_MAX];                  /* where it is checked */
    char plugins[PATH_MAX];
    char root[PATH_MAX]; /* of the copy */
    char stamp[21];
    bool same; /* it lies there already */
    struct xc_error error;
    int rc;
};

static struct xc_str text_of(const struct coming *coming) {
    return xc_json_str_at(coming->body, "text");
}

static void end(struct coming *coming) {
    if (coming->wait.exchange) {
        xc_site_wait(coming->wait.exchange, NULL);
    }
    xc_scratch_remove(coming->root);
    json_decref(coming->body);
    free(coming);
}

static void refuse(struct coming *coming, int status) {
    if (coming->wait.exchange) {
        struct xc_http_exchange *exchange = coming->wait.exchange;
        xc_site_wait(exchange, NULL);
        coming->wait.exchange = NULL;
        xc_reply_error(coming->site, exchange, status, &coming->error);
    }
    end(coming);
}

/* ---- Its name ---- */

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_' || c == '-';
}

/* Names of new files are plain words with dots for folders. */
static bool is_name(struct xc_str name) {
    struct xc_str rest = name;
    unsigned parts = 0;
    bool good = name.len > 0 && !xc_str_ends(name, XC_STR("_test"));
    while (good && rest.ptr) {
        struct xc_str part = xc_str_cut(&rest, '.');
        good = part.len > 0 && part.len <= NAME_PART_BYTES && ++parts <= NAME_PARTS;
        for (size_t i = 0; good && i < part.len; i++) {
            good = is_letter(part.ptr[i]);
        }
    }
    return good;
}

static int choose_name(struct coming *coming) {
    struct xc_str name = xc_json_str_at(coming->body, "name");
    const struct xc_policy *policy = coming->site->policies->first;
    while (policy && !xc_str_is(name, policy->name)) {
        policy = policy->next;
    }
    if (!policy && !is_name(name)) {
        xc_fail(&coming->error, XC_EUSAGE, "'%.*s' cannot be the name of a policy",
                XC_PRI(name));
        return xc_hint(
            &coming->error,
            "letters, digits, - and _, with dots for folders: yixing.coverage");
    }
    (void)snprintf(coming->name, sizeof coming->name, "%.*s", XC_PRI(name));
    if (policy) {
        (void)snprintf(coming->below, sizeof coming->below, "%s", policy->below);
        return XC_OK;
    }
    (void)snprintf(coming->below, sizeof coming->below, "%.*s.lua", XC_PRI(name));
    for (size_t i = 0; i < name.len; i++) {
        coming->below[i] = (char)(coming->below[i] == '.' ? '/' : coming->below[i]);
    }
    return XC_OK;
}

/* ---- Storing it, in another thread ---- */

/* The first free name for the text that is replaced. */
static int keep_old(const struct coming *coming, const char *path,
                    struct xc_error *error) {
    struct xc_buffer old = xc_buffer_make(XC_POLICY_BYTES),
                     kept = xc_buffer_make(PATH_MAX);
    int rc = xc_file_read(path, &old, error);
    for (unsigned i = 1; rc == XC_OK && i < OLD_COPIES; i++) {
        xc_buffer_clear(&kept);
        xc_buffer_printf(&kept, "%s/.history/%s.%s-%u", coming->site->options->policies,
                         coming->name, coming->stamp, i);
        if (xc_buffer_putc(&kept, '\0') != XC_OK || !xc_file_exists(kept.ptr)) {
            break;
        }
    }
    if (rc == XC_OK) {
        rc = kept.failed ? xc_fail_memory(error)
                         : xc_file_write(kept.ptr, xc_buffer_view(&old), 0600, error);
    }
    xc_buffer_free(&old);
    xc_buffer_free(&kept);
    return rc;
}

static bool lies_there(const char *path, struct xc_str text) {
    struct xc_buffer old = xc_buffer_make(XC_POLICY_BYTES);
    struct xc_error ignored = {0};
    bool same = xc_file_read(path, &old, &ignored) == XC_OK &&
                xc_str_equal(xc_buffer_view(&old), text);
    xc_buffer_free(&old);
    return same;
}

static void store(void *context) {
    struct coming *coming = context;
    struct xc_error *error = &coming->error;
    const char *folder = coming->site->options->policies;
    struct xc_buffer path = xc_buffer_make(2 * PATH_MAX),
                     above = xc_buffer_make(2 * PATH_MAX);
    int rc = xc_path_join(&path, folder, coming->below) == XC_OK &&
                     xc_path_join(&above, folder, ".history") == XC_OK
                 ? XC_OK
                 : xc_fail_memory(error);
    coming->same = rc == XC_OK && lies_there(path.ptr, text_of(coming));
    if (rc == XC_OK && !coming->same && xc_file_exists(path.ptr)) {
        rc = xc_folder_make(above.ptr, 0700, error);
        rc = rc == XC_OK ? keep_old(coming, path.ptr, error) : rc;
    }
    if (rc == XC_OK && !coming->same) {
        xc_buffer_clear(&above);
        xc_buffer_puts(&above, path.ptr);
        while (above.len > 0 && above.ptr[above.len - 1] != '/') {
            above.len--;
        }
        above.ptr[above.len - 1] = '\0';
        rc = xc_folder_make(above.ptr, 0700, error);
    }
    if (rc == XC_OK && !coming->same) {
        rc = xc_file_write(path.ptr, text_of(coming), 0600, error);
    }
    coming->rc = rc;
    xc_buffer_free(&path);
    xc_buffer_free(&above);
}

static void after_store(void *context) {
    struct coming *coming = context;
    if (coming->rc != XC_OK) {
        coming->error.file[0] =
            '\0'; /* where the server's folder lies is its own business */
        refuse(coming, 500);
        return;
    }
    xc_policies_look(coming->site->policies);
    if (coming->wait.exchange) {
        struct xc_http_exchange *exchange = coming->wait.exchange;
        xc_site_wait(exchange, NULL);
        coming->wait.exchange = NULL;
        xc_reply_json(coming->site, exchange, 200,
                      json_pack("{s:s,s:s,s:b}", "name", coming->name, "file",
                                coming->below, "changed", (int)!coming->same));
    }
    end(coming);
}

/* ---- Checking it ---- */

static void tell_check(struct coming *coming, const struct xc_run_result *result) {
    json_t *said = json_loadb(result->error.ptr ? result->error.ptr : "",
                              result->error.len, 0, NULL);
    json_t *error = json_object_get(said, "error");
    struct xc_http_exchange *exchange = coming->wait.exchange;
    if (!error || !exchange) {
        json_decref(said);
        xc_fail(&coming->error, XC_EENV, "the check of the policy did not end well");
        refuse(coming, 500);
        return;
    }
    if (xc_str_is(xc_json_str_at(error, "file"), coming->copy)) {
        (void)json_object_set_new(error, "file", json_string(coming->below));
    }
    xc_site_wait(exchange, NULL);
    coming->wait.exchange = NULL;
    xc_reply_json(coming->site, exchange, 422, said);
    end(coming);
}

static void on_checked(void *context, struct xc_run_result *result) {
    struct coming *coming = context;
    if (coming->site->stopping || result->cancelled) {
        end(coming);
    } else if (result->status != 0) {
        tell_check(coming, result);
    } else if (!xc_work_start(&coming->site->loop, store, after_store, coming)) {
        xc_fail_memory(&coming->error);
        refuse(coming, 503);
    }
}

static void write_copy(void *context) {
    struct coming *coming = context;
    const char *folder = coming->site->options->policies;
    coming->rc = access(folder, W_OK) == 0
                     ? xc_scratch_write(coming->copy, text_of(coming), &coming->error)
                     : xc_fail_errno(&coming->error, errno, "write", "policies");
}

static void after_copy(void *context) {
    struct coming *coming = context;
    char lang[16];
    if (coming->site->stopping || !coming->wait.exchange) {
        end(coming);
        return;
    }
    (void)snprintf(lang, sizeof lang, "--lang=%s",
                   xc_site_language(coming->site, coming->wait.exchange));
    const char *const words[WORDS] = {coming->plugins, lang, "policy",
                                      "params",        "--", coming->copy};
    if (coming->rc == XC_OK) {
        coming->rc = xc_site_run(coming->site, XC_LANE_READ, words, WORDS, on_checked,
                                 coming, NULL, &coming->error);
    }
    if (coming->rc != XC_OK) {
        refuse(coming, 503);
    }
}

/* ---- The request ---- */

static int read_request(struct coming *coming, struct xc_http_exchange *exchange) {
    struct xc_str bytes = xc_http_body(exchange);
    coming->body =
        json_loadb(bytes.ptr ? bytes.ptr : "", bytes.len, JSON_REJECT_DUPLICATES, NULL);
    if (!json_is_string(json_object_get(coming->body, "name")) ||
        !json_is_string(json_object_get(coming->body, "text")) ||
        json_object_size(coming->body) != 2) {
        return xc_fail(&coming->error, XC_EUSAGE,
                       "a policy comes as an object with name and text");
    }
    if (text_of(coming).len > XC_POLICY_BYTES) {
        return xc_fail(&coming->error, XC_EUSAGE, "a policy has at most %d bytes",
                       XC_POLICY_BYTES);
    }
    return choose_name(coming);
}

static void name_copy(struct coming *coming) {
    struct xc_site *site = coming->site;
    const char *plugins = xc_policies_all_plugins(site->policies);
    plugins = plugins ? plugins : site->options->plugins;
    (void)snprintf(coming->root, sizeof coming->root, "%s/policy-%llu", site->folder,
                   (unsigned long long)++site->files);
    (void)snprintf(coming->copy, sizeof coming->copy, "%.2048s/%.1024s", coming->root,
                   coming->below);
    (void)snprintf(coming->plugins, sizeof coming->plugins, "--plugins=%s",
                   plugins ? plugins : "");
    xc_instant_format(xc_site_now(site), coming->stamp);
}

static void put(struct xc_site *site, struct xc_http_exchange *exchange,
                const struct xc_asker_person *person) {
    if (!person->signed_in) {
        xc_reply_refuse(site, exchange, 401, "forbidden", XC_MSG("nobody is signed in"),
                        XC_MSG("sign in first"));
        return;
    }
    if (!xc_access_may(&person->user, XC_ACT_PLAN)) {
        xc_reply_refuse(site, exchange, 403, "forbidden",
                        XC_MSG("policies are changed by those who plan"), NULL);
        return;
    }
    if (!site->options->own_policies) {
        xc_reply_refuse(site, exchange, 409, "no",
                        XC_MSG("the policies that are installed are not changed here"),
                        XC_MSG("start the server with a folder of its own: --policies "
                               "DIR"));
        return;
    }
    struct coming *coming = calloc(1, sizeof *coming);
    if (!coming) {
        xc_reply_refuse(site, exchange, 503, "memory", XC_MSG("out of memory"), NULL);
        return;
    }
    coming->site = site;
    coming->wait.exchange = exchange;
    int rc = read_request(coming, exchange);
    if (rc != XC_OK) {
        coming->wait.exchange = NULL;
        xc_reply_error(site, exchange, 400, &coming->error);
        end(coming);
        return;
    }
    name_copy(coming);
    xc_site_wait(exchange, &coming->wait);
    if (!xc_work_start(&site->loop, write_copy, after_copy, coming)) {
        xc_fail_memory(&coming->error);
        refuse(coming, 503);
    }
}

void xc_policies_put(struct xc_site *site, struct xc_http_exchange *exchange) {
    xc_asker_ask(site, exchange, put);
}
