#include "cli/command.h"

#include "base/file.h"
#include "cli/sentences.h"
#include "intake/intake.h"
#include "programme/rehearse.h"
#include "register/divisions.h"

#include <limits.h>
#include <string.h>

enum { POLICY_ARENA_BYTES = 256 << 20 };

struct loaded_policy {
    struct xc_arena *arena;
    json_t *document;
    struct xc_programme *programme;
    struct xc_buffer log;
};

static int load(struct xc_cli *cli, struct loaded_policy *policy,
                struct xc_error *error) {
    *policy = (struct loaded_policy){.arena = xc_arena_new(POLICY_ARENA_BYTES),
                                     .log = xc_buffer_make(1 << 20)};
    return policy->arena ? xc_session_rules(&cli->session, cli->args.operands[0],
                                            policy->arena, &policy->document,
                                            &policy->programme, &policy->log, error)
                         : xc_fail_memory(error);
}

static void unload(struct loaded_policy *policy) {
    json_decref(policy->document);
    xc_buffer_free(&policy->log);
    xc_arena_free(policy->arena);
}

int xc_command_policy_check(struct xc_cli *cli, struct xc_error *error) {
    struct loaded_policy policy;
    struct xc_digest digest;
    char hex[XC_DIGEST_HEX + 1];
    int rc = load(cli, &policy, error);
    if (rc == XC_OK) {
        rc = xc_rules_digest(policy.programme, &digest, error);
    }
    if (rc == XC_OK) {
        xc_digest_hex(&digest, hex);
    }
    if (rc == XC_OK && cli->json) {
        rc = xc_cli_json(cli, xc_rules_json(policy.programme), error);
    } else if (rc == XC_OK) {
        xc_buffer_add(&cli->out, xc_buffer_view(&policy.log));
        xc_cli_say(cli, "%s: programme %.*s is in order: %zu stages, %zu due rules",
                   cli->args.operands[0], XC_PRI(policy.programme->id),
                   policy.programme->stage_count, policy.programme->due_count);
        xc_cli_say(cli, "rules %s", hex);
    }
    unload(&policy);
    return rc;
}

int xc_command_policy_explain(struct xc_cli *cli, struct xc_error *error) {
    struct loaded_policy policy;
    struct xc_buffer text = xc_buffer_make((size_t)256 << 20);
    int rc = load(cli, &policy, error);
    if (rc == XC_OK) {
        rc = xc_rules_explain(policy.programme, cli->catalogue, &text, error);
    }
    if (rc == XC_OK && cli->json) {
        rc = xc_cli_json(cli,
                         json_pack("{s:o, s:o, s:o}", "id",
                                   xc_json_text(policy.programme->id), "title",
                                   xc_json_text(policy.programme->title), "lines",
                                   xc_sentences_levels(xc_buffer_view(&text))),
                         error);
    } else {
        xc_buffer_add(&cli->out, xc_buffer_view(&text));
    }
    xc_buffer_free(&text);
    unload(&policy);
    return rc;
}

/* ---- test ---- */

/* The country's areas, so that tests can say area = '320282'. */
static int base_areas(struct xc_cli *cli, struct xc_register **reg,
                      struct xc_error *error) {
    struct xc_buffer text = xc_buffer_make(4 << 20);
    struct xc_register_builder *builder = xc_register_builder_new();
    int rc = builder ? XC_OK : xc_fail_memory(error);
    if (rc == XC_OK && cli->resources.divisions) {
        rc = xc_file_read(cli->resources.divisions, &text, error);
        if (rc == XC_OK) {
            rc = xc_divisions_load(xc_buffer_view(&text), builder, error);
        }
    }
    if (rc == XC_OK) {
        rc = xc_register_build(builder, reg, NULL, error);
    }
    xc_register_builder_free(builder);
    xc_buffer_free(&text);
    return rc;
}

struct tally {
    size_t passed, failed;
    json_t *tests; /* with --json */
};

