/* draw show, and what draw run shows of what it drew. */
#include "cli/command.h"

#include "cli/draw_tell.h"
#include "cli/progress_bar.h"
#include "register/json.h"
#include "report/draw_counts.h"
#include "report/draw_words.h"
#include "workspace/clock.h"

#include <string.h>

/* ---- Names ---- */

struct showing {
    struct xc_cli *cli;
    const struct xc_register *reg; /* NULL: the office has none; names are left out */
    struct xc_arena *arena;
    struct xc_buffer line;
};

/* What people call an id; empty: it has no name. */
static struct xc_str name_of(const struct showing *to, struct xc_str id) {
    return to->reg ? xc_register_name(to->reg, id) : XC_STR("");
}

/* "H1 First Hospital" */
static void add_named(const struct showing *to, struct xc_str id, struct xc_buffer *out) {
    struct xc_str name = name_of(to, id);
    xc_buffer_add(out, id);
    if (name.len && !xc_str_equal(name, id)) {
        xc_buffer_printf(out, " %.*s", XC_PRI(name));
    }
}

/* The same as a text in the arena. */
static struct xc_str named(struct showing *to, struct xc_str id) {
    xc_buffer_clear(&to->line);
    add_named(to, id, &to->line);
    struct xc_str kept = xc_arena_copy(to->arena, xc_buffer_view(&to->line));
    return kept.ptr ? kept : id;
}

/* "  NAME: a A, b B" */
static void say_named(const struct showing *to, struct xc_str name, const json_t *list,
                      size_t from) {
    struct xc_buffer *out = &to->cli->out;
    xc_buffer_printf(out, "  %.*s:", XC_PRI(name));
    for (size_t i = from; i < json_array_size(list); i++) {
        xc_buffer_puts(out, i > from ? ", " : " ");
        add_named(to, xc_json_str(json_array_get(list, i)), out);
    }
    xc_buffer_putc(out, '\n');
}

/* A stratum is an area, or a word. */
static struct xc_str stratum_name(struct showing *to, struct xc_str stratum) {
    return name_of(to, stratum).len ? named(to, stratum)
                                    : xc_draw_word(stratum, to->cli->catalogue);
}

static struct xc_str team_name(struct showing *to, size_t number) {
    struct xc_message name;
    xc_message_set(&name, "team %zu", number);
    xc_buffer_clear(&to->line);
    (void)xc_message_render(&name, to->cli->catalogue, &to->line);
    struct xc_str kept = xc_arena_copy(to->arena, xc_buffer_view(&to->line));
    return kept.ptr ? kept : XC_STR("");
}

/* ---- Results ---- */

