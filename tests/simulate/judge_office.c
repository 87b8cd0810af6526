/* What is due when, and whether the ledger says what happened. */
#include "simulate.h"

#include "store/ledger.h"

#include <stdlib.h>
#include <string.h>

/* ---- Due items, by the county's own calendar ---- */

static xc_date last_workday(const struct world *world, int of, unsigned month) {
    xc_date day = xc_date_period_last(xc_date_make(of, month, 1), XC_PERIOD_MONTH);
    while (!world_works(world, day, XC_DATE_MAX)) {
        day--;
    }
    return day;
}

static void expect_due(struct year *year, const json_t *items, const char *rule,
                       xc_date date) {
    char day[11];
    xc_date_format(date, day);
    for (size_t i = 0; i < json_array_size(items); i++) {
        const json_t *item = json_array_get(items, i);
        const char *id = json_string_value(json_object_get(item, "id"));
        const char *on = json_string_value(json_object_get(item, "date"));
        if (id && on && strncmp(id, rule, strlen(rule)) == 0 && strcmp(on, day) == 0) {
            return;
        }
    }
    judge_breach(year->judge, "due", "%s is not due on %s", rule, day);
}

/* And on no other days. */
static void expect_only(struct year *year, const json_t *items, const char *rule,
                        size_t expected) {
    size_t found = 0;
    for (size_t i = 0; i < json_array_size(items); i++) {
        const char *id =
            json_string_value(json_object_get(json_array_get(items, i), "id"));
        found += id && strncmp(id, rule, strlen(rule)) == 0;
    }
    if (found != expected) {
        judge_breach(year->judge, "due", "%s is due %zu times, not %zu", rule, found,
                     expected);
    }
}

/* The list of due items alone: the rest of the plan is large. */
static json_t *due_of(struct xc_str plan) {
    static const struct xc_str key = XC_STR_INIT("\"due\":");
    ptrdiff_t at = xc_str_find(plan, key);
    struct xc_str rest =
        at < 0 ? XC_STR("") : xc_str_slice(plan, (size_t)at + key.len, plan.len);
    return json_loadb(rest.ptr, rest.len, JSON_DISABLE_EOF_CHECK, NULL);
}

static void judge_due_of(struct year *year, unsigned programme) {
    struct xc_buffer text = xc_buffer_make((size_t)64 << 20);
    int of = xc_date_ymd(year->world.programmes[programme].first).year;
    if (office_json(year, programme, XC_VIEWER_PLANNER, &text)) {
        json_t *items = due_of(xc_buffer_view(&text));
        for (unsigned month = 1; month <= 12; month++) {
            xc_date before = xc_date_make(of, month, 1) - 1;
            expect_due(year, items, "monthly", last_workday(&year->world, of, month));
            expect_due(year, items, "tenth", world_workday(&year->world, before, 10));
        }
        expect_only(year, items, "monthly", 12);
        expect_only(year, items, "tenth", 12);
        json_decref(items);
    }
    xc_buffer_free(&text);
}

/* Whoever closes a case reports it in two working days. */
static void judge_due_cases(struct year *year) {
    const struct world *world = &year->world;
    const struct programme *care = &world->programmes[CARE];
    struct xc_buffer text = xc_buffer_make((size_t)64 << 20);
    size_t closed = 0;
    if (office_json(year, CARE, XC_VIEWER_PLANNER, &text)) {
        json_t *items = due_of(xc_buffer_view(&text));
        for (size_t i = 0; i < world->case_count; i++) {
            const struct dossier *dossier = &world->cases[i];
            xc_date due = dossier->closed == XC_NO_DATE
                              ? XC_NO_DATE
                              : world_workday(world, dossier->closed, 2);
            if (due != XC_NO_DATE && due >= care->first && due <= care->last) {
                expect_due(year, items, "case", due);
                closed++;
            }
        }
        expect_only(year, items, "case", closed);
        json_decref(items);
    }
    xc_buffer_free(&text);
}

void judge_due(struct year *year) {
    if (year->world.programmes[CARE].planned) {
        judge_due_cases(year);
    }
    judge_due_of(year, YEAR);
    if (year->world.programmes[NEXT].planned) {
        judge_due_of(year, NEXT);
    }
}

/* ---- The ledger ---- */

int64_t judge_ledger_newest(const struct judge *judge) {
    sqlite3_stmt *row = NULL;
    int64_t number = -1;
    if (sqlite3_prepare_v2(judge->db, "SELECT max(number) FROM ledger", -1, &row, NULL) ==
            SQLITE_OK &&
        sqlite3_step(row) == SQLITE_ROW) {
        number = sqlite3_column_int64(row, 0);
    }
    (void)sqlite3_finalize(row);
    return number;
}

static int problem(void *context, uint64_t index, const struct xc_message *message) {
    struct year *year = context;
    struct xc_buffer text = xc_buffer_make((size_t)1 << 16);
    (void)xc_message_render(message, NULL, &text);
    judge_breach(year->judge, "ledger", "entry %lld: %.*s", (long long)index,
                 XC_PRI(xc_buffer_view(&text)));
    xc_buffer_free(&text);
    return XC_ENO;
}

/* Against the checkpoint of the time before: nothing that was there then is gone. */
void judge_ledger(struct year *year) {
    struct judge *judge = year->judge;
    struct xc_error error = {0};
    struct xc_buffer key = xc_buffer_make(4096), note = xc_buffer_make(XC_NOTE_BYTES);
    struct xc_note_key read = {0};
    struct xc_checkpoint before = {0};
    int rc = xc_ledger_key(year->store, &key, &error);
    if (rc == XC_OK) {
        rc = xc_note_key_read(xc_str_trim(xc_buffer_view(&key)), &read, &error);
    }
    if (rc == XC_OK && judge->checkpoint) {
        rc = xc_checkpoint_read(xc_str_from(judge->checkpoint), &read, &before, &error);
    }
    if (rc == XC_OK) {
        rc = xc_ledger_verify(year->store, judge->checkpoint ? &before : NULL, problem,
                              year, &error);
        year->verified++;
    }
    if (rc == XC_OK) {
        rc = xc_ledger_checkpoint(year->store, &note, &error);
    }
    if (rc == XC_OK) {
        free(judge->checkpoint);
        judge->checkpoint = strndup(note.ptr, note.len);
    } else if (!judge->breach[0]) {
        (void)office_failed(year, "ledger", &error);
    }
    xc_buffer_free(&key);
    xc_buffer_free(&note);
}
