#include "serve/policy_set.h"

#include "base/file.h"
#include "policy/files.h"
#include "serve/scratch.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { SET_BYTES = 1 << 29, ALL_BYTES = 64 << 20, TEST_ENDING = 4 };

struct reading {
    struct xc_policy_set *set;
    struct xc_buffer all;  /* names and digests of what was read */
    struct xc_buffer path; /* scratch */
    struct xc_error *error;
    /* What was read, by policy and by plugin; ptr NULL: it was not. */
    struct xc_policy_file *policies, *plugins;
    struct xc_str *texts, *tests, *plugin_texts;
    size_t plugin_count;
};

static int digest_of(struct xc_arena *arena, struct xc_str text, struct xc_str *hex,
                     struct xc_error *error) {
    struct xc_digest digest;
    char out[XC_DIGEST_HEX + 1];
    int rc = xc_sha256(text, &digest, error);
    if (rc == XC_OK) {
        xc_digest_hex(&digest, out);
        *hex = xc_arena_copy(arena, xc_str_from(out));
        rc = hex->ptr ? XC_OK : xc_fail_memory(error);
    }
    return rc;
}

/* The bytes of a file in the arena; ptr NULL with why where it cannot be read. */
static int read_text(struct reading *reading, const char *path, struct xc_str *text,
                     struct xc_error *why) {
    struct xc_buffer bytes = xc_buffer_make(XC_POLICY_BYTES);
    *text = (struct xc_str){0};
    int rc = XC_OK;
    if (xc_file_read(path, &bytes, why) == XC_OK) {
        *text = bytes.len ? xc_arena_copy(reading->set->arena, xc_buffer_view(&bytes))
                          : XC_STR("");
        rc = text->ptr ? XC_OK : xc_fail_memory(reading->error);
    }
    xc_buffer_free(&bytes);
    return rc;
}

/* ---- Reading ---- */

/* x_test.lua beside x.lua. */
static int read_test(struct reading *reading, const char *path, struct xc_str *text) {
    struct xc_error ignored = {0};
    struct xc_buffer *test = &reading->path;
    xc_buffer_clear(test);
    xc_buffer_printf(test, "%.*s_test.lua", (int)(strlen(path) - TEST_ENDING), path);
    if (xc_buffer_putc(test, '\0') != XC_OK) {
        return xc_fail_memory(reading->error);
    }
    return xc_file_exists(test->ptr) ? read_text(reading, test->ptr, text, &ignored)
                                     : XC_OK;
}

static struct xc_str below(const char *folder, struct xc_str path) {
    size_t above = strlen(folder);
    above += above > 0 && folder[above - 1] != '/';
    return xc_str_slice(path, above, path.len);
}

static int read_policy(struct reading *reading, const char *folder, size_t i) {
    struct xc_policy_text *policy = &reading->set->texts[i];
    const struct xc_policy_file *file = &reading->policies[i];
    struct xc_buffer both = xc_buffer_make(3 * XC_POLICY_BYTES);
    policy->name = file->name;
    policy->below = below(folder, file->path);
    int rc = read_text(reading, file->path.ptr, &reading->texts[i], &policy->error);
    if (rc == XC_OK) {
        rc = read_test(reading, file->path.ptr, &reading->tests[i]);
    }
    if (rc == XC_OK) {
        xc_buffer_add(&both, reading->texts[i]);
        xc_buffer_putc(&both, '\0');
        xc_buffer_add(&both, reading->tests[i]);
        rc = digest_of(reading->set->arena, xc_buffer_view(&both), &policy->digest,
                       reading->error);
    }
    xc_buffer_printf(&reading->all, "%.*s %.*s %d\n", XC_PRI(policy->below),
                     XC_PRI(policy->digest), policy->error.code);
    xc_buffer_free(&both);
    return rc;
}

