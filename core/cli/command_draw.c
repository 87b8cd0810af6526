/* commit, draw run, draw show, draw void. */
#include "cli/command.h"

#include "base/file.h"
#include "cli/progress_bar.h"
#include "programme/clock.h"
#include "programme/draw.h"
#include "programme/draw_substitute.h"
#include "programme/seal.h"

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
    size_t from = path->len;
    xc_buffer_printf(path, "%.*s%s", XC_PRI(id), ending);
    for (size_t i = from; i < path->len; i++) {
        path->ptr[i] = path->ptr[i] == '/' ? '_' : path->ptr[i];
    }
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
        .by = value_of(cli, "by"),
    };
    int rc = xc_cli_secret(cli, &options.secret, error);
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

/* ---- Showing ---- */

static void say_ids(struct xc_cli *cli, const char *name, const json_t *list) {
    xc_buffer_printf(&cli->out, "  %s:", name);
    for (size_t i = 0; i < json_array_size(list); i++) {
        xc_buffer_printf(&cli->out, " %s", json_string_value(json_array_get(list, i)));
    }
    xc_buffer_putc(&cli->out, '\n');
}

static void say_result(struct xc_cli *cli, const struct xc_stored_draw *draw) {
    json_t *result = json_loadb(draw->result.ptr, draw->result.len, 0, NULL);
    const json_t *list, *seed = json_object_get(result, "seed");
    const char *stratum;
    size_t i;
    if (json_is_string(seed)) {
        xc_cli_say(cli, "  seed %s", json_string_value(seed));
    }
    json_object_foreach(json_object_get(result, "selected"), stratum, list) {
        say_ids(cli, stratum, list);
    }
    json_array_foreach(json_object_get(result, "teams"), i, list) {
        char name[32];
        struct xc_buffer text = xc_buffer_make(sizeof name);
        xc_buffer_printf(&text, "team-%zu", i + 1);
        xc_buffer_putc(&text, '\0');
        say_ids(cli, text.ptr ? text.ptr : "", list);
        xc_buffer_free(&text);
    }
    json_array_foreach(json_object_get(result, "crews"), i, list) {
        json_t *people = json_copy((json_t *)list);
        json_array_remove(people, 0);
        xc_buffer_puts(&cli->out, "  ");
        say_ids(cli, json_string_value(json_array_get(list, 0)), people);
        json_decref(people);
    }
    json_decref(result);
}

/* [{"number","kind","leaves","target","reason","in"}…]: who came in for whom; "in" is
 * null while the value is not out; "void" says why and by whom it was ended. NULL where
 * the store cannot be read. */
static json_t *subs_json(struct xc_cli *cli, const struct xc_stored_draw *draw,
                         struct xc_arena *arena) {
    struct xc_error ignored = {0};
    struct xc_stored_sub *subs = NULL;
    size_t count = 0;
    if (xc_store_subs(cli->session.store, cli->session.office, draw->id, arena, &subs,
                      &count, &ignored) != XC_OK) {
        return NULL;
    }
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        struct xc_sub_entry entry;
        if (xc_sub_entry_read(subs[i].entry, &entry, &ignored) != XC_OK) {
            continue;
        }
        json_t *result = subs[i].result.len
                             ? json_loadb(subs[i].result.ptr, subs[i].result.len, 0, NULL)
                             : NULL;
        json_t *in = json_object_get(result, "in");
        json_array_append_new(list, json_pack("{s:I, s:s, s:o, s:o, s:o, s:O}", "number",
                                              (json_int_t)entry.number, "kind",
                                              entry.person ? "person" : "target",
                                              "leaves", xc_json_text(entry.leaves),
                                              "target", xc_json_text(entry.target),
                                              "reason", xc_json_text(entry.reason), "in",
                                              in ? in : json_null()));
        if (subs[i].void_reason.len) {
            json_object_set_new(json_array_get(list, json_array_size(list) - 1), "void",
                                json_pack("{s:o, s:o}", "reason",
                                          xc_json_text(subs[i].void_reason), "by",
                                          xc_json_text(subs[i].void_by)));
        }
        json_decref(result);
    }
    return list;
}

