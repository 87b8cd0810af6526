/* The book of institutions (机构台账): each with its last check, the checks of the year,
 * what is open, what it lost, and when it is visited next. */
#include "casework/causes.h"
#include "report/books.h"
#include "report/figures.h"

#include <stdlib.h>

/* ---- Figures ---- */

struct booking {
    const struct xc_book_facts *book;
    struct xc_institution_book *out;
    struct xc_institution_row *by_target; /* by row of the register */
    struct xc_arena *arena;
    struct xc_error *error;
};

/* One visit's outcomes: they stand together. */
static void add_visit(struct xc_institution_row *row, const struct xc_outcome *rows,
                      size_t count, xc_date day) {
    enum xc_outcome_result worst = 0;
    bool check = false;
    for (size_t i = 0; i < count; i++) {
        bool open = xc_outcome_is_problem(&rows[i]) &&
                    (rows[i].closed_on == XC_NO_DATE || rows[i].closed_on > day);
        row->open += open;
        row->overdue +=
            open && rows[i].rectify_by != XC_NO_DATE && rows[i].rectify_by < day;
        check = check || xc_outcome_is_check(&rows[i]);
        worst =
            worst == 0 || xc_findings_gravity(rows[i].result) > xc_findings_gravity(worst)
                ? rows[i].result
                : worst;
    }
    if (!check) {
        return;
    }
    row->visits += xc_date_ymd(rows->date).year == xc_date_ymd(day).year;
    if (row->last == XC_NO_DATE || rows->date >= row->last) {
        row->last = rows->date;
        row->result = worst;
    }
}

static void add_outcomes(const struct booking *all) {
    const struct xc_book_facts *book = all->book;
    const struct xc_outcome *outcomes = book->outcomes;
    size_t end;
    for (size_t i = 0; i < book->outcome_count; i = end) {
        uint32_t target = xc_register_find_target(book->reg, outcomes[i].target);
        for (end = i + 1; end < book->outcome_count &&
                          xc_outcome_same(&outcomes[i], &outcomes[end]);) {
            end++;
        }
        if (target != XC_NO_ROW && outcomes[i].date <= book->facts->as_of) {
            add_visit(&all->by_target[target], &outcomes[i], end - i, book->facts->as_of);
        }
    }
}

static int add_points(const struct booking *all) {
    const struct xc_report_facts *facts = all->book->facts;
    int year = xc_date_ymd(facts->as_of).year;
    struct xc_points *points;
    size_t count;
    int rc = xc_points_sum(all->book->outcomes, all->book->outcome_count,
                           facts->programme->ladder, facts->as_of, all->arena, &points,
                           &count, all->error);
    for (size_t i = 0; i < count && rc == XC_OK; i++) {
        uint32_t target =
            points[i].is_doctor || points[i].year != year
                ? XC_NO_ROW
                : xc_register_find_target(all->book->reg, points[i].subject);
        if (target != XC_NO_ROW) {
            all->by_target[target].points = points[i].points;
        }
    }
    return rc;
}

/* Visits stand in the order of their days. */
static void add_next(const struct booking *all) {
    const struct xc_report_facts *facts = all->book->facts;
    for (uint32_t i = 0; i < facts->visit_count; i++) {
        const struct xc_report_visit *visit = &facts->visits[i];
        if (visit->date < facts->as_of || visit->status == XC_VISIT_DONE ||
            (visit->flags & XC_REPORT_HIDDEN)) {
            continue;
        }
        uint32_t target =
            xc_register_find_target(all->book->reg, facts->targets.id[visit->target]);
        if (target != XC_NO_ROW && all->by_target[target].next == XC_NO_ROW &&
            all->book->reg->targets.status[target] != XC_STATUS_CLOSED) {
            all->by_target[target].next = i;
        }
    }
}

static void count(struct xc_institution_counts *to,
                  const struct xc_institution_row *row) {
    to->institutions++;
    to->visited += row->visits > 0;
    to->with_open += row->open > 0;
    to->visits += row->visits;
    to->open += row->open;
    to->overdue += row->overdue;
    to->points += row->points;
}

static uint64_t place_of(const struct xc_register *reg, uint32_t area, uint32_t target) {
    return (uint64_t)area << 32 | (uint64_t)reg->targets.kind[target];
}

