/* commit, draw run, draw void. */
#include "cli/command.h"

#include "base/file.h"
#include "cli/actor.h"
#include "cli/progress_bar.h"
#include "drawing/drawing.h"
#include "drawing/seal.h"
#include "drawing/substitute.h"
#include "workspace/clock.h"

#include <string.h>

enum { VALUES_MAX = 64, VALUE_BYTES = 1 << 16 };

/* ---- Options that may be repeated ---- */

size_t xc_cli_values(const struct xc_cli *cli, const char *name, struct xc_str *values,
                     size_t max) {
    size_t count = 0;
    for (size_t i = 0; i < cli->args.given_count && count < max; i++) {
        if (strcmp(cli->args.given[i].name, name) == 0 && cli->args.given[i].value) {
            values[count++] = xc_str_from(cli->args.given[i].value);
        }
    }
    return count;
}

int xc_cli_secret(struct xc_cli *cli, struct xc_str *secret, struct xc_error *error) {
    struct xc_str files[XC_SEAL_SHARES + 1];
    size_t count = xc_cli_values(cli, "secret", files, XC_SEAL_SHARES + 1);
    *secret = XC_STR("");
    if (count == 0) {
        return XC_OK;
    }
    if (count != XC_SEAL_SHARES) {
        return xc_fail(error, XC_EUSAGE,
                       "both custodians' shares are needed: --secret FILE --secret FILE");
    }
    const char *const names[XC_SEAL_SHARES] = {files[0].ptr, files[1].ptr};
    return xc_seal_join(names, cli->arena, secret, error);
}

/* NAME=VALUE or NAME=@FILE. The value may hold '='. */
static int read_value(struct xc_cli *cli, struct xc_str said, struct xc_draw_value *value,
                      struct xc_error *error) {
    struct xc_buffer text = xc_buffer_make(VALUE_BYTES);
    struct xc_str rest = said;
    value->name = xc_str_trim(xc_str_cut(&rest, '='));
    value->value = rest;
    if (!rest.ptr) {
        return xc_fail(error, XC_EUSAGE, "--value: '%.*s' has no '='; write NAME=VALUE",
                       XC_PRI(said));
    }
    if (rest.len == 0 || rest.ptr[0] != '@') {
        return XC_OK;
    }
    if (cli->actor.named) { /* files here are not theirs to read */
        return xc_fail(
            error, XC_EFORBIDDEN,
            "--value: a value is taken from a file only at the machine itself");
    }
    int rc = xc_file_read(rest.ptr + 1, &text, error);
    value->value = xc_arena_copy(cli->arena, xc_str_trim(xc_buffer_view(&text)));
    xc_buffer_free(&text);
    return rc == XC_OK && !value->value.ptr ? xc_fail_memory(error) : rc;
}

int xc_cli_draw_values(struct xc_cli *cli, struct xc_draw_value **values, size_t *count,
                       struct xc_error *error) {
    struct xc_str said[VALUES_MAX];
    *count = xc_cli_values(cli, "value", said, VALUES_MAX);
    *values = xc_arena_array(cli->arena, *count, sizeof **values);
    int rc = *values ? XC_OK : xc_fail_memory(error);
    for (size_t i = 0; i < *count && rc == XC_OK; i++) {
        rc = read_value(cli, said[i], &(*values)[i], error);
    }
    return rc;
}

/* ---- commit ---- */

/* Draw ids become file names: a '/' becomes a '_'. */
int xc_cli_draw_file(const char *folder, struct xc_str id, const char *ending,
                     struct xc_buffer *path, struct xc_error *error) {
    xc_buffer_clear(path);
    xc_buffer_printf(path, "%s/", folder);
    xc_draw_file_name(path, id, ending);
    return xc_buffer_putc(path, '\0') == XC_OK ? XC_OK : xc_fail_memory(error);
}

static int write_commits(const char *folder, const struct xc_committed *committed,
                         struct xc_error *error) {
    struct xc_buffer path = xc_buffer_make(1 << 14);
    int rc = xc_folder_make(folder, 0700, error);
    for (size_t i = 0; i < committed->count && rc == XC_OK; i++) {
        rc =
            xc_cli_draw_file(folder, committed->draws[i].id, ".commit.txt", &path, error);
        if (rc == XC_OK) {
            rc = xc_file_write(path.ptr, committed->draws[i].commit, 0644, error);
        }
    }
    xc_buffer_free(&path);
    return rc;
}