/* What is tested may be named by its file, by its test file or by a plugin's folder. */
static const char *subject(struct xc_cli *cli, const char *path) {
    static const struct xc_str ending = XC_STR_INIT("_test.lua");
    struct xc_str name = xc_str_from(path), rest = name, last = name;
    struct xc_buffer text = xc_buffer_make(PATH_MAX);
    if (xc_str_ends(name, ending)) {
        xc_buffer_add(&text, xc_str_slice(name, 0, name.len - ending.len));
        xc_buffer_puts(&text, ".lua");
    } else if (!xc_str_ends(name, XC_STR(".lua"))) {
        while (rest.ptr) {
            struct xc_str part = xc_str_cut(&rest, '/');
            last = part.len ? part : last;
        }
        xc_buffer_printf(&text, "%.*s/%.*s.lua", XC_PRI(name), XC_PRI(last));
    } else {
        xc_buffer_add(&text, name);
    }
    struct xc_str kept = xc_arena_copy(cli->arena, xc_buffer_view(&text));
    xc_buffer_free(&text);
    return kept.ptr ? kept.ptr : path;
}

static void print_test(struct xc_cli *cli, const struct xc_policy_test *test,
                       size_t number) {
    xc_buffer_printf(&cli->out, "%s %zu - %.*s\n", test->passed ? "ok" : "not ok", number,
                     XC_PRI(test->name));
    if (!test->passed) {
        xc_buffer_puts(&cli->out, "  ");
        (void)xc_error_render(&test->error, cli->catalogue, &cli->out);
        xc_buffer_putc(&cli->out, '\n');
    }
}

static json_t *test_json(const struct xc_cli *cli, const struct xc_policy_test *test) {
    const struct xc_error none = {0};
    const struct xc_error *error = test->passed ? &none : &test->error;
    return json_pack("{s:o, s:b, s:o, s:o, s:I}", "name", xc_json_text(test->name),
                     "passed", (int)test->passed, "message",
                     xc_cli_rendered(cli, &error->message), "hint",
                     xc_cli_rendered(cli, &error->hint), "line", (json_int_t)error->line);
}

static int test_file(struct xc_cli *cli, const char *operand,
                     struct xc_rehearsal *rehearsal, struct tally *tally,
                     struct xc_error *error) {
    struct xc_policy_test *tests = NULL;
    size_t count = 0;
    const char *path = subject(cli, operand);
    int rc = xc_policy_test(path, &cli->policy, xc_rehearse, rehearsal, cli->arena,
                            &tests, &count, error);
    for (size_t i = 0; i < count && rc == XC_OK; i++) {
        if (cli->json) {
            json_array_append_new(tally->tests, test_json(cli, &tests[i]));
        } else {
            print_test(cli, &tests[i], tally->passed + tally->failed + 1);
        }
        tally->passed += tests[i].passed;
        tally->failed += !tests[i].passed;
    }
    if (rc == XC_OK && count == 0) {
        rc = xc_fail(error, XC_EPOLICY, "%s: has no tests", path);
    }
    return rc;
}

int xc_command_policy_test(struct xc_cli *cli, struct xc_error *error) {
    struct xc_register *areas = NULL;
    struct tally tally = {0};
    if (!cli->resources.holidays) {
        return xc_fail(error, XC_EENV, "the holidays that come with xuncha are missing");
    }
    int rc = base_areas(cli, &areas, error);
    tally.tests = json_array();
    struct xc_rehearsal rehearsal = {&cli->session, areas, cli->resources.holidays};
    for (size_t i = 0; i < cli->args.operand_count && rc == XC_OK; i++) {
        rc = test_file(cli, cli->args.operands[i], &rehearsal, &tally, error);
    }
    if (rc == XC_OK && cli->json) {
        rc = xc_cli_json(cli,
                         json_pack("{s:I, s:I, s:O}", "passed", (json_int_t)tally.passed,
                                   "failed", (json_int_t)tally.failed, "tests",
                                   tally.tests),
                         error);
    } else if (rc == XC_OK) {
        xc_cli_say(cli, "%zu passed, %zu failed", tally.passed, tally.failed);
    }
    if (rc == XC_OK && tally.failed > 0) {
        rc = xc_fail(error, XC_ENO, "%zu tests failed", tally.failed);
    }
    json_decref(tally.tests);
    xc_register_free(areas);
    return rc;
}