/* By area and kind; rows of a register stand in the order of ids. */
struct place {
    uint64_t area_and_kind;
    uint32_t target;
};

static int by_place(const void *left, const void *right) {
    const struct place *a = left, *b = right;
    if (a->area_and_kind != b->area_and_kind) {
        return a->area_and_kind < b->area_and_kind ? -1 : 1;
    }
    return (a->target > b->target) - (a->target < b->target);
}

static int put_in_order(const struct booking *all) {
    const struct xc_register *reg = all->book->reg;
    struct xc_institution_book *out = all->out;
    struct place *places = calloc(reg->targets.count + (size_t)1, sizeof *places);
    out->rows = xc_arena_array(all->arena, reg->targets.count, sizeof *out->rows);
    if (!places || !out->rows) {
        free(places);
        return xc_fail_memory(all->error);
    }
    for (uint32_t i = 0; i < reg->targets.count; i++) {
        places[i] = (struct place){place_of(reg, all->by_target[i].area, i), i};
    }
    qsort(places, reg->targets.count, sizeof *places, by_place);
    for (uint32_t i = 0; i < reg->targets.count; i++) {
        const struct xc_institution_row *row = &all->by_target[places[i].target];
        uint32_t area = row->area == XC_NO_ROW ? reg->areas.count : row->area;
        out->rows[out->row_count++] = *row;
        if (reg->targets.status[row->target] == XC_STATUS_CLOSED) {
            out->closed++;
            continue;
        }
        count(&out->total, row);
        count(&out->areas[area], row);
        count(&out->kinds[reg->targets.kind[row->target]], row);
    }
    free(places);
    return XC_OK;
}

int xc_institution_book(const struct xc_book_facts *book, struct xc_arena *arena,
                        struct xc_institution_book *out, struct xc_error *error) {
    const struct xc_register *reg = book->reg;
    uint32_t office = xc_register_find_area(reg, book->facts->office);
    struct booking all = {.book = book, .out = out, .arena = arena, .error = error};
    *out = (struct xc_institution_book){0};
    all.by_target = xc_arena_array(arena, reg->targets.count, sizeof *all.by_target);
    out->areas = xc_arena_array(arena, reg->areas.count + (size_t)1, sizeof *out->areas);
    if (!all.by_target || !out->areas) {
        return xc_fail_memory(error);
    }
    for (uint32_t i = 0; i < reg->targets.count; i++) {
        all.by_target[i] = (struct xc_institution_row){
            .target = i,
            .area = xc_register_area_below(reg, reg->targets.area[i], office),
            .last = reg->targets.last_visit[i],
            .next = XC_NO_ROW};
    }
    add_outcomes(&all);
    add_next(&all);
    int rc = add_points(&all);
    return rc == XC_OK ? put_in_order(&all) : rc;
}

/* ---- The document ---- */

static struct xc_str area_said(const struct xc_register *reg, uint32_t area,
                               struct xc_sheet *sheet) {
    if (area >= reg->areas.count) {
        return xc_str_from(xc_text(sheet->catalogue, XC_MSG("elsewhere")));
    }
    return xc_sheet_text(sheet, "%.*s (%.*s)",
                         XC_PRI(xc_register_text(reg, reg->areas.name[area])),
                         XC_PRI(xc_register_text(reg, reg->areas.code[area])));
}

enum { GROUP, INSTITUTIONS, VISITED, SHARE, CHECKS, WITH_OPEN, OPEN, LATE, LOST, GROUPS };

static void group_row(struct xc_str name, const struct xc_institution_counts *counts,
                      struct xc_sheet *sheet) {
    xc_sheet_row(sheet);
    xc_sheet_cell(sheet, GROUP, name);
    xc_sheet_number(sheet, INSTITUTIONS, counts->institutions);
    xc_sheet_number(sheet, VISITED, counts->visited);
    xc_sheet_rate(sheet, SHARE, counts->visited, counts->institutions);
    xc_sheet_number(sheet, CHECKS, counts->visits);
    xc_sheet_number(sheet, WITH_OPEN, counts->with_open);
    xc_sheet_number(sheet, OPEN, counts->open);
    xc_sheet_number(sheet, LATE, counts->overdue);
    xc_sheet_number(sheet, LOST, (uint64_t)counts->points);
}

