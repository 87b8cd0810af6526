#include "hand/schedule_row.h"

#include "hand/work.h"
#include "workspace/visit_facts.h"

#include <string.h>

enum { TEXT_BYTES = 1 << 20, STATUSES = XC_VISIT_VOID + 1 };

struct comparing {
    const struct xc_loaded *loaded;
    const struct xc_schedule_visit *of;
    const struct xc_schedule_row *row;
    struct xc_arena *arena;
    struct xc_hand_change *change;
    struct xc_row_verdict *verdict;
    struct xc_error *error;
};

static struct xc_str cell(const struct comparing *c, enum xc_schedule_column column) {
    return c->row->cells[column];
}

/* ---- People ---- */

/* Cuts the next name off: commas of both widths and the pause mark lie between. */
static struct xc_str next_name(struct xc_str *rest) {
    static const struct xc_str marks[] = {XC_STR_INIT(","), XC_STR_INIT("，"),
                                          XC_STR_INIT("、"), XC_STR_INIT(";"),
                                          XC_STR_INIT("；")};
    ptrdiff_t first = (ptrdiff_t)rest->len;
    size_t skip = 0;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        ptrdiff_t at = xc_str_find(*rest, marks[i]);
        if (at >= 0 && at < first) {
            first = at;
            skip = marks[i].len;
        }
    }
    struct xc_str name = xc_str_trim(xc_str_slice(*rest, 0, (size_t)first));
    *rest = xc_str_slice(*rest, (size_t)first + skip, rest->len);
    return name;
}

int xc_schedule_people(const struct xc_register *reg, struct xc_str text,
                       struct xc_arena *arena, struct xc_str *people,
                       struct xc_error *error) {
    struct xc_buffer ids = xc_buffer_make(TEXT_BYTES);
    struct xc_str rest = text;
    int rc = XC_OK;
    while (rest.len > 0 && rc == XC_OK) {
        struct xc_str name = next_name(&rest);
        uint32_t person;
        rc = name.len ? xc_hand_person(reg, name, &person, error) : XC_OK;
        if (rc == XC_OK && name.len) {
            xc_buffer_puts(&ids, ids.len ? "," : "");
            xc_buffer_add(&ids, xc_register_text(reg, reg->people.id[person]));
        }
    }
    if (rc == XC_OK) {
        *people = xc_arena_copy(arena, xc_buffer_view(&ids));
        rc = ids.failed || (ids.len > 0 && !people->ptr) ? xc_fail_memory(error) : rc;
    }
    xc_buffer_free(&ids);
    return rc;
}

/* Whether names, one after the other, are those of the visit's people. */
static bool names_same(const struct comparing *c, struct xc_str text) {
    const struct xc_visit *visit = c->of->visit;
    const struct xc_register *reg = c->loaded->reg;
    struct xc_str rest = text;
    for (size_t i = 0; i < visit->person_count; i++) {
        uint32_t row = xc_register_find_person(reg, visit->people[i].person);
        struct xc_str name =
            row == XC_NO_ROW ? XC_STR("") : xc_register_text(reg, reg->people.name[row]);
        struct xc_str said = next_name(&rest);
        if (!xc_str_equal(said, name) && !xc_str_equal(said, visit->people[i].person)) {
            return false;
        }
    }
    return rest.len == 0;
}

/* ---- What only shows ---- */

static int refuse(const struct comparing *c, enum xc_schedule_column column,
                  struct xc_str is) {
    size_t count;
    const struct xc_import_column *columns =
        xc_import_columns(XC_IMPORT_SCHEDULE, &count);
    c->verdict->column = column;
    xc_fail(c->error, XC_EINPUT, "column “%s” cannot be changed here: it says “%.*s”",
            columns[column].name, XC_PRI(is));
    return xc_hint(c->error, "what can be changed: date, start, crew, people, and the "
                             "status to cancelled");
}

/* Cells are read without the spaces around them and with line ends as spaces. */
static bool reads_same(struct xc_str is, struct xc_str said) {
    struct xc_str text = xc_str_trim(is);
    if (text.len < said.len) {
        return false;
    }
    for (size_t i = 0, k = 0;; i++, k++) {
        bool space = i < text.len && strchr("\r\n\t", text.ptr[i]) != NULL;
        while (space && i + 1 < text.len && strchr("\r\n\t", text.ptr[i + 1]) != NULL) {
            i++;
        }
        if (i >= text.len || k >= said.len) {
            return i >= text.len && k >= said.len;
        }
        if ((space ? ' ' : text.ptr[i]) != said.ptr[k]) {
            return false;
        }
    }
}