static void say_result(struct showing *to, const struct xc_stored_draw *draw) {
    struct xc_cli *cli = to->cli;
    json_t *result = json_loadb(draw->result.ptr, draw->result.len, 0, NULL);
    const json_t *list, *seed = json_object_get(result, "seed");
    struct xc_draw_counted counted;
    struct xc_error ignored = {0};
    const char *stratum;
    size_t i;
    if (json_is_string(seed)) {
        xc_cli_say(cli, "  seed %s", json_string_value(seed));
    }
    if (xc_draw_count(result, &counted, &ignored) == XC_OK && counted.seats > 0) {
        xc_cli_say(cli, "  %llu drawn; %llu people for %llu seats",
                   (unsigned long long)counted.targets,
                   (unsigned long long)counted.people, (unsigned long long)counted.seats);
    }
    json_object_foreach(json_object_get(result, "selected"), stratum, list) {
        say_named(to, stratum_name(to, xc_str_from(stratum)), list, 0);
    }
    json_array_foreach(json_object_get(result, "teams"), i, list) {
        say_named(to, team_name(to, i + 1), list, 0);
    }
    json_array_foreach(json_object_get(result, "crews"), i, list) {
        xc_buffer_puts(&cli->out, "  ");
        say_named(to, named(to, xc_json_str(json_array_get(list, 0))), list, 1);
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

static void say_subs(struct showing *to, const struct xc_stored_draw *draw) {
    struct xc_cli *cli = to->cli;
    json_t *subs = subs_json(cli, draw, to->arena);
    const json_t *sub;
    size_t i;
    json_array_foreach(subs, i, sub) {
        int number = (int)json_integer_value(json_object_get(sub, "number"));
        struct xc_str in = xc_json_str_at(sub, "in");
        struct xc_str target = xc_json_str_at(sub, "target");
        struct xc_str leaves = named(to, xc_json_str_at(sub, "leaves"));
        struct xc_str reason =
            xc_draw_word(xc_json_str_at(sub, "reason"), cli->catalogue);
        const json_t *ended = json_object_get(sub, "void");
        if (ended) {
            struct xc_str why = xc_json_str_at(ended, "reason");
            struct xc_str by = xc_json_str_at(ended, "by");
            xc_cli_say(cli, "  substitution %d: for %.*s (%.*s), void; %.*s (%.*s)",
                       number, XC_PRI(leaves), XC_PRI(reason), XC_PRI(why), XC_PRI(by));
        } else if (!in.len) {
            xc_cli_say(cli,
                       "  substitution %d: somebody for %.*s (%.*s), once its value is "
                       "out",
                       number, XC_PRI(leaves), XC_PRI(reason));
        } else if (xc_str_is(in, "-")) {
            xc_cli_say(cli, "  substitution %d: nobody was left for %.*s (%.*s)", number,
                       XC_PRI(leaves), XC_PRI(reason));
        } else if (target.len) {
            struct xc_str comes = named(to, in), place = named(to, target);
            xc_cli_say(cli, "  substitution %d: %.*s came in for %.*s at %.*s (%.*s)",
                       number, XC_PRI(comes), XC_PRI(leaves), XC_PRI(place),
                       XC_PRI(reason));
        } else {
            struct xc_str comes = named(to, in);
            xc_cli_say(cli, "  substitution %d: %.*s came in for %.*s (%.*s)", number,
                       XC_PRI(comes), XC_PRI(leaves), XC_PRI(reason));
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

static void say_draw(struct showing *to, const struct xc_stored_draw *draw,
                     const struct xc_stored_draw *again) {
    struct xc_cli *cli = to->cli;
    char committed[XC_INSTANT_SHOWN], drawn[XC_INSTANT_SHOWN];
    int offset_minutes = xc_clock_draw(&cli->session, draw);
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
        if (xc_cli_draw_closed(cli, draw, to->arena)) {
            xc_cli_say(cli, "  sealed until the embargo of its visits ends");
        } else {
            say_result(to, draw);
            say_subs(to, draw);
        }
    }
}

static bool rests_on(const struct xc_stored_draw *draw,
                     bool (*kind)(const struct xc_beacon_name *names, size_t count)) {
    struct xc_commit commit;
    struct xc_error ignored = {0};
    return xc_commit_read(draw->commit, &commit, &ignored) == XC_OK &&
           kind(commit.beacons, commit.beacon_count);
}

static bool is_local(const struct xc_stored_draw *draw) {
    return rests_on(draw, xc_beacon_is_local);
}

static bool is_unchecked(const struct xc_stored_draw *draw) {
    return draw->status == XC_DRAW_DRAWN && rests_on(draw, xc_beacon_is_unchecked);
}

static json_t *draw_json(struct xc_cli *cli, const struct xc_register *reg,
                         const struct xc_stored_draw *draw,
                         const struct xc_stored_draw *again) {
    static const char *const statuses[] = {"", "committed", "drawn", "void"};
    struct xc_arena *arena = xc_arena_new((size_t)1 << 30);
    bool closed = !arena || xc_cli_draw_closed(cli, draw, arena);
    char committed[21], drawn[21];
    xc_instant_format(draw->committed_at, committed);
    xc_instant_format(draw->drawn_at, drawn);
    json_t *result = closed || !draw->result.len
                         ? json_null()
                         : json_loadb(draw->result.ptr, draw->result.len, 0, NULL);
    json_t *subs = closed ? json_array() : subs_json(cli, draw, arena);
    json_t *json = json_pack(
        "{s:o, s:o, s:o, s:s, s:b, s:b, s:b, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, "
        "s:I}",
        "id", xc_json_text(draw->id), "stage", xc_json_text(draw->stage), "label",
        xc_json_text(draw->label), "status", statuses[draw->status], "sealed",
        (int)draw->sealed, "local", (int)is_local(draw), "unchecked",
        (int)is_unchecked(draw), "committed", committed, "drawn", drawn, "commit",
        xc_json_text(draw->commit), "result", result, "subs", subs ? subs : json_array(),
        "again", again ? xc_json_text(again->id) : json_null(), "names",
        xc_draw_names_json(reg, result), "tickets", xc_draw_tickets_json(draw, result),
        "entry", (json_int_t)draw->commit_index);
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
        if (is_unchecked(&draws[i])) {
            xc_cli_say(cli,
                       "%.*s: the signature of its drand value was not checked here: "
                       "compare it with the beacon's own publication.",
                       XC_PRI(draws[i].id));
        }
    }
}

static int show_text(struct xc_cli *cli, const struct xc_stored_draw *draws, size_t count,
                     struct xc_error *error) {
    struct xc_register *reg = NULL;
    int64_t number = 0;
    struct showing to = {.cli = cli,
                         .arena = xc_arena_new((size_t)8 << 30),
                         .line = xc_buffer_make(1 << 16)};
    int rc =
        to.arena ? xc_cli_register(cli, &reg, &number, error) : xc_fail_memory(error);
    xc_progress_bar_clear(&cli->progress);
    to.reg = reg;
    if (rc == XC_OK) {
        say_worth(cli, draws, count);
    }
    for (size_t i = 0; i < count && rc == XC_OK; i++) {
        say_draw(&to, &draws[i], drawn_again(draws, count, &draws[i]));
    }
    xc_register_free(reg);
    xc_buffer_free(&to.line);
    xc_arena_free(to.arena);
    return rc;
}

static json_t *show_json(struct xc_cli *cli, const struct xc_stored_draw *draws,
                         size_t count) {
    struct xc_register *reg = NULL;
    struct xc_error ignored = {0};
    int64_t number = 0;
    json_t *list = json_array();
    if (xc_cli_register(cli, &reg, &number, &ignored) != XC_OK) {
        reg = NULL; /* a draw without names is still the draw */
    }
    for (size_t i = 0; i < count; i++) {
        json_array_append_new(
            list, draw_json(cli, reg, &draws[i], drawn_again(draws, count, &draws[i])));
    }
    xc_register_free(reg);
    return json_pack("{s:o}", "draws", list);
}

int xc_cli_show_draws(struct xc_cli *cli, const struct xc_stored_draw *draws,
                      size_t count, struct xc_error *error) {
    return cli->json ? xc_cli_json(cli, show_json(cli, draws, count), error)
                     : show_text(cli, draws, count, error);
}

/* ---- The counts of a programme ---- */

void xc_cli_say_draw_counts(struct xc_cli *cli, const struct xc_draw_counts *counts) {
    if (counts->committed == 0) {
        return;
    }
    xc_cli_say(
        cli,
        "Draws: %llu committed, %llu drawn, %llu void, %llu drawn again, %llu "
        "open, of which %llu for more than seven days; %llu substitutions, %llu of "
        "them ended before their value",
        (unsigned long long)counts->committed, (unsigned long long)counts->drawn,
        (unsigned long long)counts->voided, (unsigned long long)counts->again,
        (unsigned long long)counts->open, (unsigned long long)counts->late,
        (unsigned long long)counts->subs, (unsigned long long)counts->ended);
}

json_t *xc_cli_draw_counts_json(const struct xc_draw_counts *counts) {
    return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "committed",
                     (json_int_t)counts->committed, "drawn", (json_int_t)counts->drawn,
                     "void", (json_int_t)counts->voided, "again",
                     (json_int_t)counts->again, "open", (json_int_t)counts->open, "late",
                     (json_int_t)counts->late, "substitutions", (json_int_t)counts->subs,
                     "ended", (json_int_t)counts->ended);
}

static int show_counted(struct xc_cli *cli, const struct xc_stored_draw *draws,
                        size_t count, struct xc_error *error) {
    struct xc_str programme =
        cli->args.operand_count > 0 ? xc_str_from(cli->args.operands[0]) : XC_STR("");
    struct xc_draw_counts counts;
    int rc = xc_draw_counts(cli->session.store, cli->session.office, programme, cli->now,
                            &counts, error);
    if (rc == XC_OK && cli->json) {
        json_t *json = show_json(cli, draws, count);
        json_object_set_new(json, "counts", xc_cli_draw_counts_json(&counts));
        return xc_cli_json(cli, json, error);
    }
    if (rc == XC_OK) {
        rc = show_text(cli, draws, count, error);
    }
    if (rc == XC_OK) {
        xc_cli_say_draw_counts(cli, &counts);
    }
    return rc;
}

int xc_command_draw_show(struct xc_cli *cli, struct xc_error *error) {
    struct xc_arena *arena = xc_arena_new((size_t)8 << 30);
    struct xc_stored_draw *draws = NULL;
    size_t count = 0;
    size_t operands = cli->args.operand_count;
    struct xc_str programme =
        operands > 0 ? xc_str_from(cli->args.operands[0]) : XC_STR("");
    struct xc_str stage = operands > 1 ? xc_str_from(cli->args.operands[1]) : XC_STR("");
    int rc = arena ? xc_cli_open_office(cli, error) : xc_fail_memory(error);
    if (rc == XC_OK) {
        rc = xc_store_draws(cli->session.store, cli->session.office, programme, stage,
                            false, arena, &draws, &count, error);
    }
    if (rc == XC_OK && count == 0 && operands > 0) {
        rc = xc_fail(error, XC_ENO, "programme %s has no draws", cli->args.operands[0]);
    }
    if (rc == XC_OK) {
        rc = show_counted(cli, draws, count, error);
    }
    xc_arena_free(arena);
    return rc;
}