static void group_part(const char *title, const char *group, struct xc_sheet *sheet) {
    const char *const ids[GROUPS] = {group,
                                     XC_MSG("institutions"),
                                     XC_MSG("visited in the year"),
                                     XC_MSG("per cent"),
                                     XC_MSG("checks in the year"),
                                     XC_MSG("with open problems"),
                                     XC_MSG("open problems"),
                                     XC_MSG("of these overdue"),
                                     XC_MSG("points")};
    xc_sheet_part(sheet, GROUPS, ((1u << GROUPS) - 1) & ~1u, "%s",
                  xc_text(sheet->catalogue, title));
    xc_sheet_heads(sheet, ids, GROUPS);
}

static void groups(const struct xc_book_facts *book, const struct xc_institution_book *of,
                   struct xc_sheet *sheet) {
    const struct xc_register *reg = book->reg;
    struct xc_str together = xc_str_from(xc_text(sheet->catalogue, XC_MSG("together")));
    group_part(XC_MSG("By area"), XC_MSG("area"), sheet);
    for (uint32_t i = 0; i <= reg->areas.count; i++) {
        if (of->areas[i].institutions > 0) {
            group_row(area_said(reg, i, sheet), &of->areas[i], sheet);
        }
    }
    group_row(together, &of->total, sheet);
    xc_sheet_sum(sheet);
    if (of->closed > 0) {
        xc_sheet_note(sheet, "Closed, listed below and not counted: %llu",
                      (unsigned long long)of->closed);
    }
    group_part(XC_MSG("By kind"), XC_MSG("kind"), sheet);
    for (unsigned i = 0; i < XC_KIND_COUNT; i++) {
        if (of->kinds[i].institutions > 0) {
            group_row(xc_figures_kind(i, sheet), &of->kinds[i], sheet);
        }
    }
    group_row(together, &of->total, sheet);
    xc_sheet_sum(sheet);
}

enum {
    NUMBER,
    NAME,
    KIND,
    LEVEL,
    AREA,
    STATUS,
    LAST,
    RESULT,
    VISITS,
    PROBLEMS,
    OVERDUE,
    POINTS,
    NEXT,
    COLUMNS
};

static void list_row(const struct xc_book_facts *book,
                     const struct xc_institution_row *row, struct xc_sheet *sheet) {
    const struct xc_register *reg = book->reg;
    const struct xc_targets *targets = &reg->targets;
    struct xc_str status =
        xc_str_from(xc_words_english(XC_WORDS_STATUS, targets->status[row->target]));
    xc_sheet_row(sheet);
    xc_sheet_cell(sheet, NUMBER, xc_register_text(reg, targets->id[row->target]));
    xc_sheet_cell(sheet, NAME, xc_register_text(reg, targets->name[row->target]));
    xc_sheet_cell(sheet, KIND, xc_figures_kind(targets->kind[row->target], sheet));
    xc_sheet_cell(sheet, LEVEL, xc_register_text(reg, targets->level[row->target]));
    xc_sheet_cell(sheet, AREA, area_said(reg, row->area, sheet));
    xc_sheet_cell(sheet, STATUS, xc_rules_word(status, sheet->catalogue));
    xc_sheet_date(sheet, LAST, row->last);
    if (row->result != 0) {
        xc_sheet_cell(sheet, RESULT, xc_figures_result(row->result, sheet));
    }
    xc_sheet_number(sheet, VISITS, row->visits);
    xc_sheet_number(sheet, PROBLEMS, row->open);
    xc_sheet_number(sheet, OVERDUE, row->overdue);
    xc_sheet_number(sheet, POINTS, (uint64_t)row->points);
    if (row->next != XC_NO_ROW) {
        xc_sheet_date(sheet, NEXT, book->facts->visits[row->next].date);
    }
}

