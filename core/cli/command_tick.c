/* tick: does what is due by itself, and says when to come again. */
#include "cli/command.h"

#include "base/file.h"
#include "cli/fields.h"
#include "cli/progress_bar.h"
#include "programme/tick.h"
#include "workspace/clock.h"

#include <limits.h>

const char *xc_cli_beside(struct xc_cli *cli, const char *name) {
    struct xc_str path = xc_str_from(cli->db);
    struct xc_buffer beside = xc_buffer_make(2 * PATH_MAX);
    size_t folder = path.len;
    while (folder > 0 && path.ptr[folder - 1] != '/') {
        folder--;
    }
    xc_buffer_add(&beside, xc_str_slice(path, 0, folder));
    xc_buffer_puts(&beside, name);
    struct xc_str kept = xc_arena_copy(cli->arena, xc_buffer_view(&beside));
    xc_buffer_free(&beside);
    return kept.ptr;
}

const char *xc_cli_policies(struct xc_cli *cli) {
    const char *given = xc_args_value(&cli->args, "policies");
    const char *beside = given ? given : xc_cli_beside(cli, "policies");
    return given || (beside && xc_file_exists(beside)) ? beside : cli->resources.policies;
}

/* ---- JSON ---- */

static json_t *instant_json(xc_instant instant) {
    char text[21];
    xc_instant_format(instant, text);
    return instant == XC_NO_INSTANT ? json_null() : json_string(text);
}

static json_t *item_json(struct xc_cli *cli, const struct xc_tick_item *item) {
    json_t *json = json_object();
    xc_fields_text(json, "chore", xc_str_from(xc_tick_chore_word(item->chore)));
    xc_fields_text(json, "fate", xc_str_from(xc_tick_fate_word(item->fate)));
    xc_fields_text(json, "office", item->office);
    xc_fields_text(json, "programme", item->programme);
    xc_fields_text(json, "what", item->what);
    if (item->number) {
        json_object_set_new(json, "number", json_integer(item->number));
        json_object_set_new(json, "unmet", json_integer((json_int_t)item->unmet));
    }
    if (item->fate != XC_TICK_DONE) {
        xc_fields_text(json, "code", xc_str_from(xc_code_word(item->error.code)));
        xc_fields_text(json, "file", xc_str_from(item->error.file));
        json_object_set_new(json, "line", json_integer(item->error.line));
        json_object_set_new(json, "column", json_integer(item->error.column));
        json_object_set_new(json, "message", xc_cli_rendered(cli, &item->error.message));
        json_object_set_new(json, "hint", xc_cli_rendered(cli, &item->error.hint));
    }
    return json;
}

static json_t *dues_json(const struct xc_tick *tick) {
    json_t *json = json_array();
    for (const struct xc_tick_dues *due = tick->first_due; due; due = due->next) {
        json_t *one = json_object();
        xc_fields_text(one, "office", due->office);
        xc_fields_text(one, "programme", due->programme);
        json_object_set_new(one, "overdue", json_integer((json_int_t)due->overdue));
        json_object_set_new(one, "today", json_integer((json_int_t)due->today));
        json_object_set_new(one, "soon", json_integer((json_int_t)due->soon));
        json_array_append_new(json, one);
    }
    return json;
}

static int answer_json(struct xc_cli *cli, const struct xc_tick *tick,
                       struct xc_error *error) {
    const struct xc_tick_ledger *ledger = &tick->ledger;
    json_t *items = json_array();
    for (const struct xc_tick_item *item = tick->first; item; item = item->next) {
        json_array_append_new(items, item_json(cli, item));
    }
    return xc_cli_json(
        cli,
        json_pack("{s:o, s:o, s:{s:o, s:b, s:I, s:I}, s:o, s:o, s:s}", "at",
                  instant_json(cli->now), "items", items, "ledger", "at",
                  instant_json(ledger->at), "sound", (int)ledger->sound, "entries",
                  (json_int_t)ledger->entries, "findings", (json_int_t)ledger->findings,
                  "due", dues_json(tick), "next", instant_json(tick->next), "because",
                  tick->reveals ? "embargo" : "day"),
        error);
}

/* ---- Text ---- */