static void say_subs(struct xc_cli *cli, const struct xc_stored_draw *draw,
                     struct xc_arena *arena) {
    json_t *subs = subs_json(cli, draw, arena);
    const json_t *sub;
    size_t i;
    json_array_foreach(subs, i, sub) {
        int number = (int)json_integer_value(json_object_get(sub, "number"));
        const char *in = json_string_value(json_object_get(sub, "in"));
        const char *leaves = json_string_value(json_object_get(sub, "leaves"));
        const char *target = json_string_value(json_object_get(sub, "target"));
        const char *reason = json_string_value(json_object_get(sub, "reason"));
        const json_t *ended = json_object_get(sub, "void");
        if (ended) {
            xc_cli_say(cli, "  substitution %d: for %s (%s), void; %s (%s)", number,
                       leaves, reason,
                       json_string_value(json_object_get(ended, "reason")),
                       json_string_value(json_object_get(ended, "by")));
        } else if (!in) {
            xc_cli_say(cli,
                       "  substitution %d: somebody for %s (%s), once its value is out",
                       number, leaves, reason);
        } else if (target && target[0]) {
            xc_cli_say(cli, "  substitution %d: %s came in for %s at %s (%s)", number, in,
                       leaves, target, reason);
        } else {
            xc_cli_say(cli, "  substitution %d: %s came in for %s (%s)", number, in,
                       leaves, reason);
        }
    }
    json_decref(subs);
}

static void say_values(struct xc_cli *cli, const struct xc_stored_draw *draw) {
    json_t *beacons = json_loadb(draw->beacons.ptr ? draw->beacons.ptr : "",
                                 draw->beacons.len, 0, NULL);
    const json_t *beacon;
    size_t i;
    json_array_foreach(beacons, i, beacon) {
        const char *name = json_string_value(json_object_get(beacon, "name"));
        const char *hex = json_string_value(json_object_get(beacon, "value"));
        if (!name || !hex) {
            continue;
        }
        size_t length = strlen(hex) / 2;
        uint8_t bytes[XC_BEACON_VALUE_BYTES];
        bool text =
            name && (strncmp(name, "dice", 4) == 0 || strncmp(name, "lottery", 7) == 0);
        if (text && length <= sizeof bytes &&
            xc_hex_parse(xc_str_from(hex), bytes, length)) {
            xc_cli_say(cli, "  %s: %.*s", name, (int)length, (const char *)bytes);
        } else {
            xc_cli_say(cli, "  %s: %s", name, hex);
        }
        if (strncmp(name, "drand", 5) == 0) {
            xc_cli_say(cli, "  its signature was not checked here: compare it with the "
                            "beacon's own publication");
        }
    }
    json_decref(beacons);
}

/* The draw that was made of the same thing at first: a further one has a number behind
 * its name. */
static struct xc_str first_name(const struct xc_stored_draw *draws, size_t count,
                                struct xc_str id) {
    size_t end = id.len;
    while (end > 0 && id.ptr[end - 1] >= '0' && id.ptr[end - 1] <= '9') {
        end--;
    }
    struct xc_str name = {id.ptr, end > 0 ? end - 1 : 0};
    if (end == id.len || end == 0 || id.ptr[end - 1] != '/') {
        return id;
    }
    for (size_t i = 0; i < count; i++) {
        if (xc_str_equal(draws[i].id, name)) {
            return name;
        }
    }
    return id;
}

/* The newest draw of the same thing that counts in place of this one; NULL: none. */
static const struct xc_stored_draw *drawn_again(const struct xc_stored_draw *draws,
                                                size_t count,
                                                const struct xc_stored_draw *draw) {
    const struct xc_stored_draw *again = NULL;
    struct xc_str name = first_name(draws, count, draw->id);
    for (size_t i = 0; i < count; i++) {
        if (draws[i].commit_index > draw->commit_index &&
            draws[i].status == XC_DRAW_DRAWN &&
            xc_str_equal(first_name(draws, count, draws[i].id), name)) {
            again = &draws[i];
        }
    }
    return again;
}

static void say_draw(struct xc_cli *cli, const struct xc_stored_draw *draw,
                     const struct xc_stored_draw *again) {
    char committed[XC_INSTANT_SHOWN], drawn[XC_INSTANT_SHOWN];
    int offset_minutes = xc_clock_draw(&cli->session, draw);
    struct xc_arena *arena = xc_arena_new((size_t)1 << 30);
    xc_instant_show(draw->committed_at, offset_minutes, committed);
    xc_instant_show(draw->drawn_at, offset_minutes, drawn);
    if (draw->status == XC_DRAW_VOID) {
        xc_cli_say(cli, "%.*s: void; %.*s (%.*s)", XC_PRI(draw->id),
                   XC_PRI(draw->void_reason), XC_PRI(draw->void_by));
    } else if (draw->status == XC_DRAW_COMMITTED) {
        xc_cli_say(cli, "%.*s: committed to at %s (entry %llu), not drawn yet",
                   XC_PRI(draw->id), committed, (unsigned long long)draw->commit_index);
    } else {
        xc_cli_say(cli, "%.*s: committed to at %s (entry %llu), drawn at %s (entry %llu)",
                   XC_PRI(draw->id), committed, (unsigned long long)draw->commit_index,
                   drawn, (unsigned long long)draw->result_index);
        if (again) {
            xc_cli_say(cli, "  drawn again since: what counts is %.*s",
                       XC_PRI(again->id));
        }
        say_values(cli, draw);
        if (!arena || xc_draw_is_closed(&cli->session, draw, arena)) {
            xc_cli_say(cli, "  sealed until the embargo of its visits ends");
        } else {
            say_result(cli, draw);
            say_subs(cli, draw, arena);
        }
    }
    xc_arena_free(arena);
}