static void say_commits(struct xc_cli *cli, const struct xc_committed *committed) {
    struct xc_beacon_name names[XC_BEACONS];
    size_t count = 0;
    struct xc_commit commit;
    struct xc_error ignored = {0};
    for (size_t i = 0; i < committed->count; i++) {
        const struct xc_stored_draw *draw = &committed->draws[i];
        xc_cli_say(cli, "Commit of %.*s, entry %llu of the ledger:", XC_PRI(draw->id),
                   (unsigned long long)draw->commit_index);
        xc_buffer_putc(&cli->out, '\n');
        xc_buffer_add(&cli->out, draw->commit);
        xc_buffer_putc(&cli->out, '\n');
        if (xc_commit_read(draw->commit, &commit, &ignored) == XC_OK) {
            count = commit.beacon_count;
            memcpy(names, commit.beacons, sizeof names);
        }
    }
    if (xc_beacon_is_local(names, count)) {
        xc_cli_say(cli, "Local randomness: nobody outside can check it.");
    } else {
        xc_cli_say(cli, "Publish these lines, to the byte, before the value is out.");
    }
    int offset_minutes = count ? xc_clock_draw(&cli->session, committed->draws) : 0;
    for (size_t i = 0; i < count; i++) {
        char due[XC_INSTANT_SHOWN];
        xc_instant_show(xc_beacon_due(&names[i]), offset_minutes, due);
        if (due[0]) {
            xc_cli_say(cli, "%.*s is due at %s.", XC_PRI(names[i].text), due);
        }
    }
}

static json_t *commits_json(const struct xc_committed *committed) {
    json_t *list = json_array();
    for (size_t i = 0; i < committed->count; i++) {
        const struct xc_stored_draw *draw = &committed->draws[i];
        json_array_append_new(
            list, json_pack("{s:o, s:o, s:I, s:b}", "id", xc_json_text(draw->id),
                            "commit", xc_json_text(draw->commit), "index",
                            (json_int_t)draw->commit_index, "sealed", (int)draw->sealed));
    }
    return json_pack("{s:o}", "draws", list);
}

static struct xc_str value_of(const struct xc_cli *cli, const char *name) {
    return xc_str_from(xc_args_value(&cli->args, name));
}

int xc_command_commit(struct xc_cli *cli, struct xc_error *error) {
    struct xc_str beacons[XC_BEACONS + 1];
    struct xc_committed committed = {0};
    const char *folder = xc_args_value(&cli->args, "output");
    struct xc_commit_options options = {
        .policy = cli->args.operands[0],
        .stage = xc_str_from(cli->args.operands[1]),
        .beacons = beacons,
        .beacon_count = xc_cli_values(cli, "beacon", beacons, XC_BEACONS + 1),
        .sealed = xc_args_flag(&cli->args, "sealed"),
        .reason = value_of(cli, "reason"),
    };
    int rc = xc_actor_second(cli, &options.by, error);
    if (rc == XC_OK) {
        rc = xc_cli_secret(cli, &options.secret, error);
    }
    if (rc == XC_OK && options.beacon_count == 0) {
        xc_fail(error, XC_EUSAGE, "commit needs --beacon: which public value decides");
        rc = xc_hint(error, "for example --beacon 'dice 25', --beacon 'lottery ssq "
                            "2026031' or --beacon drand@2026-03-02T09:00:00+08:00");
    }
    if (rc == XC_OK && options.sealed != (options.secret.len > 0)) {
        xc_fail(error, XC_EUSAGE, "--sealed and both --secret FILE go together");
        rc = xc_hint(error, "make a secret first: xuncha seal init -o FOLDER");
    }
    if (rc == XC_OK) {
        rc = xc_cli_open(cli, error);
    }
    if (rc == XC_OK) {
        rc = xc_draw_commit(&cli->session, &options, &committed, error);
        xc_progress_bar_clear(&cli->progress);
    }
    if (rc == XC_OK && folder) {
        rc = write_commits(folder, &committed, error);
    }
    if (rc == XC_OK && cli->json) {
        rc = xc_cli_json(cli, commits_json(&committed), error);
    } else if (rc == XC_OK) {
        say_commits(cli, &committed);
        xc_cli_say(cli, "Next: xuncha draw run %.*s %.*s --value NAME=VALUE",
                   XC_PRI(committed.draws[0].programme), XC_PRI(options.stage));
    }
    xc_committed_free(&committed);
    return rc;
}