static int check_shown(const struct comparing *c, enum xc_schedule_column column,
                       struct xc_str is) {
    struct xc_str said = cell(c, column);
    return said.len == 0 || reads_same(is, said) ? XC_OK : refuse(c, column, is);
}

static int check_kind(const struct comparing *c, unsigned kind) {
    struct xc_str said = cell(c, XC_SCHEDULE_KIND);
    struct xc_str english = xc_str_from(xc_words_english(XC_WORDS_KIND, kind));
    return said.len == 0 || xc_str_equal(said, english) ||
                   xc_str_is(said, xc_words_chinese(XC_WORDS_KIND, kind))
               ? XC_OK
               : refuse(c, XC_SCHEDULE_KIND, english);
}

/* By title or id of any stage that the visit serves. */
static int check_stage(const struct comparing *c) {
    const struct xc_visit *visit = c->of->visit;
    struct xc_str said = cell(c, XC_SCHEDULE_STAGE), is = XC_STR("");
    for (size_t i = 0; i < visit->task_count && said.len; i++) {
        for (size_t p = 0; p < c->loaded->count; p++) {
            const struct xc_programme *programme = c->loaded->plans[p].programme;
            const struct xc_stage *stage =
                xc_str_equal(programme->id, visit->tasks[i].programme)
                    ? xc_programme_stage(programme, visit->tasks[i].stage)
                    : NULL;
            if (stage &&
                (xc_str_equal(stage->id, said) || reads_same(stage->title, said))) {
                return XC_OK;
            }
            is = stage && is.len == 0 ? stage->title.len ? stage->title : stage->id : is;
        }
    }
    return said.len == 0 ? XC_OK : refuse(c, XC_SCHEDULE_STAGE, is);
}

static int check_items(const struct comparing *c) {
    static const char *const marks[] = {"; ", "；"};
    struct xc_str said = cell(c, XC_SCHEDULE_ITEMS);
    struct xc_buffer items = xc_buffer_make(TEXT_BYTES);
    bool same = said.len == 0;
    for (size_t i = 0; i < sizeof marks / sizeof *marks && !same; i++) {
        xc_buffer_clear(&items);
        xc_visit_items_join(c->loaded, c->of->visit, marks[i], &items);
        same = reads_same(xc_buffer_view(&items), said);
    }
    int rc = same ? XC_OK : refuse(c, XC_SCHEDULE_ITEMS, xc_buffer_view(&items));
    xc_buffer_free(&items);
    return rc;
}

static int check_all_shown(const struct comparing *c) {
    const struct xc_register *reg = c->loaded->reg;
    struct xc_target target = {.id = c->of->visit->target};
    uint32_t row = xc_register_find_target(reg, target.id);
    if (row != XC_NO_ROW) {
        xc_register_get_target(reg, row, &target);
    }
    const struct {
        enum xc_schedule_column column;
        struct xc_str is;
    } shown[] = {{XC_SCHEDULE_TARGET, c->of->visit->target},
                 {XC_SCHEDULE_NAME, target.name},
                 {XC_SCHEDULE_AREA, target.area},
                 {XC_SCHEDULE_ZONE, target.zone},
                 {XC_SCHEDULE_ADDRESS, target.address}};
    int rc = XC_OK;
    for (size_t i = 0; i < sizeof shown / sizeof *shown && rc == XC_OK; i++) {
        rc = check_shown(c, shown[i].column, shown[i].is);
    }
    if (rc == XC_OK) {
        rc = check_kind(c, target.kind);
    }
    if (rc == XC_OK) {
        rc = check_stage(c);
    }
    if (rc == XC_OK) {
        rc = check_items(c);
    }
    /* The remark of a provisional plan is the program's own, in either language. */
    return rc == XC_OK && !c->of->plan->head.provisional
               ? check_shown(c, XC_SCHEDULE_REMARKS, XC_STR(""))
               : rc;
}

/* ---- What can be changed ---- */

static enum xc_visit_status status_of(struct xc_str said) {
    static const char *const chinese[STATUSES] = {
        [XC_VISIT_DRAFT] = "草案",       [XC_VISIT_PUBLISHED] = "已发布",
        [XC_VISIT_ACCEPTED] = "已确认",  [XC_VISIT_DONE] = "已完成",
        [XC_VISIT_CANCELLED] = "已取消", [XC_VISIT_VOID] = "作废",
    };
    for (int i = XC_VISIT_DRAFT; i < STATUSES; i++) {
        if (xc_str_is(said, chinese[i])) {
            return (enum xc_visit_status)i;
        }
    }
    return xc_visit_status_parse(said);
}

static bool is_open(enum xc_visit_status status) {
    return status == XC_VISIT_DRAFT || status == XC_VISIT_PUBLISHED ||
           status == XC_VISIT_ACCEPTED;
}