static void say_done(struct xc_cli *cli, const struct xc_tick *tick,
                     const struct xc_tick_item *item) {
    switch (item->chore) {
    case XC_TICK_STAGE:
        xc_cli_say(cli, "%.*s: %.*s opened, draft %lld is planned",
                   XC_PRI(item->programme), XC_PRI(item->what), (long long)item->number);
        if (item->unmet > 0) {
            xc_cli_say(cli, "%llu visits could not be planned: see `xuncha explain`",
                       (unsigned long long)item->unmet);
        }
        break;
    case XC_TICK_DRAFT:
        xc_cli_say(cli, "Draft written: %.*s", XC_PRI(item->what));
        break;
    case XC_TICK_CHECK:
        xc_cli_say(cli, "%llu entries: all is as it was entered.",
                   (unsigned long long)tick->ledger.entries);
        break;
    case XC_TICK_CHECKPOINT:
        xc_cli_say(cli, "Checkpoint kept: %.*s; keep a copy elsewhere",
                   XC_PRI(item->what));
        break;
    }
}

static void say_open(struct xc_cli *cli, const struct xc_tick_item *item) {
    struct xc_buffer text = xc_buffer_make(1 << 16);
    xc_error_render(&item->error, cli->catalogue, &text);
    if (item->fate == XC_TICK_WAITS) {
        xc_cli_say(cli, "Waits: %.*s", XC_PRI(xc_buffer_view(&text)));
    } else {
        xc_cli_say(cli, "Failed: %.*s", XC_PRI(xc_buffer_view(&text)));
    }
    xc_buffer_free(&text);
}

static void answer(struct xc_cli *cli, const struct xc_tick *tick) {
    char next[XC_INSTANT_SHOWN];
    for (const struct xc_tick_item *item = tick->first; item; item = item->next) {
        if (item->fate == XC_TICK_DONE) {
            say_done(cli, tick, item);
        } else {
            say_open(cli, item);
        }
    }
    for (const struct xc_tick_dues *due = tick->first_due; due; due = due->next) {
        if (due->overdue + due->today > 0) {
            xc_cli_say(cli, "%.*s: %llu items are overdue, %llu are due today",
                       XC_PRI(due->programme), (unsigned long long)due->overdue,
                       (unsigned long long)due->today);
        }
    }
    if (!tick->first) {
        xc_cli_say(cli, "Nothing was to be done.");
    }
    xc_instant_show(tick->next, xc_clock_office(&cli->session), next);
    xc_cli_say(cli, "Again: %s", next);
}

/* What stays undone is a no, also of an earlier check of today. */
static int judge(const struct xc_tick *tick, struct xc_error *error) {
    size_t failed = tick->fates[XC_TICK_FAILED];
    if (failed > 0) {
        return xc_fail(error, XC_ENO, "%zu of what was to be done failed", failed);
    }
    if (tick->ledger.at != XC_NO_INSTANT && !tick->ledger.sound) {
        return xc_fail(error, XC_ENO, "the ledger does not hold: %zu findings",
                       (size_t)tick->ledger.findings);
    }
    return XC_OK;
}

int xc_command_tick(struct xc_cli *cli, struct xc_error *error) {
    struct xc_tick_options options = {
        .policies = xc_cli_policies(cli),
        .drafts = xc_args_value(&cli->args, "drafts"),
        .checkpoints = xc_args_value(&cli->args, "checkpoints"),
        .office_named = cli->office_named,
    };
    struct xc_buffer lock = xc_buffer_make(PATH_MAX);
    struct xc_tick tick = {0};
    options.drafts = options.drafts ? options.drafts : xc_cli_beside(cli, "drafts");
    options.checkpoints =
        options.checkpoints ? options.checkpoints : xc_cli_beside(cli, "checkpoints");
    xc_buffer_printf(&lock, "%s.tick", cli->db);
    bool whole =
        xc_buffer_putc(&lock, '\0') == XC_OK && options.drafts && options.checkpoints;
    options.lock = lock.ptr;
    int rc = whole ? xc_cli_open(cli, error) : xc_fail_memory(error);
    if (rc == XC_OK) {
        rc = xc_tick_run(&cli->session, &options, &tick, error);
        xc_progress_bar_clear(&cli->progress);
    }
    if (rc == XC_OK && cli->json) {
        rc = answer_json(cli, &tick, error);
    } else if (rc == XC_OK) {
        answer(cli, &tick);
    }
    if (rc == XC_OK) {
        rc = judge(&tick, error);
    }
    xc_tick_free(&tick);
    xc_buffer_free(&lock);
    return rc;
}
