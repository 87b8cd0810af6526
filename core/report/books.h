/* The working books (台账) that an office keeps beside that of a month's visits: of its
 * leads, of its cases, of its institutions. They are about the whole office; a programme
 * gives them its ladder, its calendar and the visits to come. Who informed the office is
 * stored nowhere, so no book holds it. */
#ifndef XC_REPORT_BOOKS_H
#define XC_REPORT_BOOKS_H

#include "casework/cases.h"
#include "casework/leads.h"
#include "report/findings_figures.h"
#include "report/sheet.h"

enum xc_book {
    XC_BOOK_VISITS = 0, /* month_figures.h */
    XC_BOOK_LEADS,
    XC_BOOK_CASES,
    XC_BOOK_INSTITUTIONS,
    XC_BOOK_COUNT
};
const char *xc_book_word(enum xc_book book);    /* visits, leads … */
enum xc_book xc_book_parse(struct xc_str word); /* XC_BOOK_COUNT: none */

/* The same by what due items call them: ledger-book, lead-book … */
enum xc_book xc_book_due(struct xc_str what);

/* When a lead came how far, as its versions say; XC_NO_DATE: not, or not by itself. */
struct xc_lead_days {
    xc_date assigned, checked;
};

/* All of it as the end of the day knew it. */
struct xc_book_facts {
    const struct xc_report_facts *facts; /* the programme's */
    const struct xc_register *reg;
    const struct xc_lead *leads; /* by id */
    const struct xc_lead_days *lead_days;
    size_t lead_count;
    const struct xc_case *cases; /* by id */
    size_t case_count;
    const struct xc_outcome *outcomes; /* in force, of visits that the reader may know of;
                                          by target, date, visit */
    size_t outcome_count;
    const struct xc_outcome **by_visit; /* private */
    size_t by_visit_count;
};

/* Completes it, once all else is set: in the arena. */
int xc_book_index(struct xc_book_facts *book, struct xc_arena *arena,
                  struct xc_error *error);

/* ---- Leads ---- */

/* Whether the book of a month that begins on a day lists a lead: received in it, or
 * before and not answered before it. */
bool xc_lead_book_lists(const struct xc_lead *lead, xc_date from);

struct xc_lead_row {
    const struct xc_lead *lead;
    struct xc_str visit;           /* that checked it; empty: none, or a secret one */
    xc_date assigned, checked;     /* XC_NO_DATE: not, or on no known day */
    enum xc_outcome_result result; /* the worst of that visit; 0: none */
    bool answered, late;           /* late: not answered, and the day of reply is over */
};
/* carried + received = answered + open */
struct xc_lead_counts {
    uint64_t carried;  /* received before the month, and not answered before it */
    uint64_t received; /* in the month */
    uint64_t answered; /* in the month */
    uint64_t open;     /* not answered by the end of the day */
    uint64_t checked;  /* of these: checked */
    uint64_t late;     /* of these: the day of reply is over */
};
struct xc_lead_book {
    xc_date from, to;         /* the month, up to the day */
    struct xc_lead_row *rows; /* by the day they were received, then id */
    size_t row_count;
    struct xc_lead_counts total, sources[XC_LEAD_OTHER + 1];
};
int xc_lead_book(const struct xc_book_facts *book, struct xc_arena *arena,
                 struct xc_lead_book *out, struct xc_error *error);
void xc_lead_book_sheet(const struct xc_book_facts *book, const struct xc_lead_book *of,
                        struct xc_sheet *sheet);
json_t *xc_lead_book_json(const struct xc_book_facts *book,
                          const struct xc_lead_book *of);

/* ---- Cases ---- */

/* carried + opened = closed + open */
struct xc_case_book {
    xc_date from, to;
    const struct xc_case **rows; /* opened in the month, or before and not closed before
                                    it; by the day they were opened, then id */
    size_t row_count;
    uint64_t carried, opened, closed, open;
    uint64_t referred; /* in the month */
    int64_t amount;    /* of those opened in the month, in fen */
};
int xc_case_book(const struct xc_book_facts *book, struct xc_arena *arena,
                 struct xc_case_book *out, struct xc_error *error);
void xc_case_book_sheet(const struct xc_book_facts *book, const struct xc_case_book *of,
                        struct xc_sheet *sheet);
json_t *xc_case_book_json(const struct xc_book_facts *book,
                          const struct xc_case_book *of);

/* ---- Institutions ---- */

struct xc_institution_row {
    uint32_t target; /* row of the register */
    uint32_t area;   /* row of areas: directly below the office; XC_NO_ROW */
    xc_date last;    /* last check, the register's word included */
    enum xc_outcome_result result; /* the worst of that check; 0: nothing stored of it */
    uint32_t visits;               /* checks in the year of the day, each visit once */
    uint32_t open, overdue;        /* problems that are not put right */
    int64_t points;                /* lost in the year */
    uint32_t next;                 /* row of the facts' visits: the first one to come that
                                      the reader may see; XC_NO_ROW: none, or closed */
};
struct xc_institution_counts {
    uint64_t institutions; /* that are not closed */
    uint64_t visited;      /* of them: checked in the year */
    uint64_t with_open;    /* of them: with a problem that is open */
    uint64_t visits, open, overdue;
    int64_t points;
};
/* Every institution of the register, closed ones too; those are in no count. */
struct xc_institution_book {
    struct xc_institution_row *rows; /* by area, kind, id */
    size_t row_count;
    struct xc_institution_counts total, kinds[XC_KIND_COUNT];
    struct xc_institution_counts *areas; /* by row of areas; behind them: elsewhere */
    uint64_t closed;
};
int xc_institution_book(const struct xc_book_facts *book, struct xc_arena *arena,
                        struct xc_institution_book *out, struct xc_error *error);
void xc_institution_book_sheet(const struct xc_book_facts *book,
                               const struct xc_institution_book *of,
                               struct xc_sheet *sheet);
json_t *xc_institution_book_json(const struct xc_book_facts *book,
                                 const struct xc_institution_book *of);

/* ---- Private to core/report: what the books have in common ---- */

/* Its outcomes that the reader may know of; 0: none, or a visit that is secret or to
 * come. */
size_t xc_book_results(const struct xc_book_facts *book, struct xc_str visit,
                       const struct xc_outcome *const **outcomes);

/* The worst of some outcomes; 0: there are none. */
enum xc_outcome_result xc_book_worst(const struct xc_outcome *const *outcomes,
                                     size_t count);

/* "宜城卫生院 (320282001)"; the id alone where the register does not know it. */
struct xc_str xc_book_target(const struct xc_book_facts *book, struct xc_str target,
                             struct xc_sheet *sheet);
json_t *xc_book_target_json(const struct xc_book_facts *book, struct xc_str target);

#endif