/* Cancelled, or as it is; a file may be older than an approval or an outcome. */
static int compare_status(const struct comparing *c, bool *cancelled) {
    struct xc_str said = cell(c, XC_SCHEDULE_STATUS);
    enum xc_visit_status is = c->of->visit->status, wants = status_of(said);
    *cancelled = wants == XC_VISIT_CANCELLED && is_open(is);
    return said.len == 0 || *cancelled || wants == is || is_open(wants)
               ? XC_OK
               : refuse(c, XC_SCHEDULE_STATUS, xc_str_from(xc_visit_status_word(is)));
}

/* The first cell that asks for something is where the change is. */
static void mark(const struct comparing *c, enum xc_schedule_column column) {
    if (!c->change->kind) {
        c->change->kind = XC_HAND_MOVE;
        c->verdict->column = column;
        c->verdict->news = XC_ROW_CHANGED;
    }
}

static int compare_time(const struct comparing *c) {
    const struct xc_visit *visit = c->of->visit;
    const struct xc_schedule_row *row = c->row;
    char day[11], time[6];
    bool moves = row->date != XC_NO_DATE && row->date != visit->date;
    bool starts = row->start >= 0 && (unsigned)row->start != visit->start;
    if (moves) {
        mark(c, XC_SCHEDULE_DATE);
        c->change->date = row->date;
    }
    if (starts) {
        mark(c, XC_SCHEDULE_START);
    }
    c->change->start = starts || moves ? row->start : -1;
    if (!moves && row->last_day != XC_NO_DATE && row->last_day != visit->end_date) {
        xc_date_format(visit->end_date, day);
        return refuse(c, XC_SCHEDULE_LAST_DAY, xc_str_from(day));
    }
    if (!moves && !starts && row->end >= 0 && (unsigned)row->end != visit->end) {
        xc_time_format(visit->end, time);
        return refuse(c, XC_SCHEDULE_END, xc_str_from(time));
    }
    return XC_OK;
}

static int compare_people(const struct comparing *c) {
    struct xc_str crew = cell(c, XC_SCHEDULE_CREW), people = cell(c, XC_SCHEDULE_PEOPLE);
    if (crew.len && !xc_str_equal(crew, c->of->visit->crew)) {
        mark(c, XC_SCHEDULE_CREW);
        c->change->crew = crew;
    }
    if (people.len == 0 || names_same(c, people)) {
        return XC_OK;
    }
    size_t before = c->verdict->column;
    c->verdict->column = XC_SCHEDULE_PEOPLE;
    int rc = xc_schedule_people(c->loaded->reg, people, c->arena, &c->change->people,
                                c->error);
    if (rc == XC_OK && c->change->kind) {
        c->verdict->column = before;
    }
    if (rc == XC_OK) {
        mark(c, XC_SCHEDULE_PEOPLE);
    }
    return rc;
}

/* A reason belongs to a change. */
static int compare_reason(const struct comparing *c) {
    struct xc_str said = cell(c, XC_SCHEDULE_REASON);
    if (said.len == 0 || reads_same(c->of->visit->reason, said)) {
        return XC_OK;
    }
    if (c->change->kind) {
        c->change->reason = said;
        return XC_OK;
    }
    c->verdict->column = XC_SCHEDULE_REASON;
    return xc_fail(c->error, XC_EINPUT,
                   "a reason is given, but nothing else of visit %.*s is changed",
                   XC_PRI(c->of->visit->id));
}

int xc_schedule_compare(const struct xc_loaded *loaded,
                        const struct xc_schedule_visit *of,
                        const struct xc_schedule_row *row, struct xc_arena *arena,
                        struct xc_hand_change *change, struct xc_row_verdict *verdict,
                        struct xc_error *error) {
    struct comparing c = {loaded, of, row, arena, change, verdict, error};
    bool cancelled = false;
    *change =
        (struct xc_hand_change){.visit = of->visit->id, .date = XC_NO_DATE, .start = -1};
    int rc = check_all_shown(&c);
    if (rc == XC_OK) {
        rc = compare_status(&c, &cancelled);
    }
    if (rc == XC_OK) {
        rc = compare_time(&c);
    }
    if (rc == XC_OK) {
        rc = compare_people(&c);
    }
    if (rc == XC_OK && cancelled && change->kind) {
        return xc_fail(error, XC_EINPUT,
                       "visit %.*s is cancelled and changed at once: one of them",
                       XC_PRI(of->visit->id));
    }
    if (rc == XC_OK && cancelled) {
        mark(&c, XC_SCHEDULE_STATUS);
        change->kind = XC_HAND_CANCEL;
    }
    return rc == XC_OK ? compare_reason(&c) : rc;
}