static bool is_local(const struct xc_stored_draw *draw) {
    struct xc_commit commit;
    struct xc_error ignored = {0};
    return xc_commit_read(draw->commit, &commit, &ignored) == XC_OK &&
           xc_beacon_is_local(commit.beacons, commit.beacon_count);
}

static json_t *draw_json(struct xc_cli *cli, const struct xc_stored_draw *draw,
                         const struct xc_stored_draw *again) {
    static const char *const statuses[] = {"", "committed", "drawn", "void"};
    struct xc_arena *arena = xc_arena_new((size_t)1 << 30);
    bool closed = !arena || xc_draw_is_closed(&cli->session, draw, arena);
    char committed[21], drawn[21];
    xc_instant_format(draw->committed_at, committed);
    xc_instant_format(draw->drawn_at, drawn);
    json_t *result = closed || !draw->result.len
                         ? json_null()
                         : json_loadb(draw->result.ptr, draw->result.len, 0, NULL);
    json_t *subs = closed ? json_array() : subs_json(cli, draw, arena);
    json_t *json =
        json_pack("{s:o, s:o, s:o, s:s, s:b, s:b, s:s, s:s, s:o, s:o, s:o, s:o}", "id",
                  xc_json_text(draw->id), "stage", xc_json_text(draw->stage), "label",
                  xc_json_text(draw->label), "status", statuses[draw->status], "sealed",
                  (int)draw->sealed, "local", (int)is_local(draw), "committed", committed,
                  "drawn", drawn, "commit", xc_json_text(draw->commit), "result", result,
                  "subs", subs ? subs : json_array(), "again",
                  again ? xc_json_text(again->id) : json_null());
    xc_arena_free(arena);
    return json;
}

/* What the draws are worth, before anything else. */
static void say_worth(struct xc_cli *cli, const struct xc_stored_draw *draws,
                      size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (is_local(&draws[i])) {
            xc_cli_say(cli, "%.*s: local randomness: nobody outside can check it",
                       XC_PRI(draws[i].id));
        }
    }
}

static int show(struct xc_cli *cli, const struct xc_stored_draw *draws, size_t count,
                struct xc_error *error) {
    if (!cli->json) {
        say_worth(cli, draws, count);
        for (size_t i = 0; i < count; i++) {
            say_draw(cli, &draws[i], drawn_again(draws, count, &draws[i]));
        }
        return XC_OK;
    }
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        json_array_append_new(
            list, draw_json(cli, &draws[i], drawn_again(draws, count, &draws[i])));
    }
    return xc_cli_json(cli, json_pack("{s:o}", "draws", list), error);
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
        rc = show(cli, drawn.draws, drawn.count, error);
    }
    if (rc == XC_OK && !cli->json) {
        xc_cli_say(cli,
                   "Next: xuncha plan POLICY.lua, then xuncha export record %.*s -o "
                   "FOLDER",
                   XC_PRI(programme));
    }
    xc_committed_free(&drawn);
    return rc;
}

int xc_command_draw_show(struct xc_cli *cli, struct xc_error *error) {
    struct xc_arena *arena = xc_arena_new((size_t)8 << 30);
    struct xc_stored_draw *draws = NULL;
    size_t count = 0;
    struct xc_str stage =
        cli->args.operand_count > 1 ? xc_str_from(cli->args.operands[1]) : XC_STR("");
    int rc = arena ? xc_cli_open_office(cli, error) : xc_fail_memory(error);
    if (rc == XC_OK) {
        rc = xc_store_draws(cli->session.store, cli->session.office,
                            xc_str_from(cli->args.operands[0]), stage, false, arena,
                            &draws, &count, error);
    }
    if (rc == XC_OK && count == 0) {
        rc = xc_fail(error, XC_ENO, "programme %s has no draws", cli->args.operands[0]);
    }
    if (rc == XC_OK) {
        rc = show(cli, draws, count, error);
    }
    xc_arena_free(arena);
    return rc;
}

int xc_command_draw_void(struct xc_cli *cli, struct xc_error *error) {
    struct xc_str id = xc_str_from(cli->args.operands[0]);
    struct xc_str reason = value_of(cli, "reason"), by = value_of(cli, "by");
    struct xc_str which = value_of(cli, "substitution");
    uint64_t number = 0;
    int rc = XC_OK;
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