/* ---- draw run, draw void ---- */

/* A draw that can only be committed to now goes before the plan. */
static int say_next(struct xc_cli *cli, struct xc_str programme, struct xc_str stage,
                    struct xc_error *error) {
    struct xc_str further;
    int rc =
        xc_draw_further(&cli->session, programme, stage, cli->arena, &further, error);
    if (rc == XC_OK && further.len) {
        xc_cli_say(
            cli,
            "Next: who else goes with the teams is drawn now (%.*s): xuncha commit "
            "POLICY.lua %.*s --beacon NAME",
            XC_PRI(further), XC_PRI(stage));
    } else if (rc == XC_OK) {
        xc_cli_say(cli,
                   "Next: xuncha plan POLICY.lua, then xuncha export record %.*s -o "
                   "FOLDER",
                   XC_PRI(programme));
    }
    return rc;
}

int xc_command_draw_run(struct xc_cli *cli, struct xc_error *error) {
    struct xc_committed drawn = {0};
    struct xc_draw_value *values = NULL;
    size_t count = 0;
    struct xc_str secret, programme = xc_str_from(cli->args.operands[0]);
    int rc = xc_cli_draw_values(cli, &values, &count, error);
    if (rc == XC_OK) {
        rc = xc_cli_secret(cli, &secret, error);
    }
    if (rc == XC_OK) {
        rc = xc_cli_open_office(cli, error);
    }
    if (rc == XC_OK) {
        rc = xc_draw_stage_run(&cli->session, programme,
                               xc_str_from(cli->args.operands[1]), values, count, secret,
                               &drawn, error);
        xc_progress_bar_clear(&cli->progress);
    }
    if (rc == XC_OK) {
        rc = xc_cli_show_draws(cli, drawn.draws, drawn.count, error);
    }
    if (rc == XC_OK && !cli->json) {
        rc = say_next(cli, programme, xc_str_from(cli->args.operands[1]), error);
    }
    xc_committed_free(&drawn);
    return rc;
}

int xc_command_draw_void(struct xc_cli *cli, struct xc_error *error) {
    struct xc_str id = xc_str_from(cli->args.operands[0]);
    struct xc_str reason = value_of(cli, "reason"), by = XC_STR("");
    struct xc_str which = value_of(cli, "substitution");
    uint64_t number = 0;
    int rc = xc_actor_second(cli, &by, error);
    if (rc != XC_OK) {
        return rc;
    }
    if (!reason.len || !by.len) {
        rc = xc_fail(error, XC_EUSAGE,
                     "draw void needs --reason TEXT and --by NAME, a second person's");
    } else if (which.len && !xc_str_to_uint(which, 1000000, &number)) {
        rc = xc_fail(error, XC_EUSAGE, "--substitution needs its number, from 1");
    }
    if (rc == XC_OK) {
        rc = xc_cli_open_office(cli, error);
    }
    if (rc == XC_OK) {
        rc = which.len ? xc_substitute_void(&cli->session, id, (uint32_t)number, reason,
                                            by, error)
                       : xc_store_void_draw(cli->session.store, cli->session.office, id,
                                            reason, by, cli->now, error);
    }
    if (rc == XC_OK && cli->json) {
        json_t *json = json_pack("{s:o}", "void", xc_json_text(id));
        if (which.len) {
            json_object_set_new(json, "substitution", json_integer((json_int_t)number));
        }
        rc = xc_cli_json(cli, json, error);
    } else if (rc == XC_OK && which.len) {
        xc_cli_say(cli, "Substitution %u of %.*s is void; its entry stays in the ledger",
                   (unsigned)number, XC_PRI(id));
    } else if (rc == XC_OK) {
        xc_cli_say(cli, "%.*s is void; its commit stays in the ledger", XC_PRI(id));
    }
    return rc;
}