static int read_policies(struct reading *reading, const char *folder) {
    struct xc_policy_set *set = reading->set;
    int rc = xc_policy_files(folder, set->arena, &reading->policies, &set->count,
                             reading->error);
    if (rc == XC_OK) {
        set->texts = xc_arena_array(set->arena, set->count, sizeof *set->texts);
        reading->texts = xc_arena_array(set->arena, set->count, sizeof(struct xc_str));
        reading->tests = xc_arena_array(set->arena, set->count, sizeof(struct xc_str));
        rc = set->texts && reading->texts && reading->tests
                 ? XC_OK
                 : xc_fail_memory(reading->error);
    }
    for (size_t i = 0; i < set->count && rc == XC_OK; i++) {
        rc = read_policy(reading, folder, i);
    }
    return rc;
}

static int read_plugins(struct reading *reading, const char *folder) {
    struct xc_policy_set *set = reading->set;
    struct xc_buffer all = xc_buffer_make(ALL_BYTES);
    int rc = xc_policy_files(folder, set->arena, &reading->plugins,
                             &reading->plugin_count, reading->error);
    if (rc == XC_OK) {
        reading->plugin_texts =
            xc_arena_array(set->arena, reading->plugin_count, sizeof(struct xc_str));
        rc = reading->plugin_texts ? XC_OK : xc_fail_memory(reading->error);
    }
    for (size_t i = 0; i < reading->plugin_count && rc == XC_OK; i++) {
        struct xc_error ignored = {0};
        struct xc_str text, hex = XC_STR("");
        rc = read_text(reading, reading->plugins[i].path.ptr, &text, &ignored);
        reading->plugin_texts[i] = text;
        if (rc == XC_OK) {
            rc = digest_of(set->arena, text, &hex, reading->error);
        }
        xc_buffer_printf(&all, "%.*s %.*s\n",
                         XC_PRI(below(folder, reading->plugins[i].path)), XC_PRI(hex));
    }
    if (rc == XC_OK) {
        rc = digest_of(set->arena, xc_buffer_view(&all), &set->plugin_digest,
                       reading->error);
    }
    xc_buffer_free(&all);
    return rc;
}

/* ---- Copies ---- */

static int copy_one(struct reading *reading, const char *folder, struct xc_str name,
                    struct xc_str text, const char **path) {
    struct xc_buffer *out = &reading->path;
    xc_buffer_clear(out);
    xc_buffer_printf(out, "%s/%.*s", folder, XC_PRI(name));
    struct xc_str kept = xc_arena_copy(reading->set->arena, xc_buffer_view(out));
    if (out->failed || !kept.ptr) {
        return xc_fail_memory(reading->error);
    }
    *path = kept.ptr;
    return xc_scratch_write(kept.ptr, text, reading->error);
}

static int copy_policy(struct reading *reading, size_t i) {
    struct xc_policy_set *set = reading->set;
    struct xc_policy_text *policy = &set->texts[i];
    const char *ignored;
    int rc =
        copy_one(reading, set->policies, policy->below, reading->texts[i], &policy->path);
    if (rc == XC_OK && reading->tests[i].ptr) {
        struct xc_str stem =
            xc_str_slice(policy->below, 0, policy->below.len - TEST_ENDING);
        struct xc_buffer test = xc_buffer_make(PATH_MAX);
        xc_buffer_printf(&test, "%.*s_test.lua", XC_PRI(stem));
        rc = copy_one(reading, set->policies, xc_buffer_view(&test), reading->tests[i],
                      &ignored);
        xc_buffer_free(&test);
    }
    return rc;
}

static int copy_all(struct reading *reading, const char *plugins, const char *root) {
    struct xc_policy_set *set = reading->set;
    const char *ignored;
    int rc = XC_OK;
    xc_buffer_clear(&reading->path);
    xc_buffer_printf(&reading->path, "%s/policies", root);
    set->policies = xc_arena_copy(set->arena, xc_buffer_view(&reading->path)).ptr;
    xc_buffer_clear(&reading->path);
    xc_buffer_printf(&reading->path, "%s/plugins", root);
    set->plugins = xc_arena_copy(set->arena, xc_buffer_view(&reading->path)).ptr;
    if (!set->policies || !set->plugins) {
        return xc_fail_memory(reading->error);
    }
    for (size_t i = 0; i < set->count && rc == XC_OK; i++) {
        rc = reading->texts[i].ptr ? copy_policy(reading, i) : XC_OK;
    }
    for (size_t i = 0; i < reading->plugin_count && rc == XC_OK; i++) {
        if (reading->plugin_texts[i].ptr) {
            rc = copy_one(reading, set->plugins, below(plugins, reading->plugins[i].path),
                          reading->plugin_texts[i], &ignored);
        }
    }
    return rc;
}

