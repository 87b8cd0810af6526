#include "fixture.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const folders[2] = {NULL, XC_SOURCE_DIR "/plugins"};

int fixture_open(void **state) {
    struct fixture *fixture = calloc(1, sizeof(*fixture));
    assert_non_null(fixture);
    (void)snprintf(fixture->folder, sizeof(fixture->folder), "/tmp/xc-policy-XXXXXX");
    assert_non_null(mkdtemp(fixture->folder));
    (void)snprintf(fixture->policy, sizeof(fixture->policy), "%s/policy.lua",
                   fixture->folder);
    (void)snprintf(fixture->plugins, sizeof(fixture->plugins), "%s/plugins",
                   fixture->folder);
    fixture->log = xc_buffer_make(1 << 20);
    fixture->shown = xc_buffer_make(1 << 20);
    *state = fixture;
    return 0;
}

static void remove_tree(const char *path) {
    DIR *listing = opendir(path);
    if (listing == NULL) {
        (void)unlink(path);
        return;
    }
    const struct dirent *entry = NULL;
    while ((entry = readdir(listing)) != NULL) {
        char inner[PATH_MAX];
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        (void)snprintf(inner, sizeof(inner), "%s/%s", path, entry->d_name);
        remove_tree(inner);
    }
    (void)closedir(listing);
    (void)rmdir(path);
}

int fixture_close(void **state) {
    struct fixture *fixture = *state;
    remove_tree(fixture->folder);
    json_decref(fixture->document);
    xc_buffer_free(&fixture->log);
    xc_buffer_free(&fixture->shown);
    free(fixture);
    return 0;
}

void fixture_write(struct fixture *fixture, const char *name, struct xc_str text) {
    char path[PATH_MAX];
    (void)snprintf(path, sizeof(path), "%s/%s", fixture->folder, name);
    for (char *slash = path + strlen(fixture->folder) + 1; *slash != '\0'; slash++) {
        if (*slash != '/')
            continue;
        *slash = '\0';
        (void)mkdir(path, 0700);
        *slash = '/';
    }
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text.ptr, 1, text.len, file), text.len);
    assert_int_equal(fclose(file), 0);
}

void fixture_plugin(struct fixture *fixture, const char *name, const char *text) {
    char path[256];
    (void)snprintf(path, sizeof(path), "plugins/%s/%s.lua", name, name);
    fixture_write(fixture, path, xc_str_from(text));
}

static const char *both[2];

struct xc_policy_options fixture_options(const struct fixture *fixture) {
    both[0] = fixture->plugins;
    both[1] = folders[1];
    return (struct xc_policy_options){.self = XC_TEST_WORKER,
                                      .folders = both,
                                      .folder_count = 2,
                                      .settings = fixture->settings,
                                      .setting_count = fixture->setting_count};
}

void fixture_run(struct fixture *fixture, struct xc_str text) {
    struct xc_policy_options options = fixture_options(fixture);
    fixture_write(fixture, "policy.lua", text);
    json_decref(fixture->document);
    fixture->document = NULL;
    fixture->error = (struct xc_error){0};
    xc_buffer_clear(&fixture->log);
    xc_buffer_clear(&fixture->shown);
    fixture->code = xc_policy_evaluate(fixture->policy, &options, &fixture->document,
                                       &fixture->log, &fixture->error);
    if (fixture->code != XC_OK)
        (void)xc_error_render(&fixture->error, NULL, &fixture->shown);
    (void)xc_buffer_putc(&fixture->shown, '\0');
    (void)xc_buffer_putc(&fixture->log, '\0');
}

const json_t *fixture_evaluate(struct fixture *fixture, const char *text) {
    fixture_run(fixture, xc_str_from(text));
    if (fixture->code != XC_OK)
        fail_msg("%s", fixture->shown.ptr);
    assert_non_null(fixture->document);
    return fixture->document;
}

void fixture_refuse(struct fixture *fixture, const char *text, const char *part) {
    fixture_run(fixture, xc_str_from(text));
    assert_null(fixture->document);
    if (fixture->code == XC_OK || strstr(fixture->shown.ptr, part) == NULL)
        fail_msg("expected “%s”, got (%d) “%s”", part, fixture->code, fixture->shown.ptr);
}

static void stage_text(const char *fields, char *text, size_t size) {
    (void)snprintf(text, size,
                   "local full_coverage = use 'full_coverage'\n"
                   "return programme { id = 'p', title = 'P', year = 2021,\n"
                   "full_coverage { id = 's', nature = 'agency_check', of = targets {},\n"
                   "%s } }\n",
                   fields);
}

void fixture_refuse_stage(struct fixture *fixture, const char *fields, const char *part) {
    char text[4096];
    stage_text(fields, text, sizeof(text));
    fixture_refuse(fixture, text, part);
}

const json_t *fixture_stage(struct fixture *fixture, const char *fields) {
    char text[4096];
    stage_text(fields, text, sizeof(text));
    return json_array_get(json_object_get(fixture_evaluate(fixture, text), "stages"), 0);
}

void assert_json(const json_t *json, const char *path, const char *expected) {
    char step[64];
    const json_t *at = json;
    for (const char *rest = path; *rest != '\0';) {
        size_t length = strcspn(rest, ".");
        (void)snprintf(step, sizeof(step), "%.*s", (int)length, rest);
        at = json_is_array(at) ? json_array_get(at, (size_t)strtoul(step, NULL, 10))
                               : json_object_get(at, step);
        rest += length;
        rest += *rest == '.';
    }
    char *text = at == NULL
                     ? NULL
                     : json_dumps(at, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY);
    if (text == NULL || strcmp(text, expected) != 0)
        fail_msg("%s: expected %s, got %s", path, expected,
                 text == NULL ? "nothing" : text);
    free(text);
}