void xc_institution_book_sheet(const struct xc_book_facts *book,
                               const struct xc_institution_book *of,
                               struct xc_sheet *sheet) {
    static const char *const ids[COLUMNS] = {
        XC_MSG("number"),        XC_MSG("name"),    XC_MSG("kind"),
        XC_MSG("level"),         XC_MSG("area"),    XC_MSG("status"),
        XC_MSG("last check"),    XC_MSG("result"),  XC_MSG("checks in the year"),
        XC_MSG("open problems"), XC_MSG("overdue"), XC_MSG("points"),
        XC_MSG("next visit")};
    xc_figures_start(book->facts, XC_MSG("Book of institutions"), sheet);
    sheet->landscape = true;
    groups(book, of, sheet);
    xc_sheet_part(sheet, COLUMNS,
                  1u << VISITS | 1u << PROBLEMS | 1u << OVERDUE | 1u << POINTS,
                  "Every institution");
    xc_sheet_heads(sheet, ids, COLUMNS);
    for (size_t i = 0; i < of->row_count; i++) {
        list_row(book, &of->rows[i], sheet);
    }
    if (book->facts->hidden > 0) {
        xc_sheet_note(sheet, "Visits whose embargo lasts are not among the next ones.");
    }
    xc_figures_sign(sheet);
}

/* ---- JSON ---- */

static json_t *counts_json(const struct xc_institution_counts *counts) {
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:I}", "institutions",
                     xc_figures_count_json(counts->institutions), "visited",
                     xc_figures_count_json(counts->visited), "with_open",
                     xc_figures_count_json(counts->with_open), "checks",
                     xc_figures_count_json(counts->visits), "open",
                     xc_figures_count_json(counts->open), "overdue",
                     xc_figures_count_json(counts->overdue), "points",
                     (json_int_t)counts->points);
}

static json_t *code_of(const struct xc_register *reg, uint32_t area) {
    return xc_json_text(area < reg->areas.count
                            ? xc_register_text(reg, reg->areas.code[area])
                            : XC_STR(""));
}

static json_t *row_json(const struct xc_book_facts *book,
                        const struct xc_institution_row *row) {
    const struct xc_register *reg = book->reg;
    const struct xc_targets *targets = &reg->targets;
    const struct xc_report_visit *next =
        row->next != XC_NO_ROW ? &book->facts->visits[row->next] : NULL;
    return json_pack(
        "{s:o, s:o, s:s, s:o, s:o, s:s, s:o, s:s, s:i, s:i, s:i, s:I, s:o, s:s}", "id",
        xc_json_text(xc_register_text(reg, targets->id[row->target])), "name",
        xc_json_text(xc_register_text(reg, targets->name[row->target])), "kind",
        xc_words_english(XC_WORDS_KIND, targets->kind[row->target]), "level",
        xc_json_text(xc_register_text(reg, targets->level[row->target])), "area",
        code_of(reg, row->area), "status",
        xc_words_english(XC_WORDS_STATUS, targets->status[row->target]), "last",
        xc_json_day(row->last), "result",
        row->result != 0 ? xc_outcome_word(row->result) : "", "checks", (int)row->visits,
        "open", (int)row->open, "overdue", (int)row->overdue, "points",
        (json_int_t)row->points, "next", xc_json_day(next ? next->date : XC_NO_DATE),
        "next_status",
        next ? xc_visit_status_word((enum xc_visit_status)next->status) : "");
}

json_t *xc_institution_book_json(const struct xc_book_facts *book,
                                 const struct xc_institution_book *of) {
    const struct xc_register *reg = book->reg;
    json_t *areas = json_array(), *kinds = json_array(), *list = json_array();
    for (uint32_t i = 0; i <= reg->areas.count; i++) {
        if (of->areas[i].institutions > 0) {
            json_t *one = counts_json(&of->areas[i]);
            json_object_set_new(one, "area", code_of(reg, i));
            json_array_append_new(areas, one);
        }
    }
    for (unsigned i = 0; i < XC_KIND_COUNT; i++) {
        if (of->kinds[i].institutions > 0) {
            json_t *one = counts_json(&of->kinds[i]);
            json_object_set_new(one, "kind",
                                json_string(xc_words_english(XC_WORDS_KIND, i)));
            json_array_append_new(kinds, one);
        }
    }
    for (size_t i = 0; i < of->row_count; i++) {
        json_array_append_new(list, row_json(book, &of->rows[i]));
    }
    return xc_figures_join(xc_figures_head_json(book->facts, "ledger-book"),
                           json_pack("{s:s, s:{s:o, s:o, s:o, s:o, s:o}}", "book",
                                     "institutions", "institutions", "total",
                                     counts_json(&of->total), "closed",
                                     xc_figures_count_json(of->closed), "areas", areas,
                                     "kinds", kinds, "list", list));
}