/* ---- What is to be watched ---- */

static int add_folder(struct xc_policy_set *set, struct xc_str folder) {
    while (folder.len > 1 && folder.ptr[folder.len - 1] == '/') {
        folder.len--;
    }
    for (size_t i = 0; i < set->folder_count; i++) {
        if (xc_str_is(folder, set->folders[i])) {
            return XC_OK;
        }
    }
    set->folders[set->folder_count] = xc_arena_copy(set->arena, folder).ptr;
    return set->folders[set->folder_count++] ? XC_OK : XC_ENOMEM;
}

static int add_folder_of(struct xc_policy_set *set, const struct xc_policy_file *file) {
    return add_folder(set, xc_str_slice(file->path, 0, file->path.len - file->base.len));
}

static int list_folders(struct reading *reading, const char *policies,
                        const char *plugins) {
    struct xc_policy_set *set = reading->set;
    set->folders = xc_arena_array(set->arena, set->count + reading->plugin_count + 2,
                                  sizeof *set->folders);
    int rc = set->folders ? add_folder(set, xc_str_from(policies)) : XC_ENOMEM;
    if (rc == XC_OK && *plugins) {
        rc = add_folder(set, xc_str_from(plugins));
    }
    for (size_t i = 0; i < set->count && rc == XC_OK; i++) {
        rc = add_folder_of(set, &reading->policies[i]);
    }
    for (size_t i = 0; i < reading->plugin_count && rc == XC_OK; i++) {
        rc = add_folder_of(set, &reading->plugins[i]);
    }
    return rc == XC_OK ? XC_OK : xc_fail_memory(reading->error);
}

/* ---- All of it ---- */

static int read_all(struct reading *reading, const char *policies, const char *plugins,
                    const char *root, const char *known, bool *same) {
    struct xc_policy_set *set = reading->set;
    int rc = read_policies(reading, policies);
    if (rc == XC_OK) {
        rc = read_plugins(reading, plugins);
    }
    if (rc == XC_OK) {
        xc_buffer_add(&reading->all, set->plugin_digest);
        rc = digest_of(set->arena, xc_buffer_view(&reading->all), &set->digest,
                       reading->error);
    }
    *same = rc == XC_OK && known && xc_str_is(set->digest, known);
    if (rc == XC_OK && !*same) {
        rc = copy_all(reading, plugins, root);
    }
    if (rc == XC_OK && !*same) {
        rc = list_folders(reading, policies, plugins);
    }
    return rc;
}

int xc_policy_set_read(const char *policies, const char *plugins, const char *root,
                       const char *known, struct xc_policy_set **set,
                       struct xc_error *error) {
    struct reading reading = {.all = xc_buffer_make(ALL_BYTES),
                              .path = xc_buffer_make(2 * PATH_MAX),
                              .error = error};
    bool same = false;
    *set = NULL;
    if (!xc_file_exists(policies)) {
        return xc_fail(error, XC_ENO, "%s: there is no such folder", policies);
    }
    reading.set = calloc(1, sizeof **set);
    if (reading.set) {
        reading.set->arena = xc_arena_new(SET_BYTES);
    }
    int rc =
        reading.set && reading.set->arena
            ? read_all(&reading, policies, plugins ? plugins : "", root, known, &same)
            : xc_fail_memory(error);
    xc_buffer_free(&reading.all);
    xc_buffer_free(&reading.path);
    if (rc != XC_OK || same) {
        xc_policy_set_free(reading.set);
        reading.set = NULL;
    }
    *set = reading.set;
    return rc;
}

void xc_policy_set_free(struct xc_policy_set *set) {
    if (set) {
        xc_arena_free(set->arena);
        free(set);
    }
}
