/* Numbers of papers (文号, 杭医保检通〔2027〕3号). Each is given once: a paper that is
 * printed again keeps its own, and no other paper ever has it, also where its visit was
 * cancelled. They are facts of the kind `number`, and so bound by the ledger. */
#ifndef XC_CASEWORK_PAPER_NUMBERS_H
#define XC_CASEWORK_PAPER_NUMBERS_H

#include "store/facts.h"

enum { XC_PAPER_NUMBER_PATTERN_BYTES = 120, XC_PAPER_NUMBER_MOST = 999999 };

/* Whether a pattern is one: a text with {year} once, {n} once and no other braces.
 * XC_EUSAGE says what is wrong; name: of the setting it is for. */
int xc_paper_number_check(struct xc_str name, struct xc_str pattern,
                          struct xc_error *error);

/* What was given to a paper, or skipped because it was given elsewhere. */
struct xc_paper_number {
    struct xc_str id;     /* of the fact: the paper as FORM/…, or skip/… */
    struct xc_str series; /* the pattern with its year */
    unsigned n, last;     /* last: skipped up to this one; 0: it is a paper's */
    struct xc_str reason; /* why it was skipped */
    xc_instant at;        /* when it was given */
};

/* All of an office, by id, in the arena. at, newest: as of xc_store_facts. */
int xc_paper_numbers_load(struct xc_store *store, struct xc_str office, xc_instant at,
                          struct xc_arena *arena, struct xc_paper_number **numbers,
                          size_t *count, uint64_t *newest, struct xc_error *error);

/* Puts them in order: by series, then n. */
void xc_paper_numbers_sort(struct xc_paper_number *numbers, size_t count);

/* Appends a number as it is printed. */
void xc_paper_number_write(struct xc_str series, unsigned n, struct xc_buffer *out);

/* The number of a paper, of numbers by id; or NULL. */
const struct xc_paper_number *xc_paper_number_of(const struct xc_paper_number *numbers,
                                                 size_t count, struct xc_str paper);

/* Papers to be numbered: ids in order, all in one series. */
struct xc_paper_numbering {
    struct xc_str pattern;
    int year;
    const struct xc_str *papers; /* FORM/… */
    size_t count;
};

/* Gives every paper that has none the next free number of its series: the one above the
 * highest given or skipped, and never one that reads like another series' number. */
int xc_paper_numbers_give(struct xc_store *store, struct xc_str office,
                          const struct xc_paper_numbering *numbering, xc_instant at,
                          struct xc_error *error);

/* Keeps from … to free of papers: they were given by hand. XC_ENO: one of them is a
 * paper's, or was skipped already; XC_EUSAGE: no numbers, or no reason. */
int xc_paper_numbers_skip(struct xc_store *store, struct xc_str office,
                          const struct xc_paper_numbering *numbering, unsigned from,
                          unsigned to, struct xc_str reason, xc_instant at,
                          struct xc_error *error);

#endif
