/* Roll-up (汇总): the figures that the offices directly below have handed in, summed with
 * their sources, and held against their own details. Pure: files come read
 * (figures_file.h).
 *
 * Of two files of an office the more trusted counts, of equally trusted ones the later
 * (made; then the digest of its bytes, so that the order of files never matters). A sum
 * says which offices are in it; rates are made of sums, never averaged. Figures that
 * contradict themselves are counted as they are, and named. */
#ifndef XC_REPORT_ROLLUP_FIGURES_H
#define XC_REPORT_ROLLUP_FIGURES_H

#include "report/figures_file.h"
#include "report/ranking_figures.h"

/* What a roll-up is of. Empty texts and XC_NO_DATE: as all files say, which must agree.
 */
struct xc_rollup_wanted {
    struct xc_str programme;
    xc_date as_of;
    struct xc_figures_span period; /* from XC_NO_DATE: as above */
};

struct xc_rollup_key { /* whose key may sign for an office */
    struct xc_str office, key;
};

struct xc_rollup_office {
    struct xc_str code, name;
    bool expected;
    size_t file; /* that counts; SIZE_MAX: has not reported */
};

enum xc_rollup_state {
    XC_ROLLUP_COUNTS = 1,
    XC_ROLLUP_REPLACED,   /* another file of the office counts */
    XC_ROLLUP_BROKEN,     /* from here on: refused */
    XC_ROLLUP_FOREIGN,    /* signed with a key that is not its office's */
    XC_ROLLUP_PROGRAMME,  /* of another programme */
    XC_ROLLUP_DAY,        /* of another day */
    XC_ROLLUP_PERIOD,     /* of another period */
    XC_ROLLUP_UNEXPECTED, /* its office does not report here */
    XC_ROLLUP_STATES
};
const char *xc_rollup_state_word(enum xc_rollup_state state);

enum { XC_ROLLUP_CONTRADICTIONS = 50 }; /* kept of a file; more are counted */
struct xc_contradiction {
    const struct xc_figures_row *row;
    size_t field;              /* of xc_rates_word */
    size_t whole;              /* that it is more than; XC_RATES_COUNTS: something else */
    struct xc_message message; /* what its figure contradicts, with the English words */
};

struct xc_rollup_file {
    struct xc_str path;
    struct xc_figures_file *figures;
    enum xc_rollup_state state;
    enum xc_figures_seal seal; /* by the keys */
    size_t replaced_by;        /* file */
    struct xc_contradiction *contradictions;
    size_t contradiction_count; /* of those that count: all found */
};

/* One line of sums. */
struct xc_rollup_sum {
    struct xc_figures_row row; /* what it is of, and the sums */
    uint32_t *offices;         /* rows of offices, ascending: where they come from */
    size_t office_count;
};

struct xc_rollup_half {
    struct xc_figures_span span;
    struct xc_ranked *rows; /* area: a row of offices */
    size_t count;
};

struct xc_rollup {
    struct xc_str office, office_name; /* above them; may be empty */
    int zone_minutes;                  /* east of UTC, in which instants are shown */
    struct xc_str programme, title;
    xc_date as_of;
    struct xc_figures_span period;
    bool keys_given, expected_given;
    struct xc_rollup_file *files; /* as given */
    size_t file_count;
    struct xc_rollup_office *offices; /* ascending by code: who is expected, or counts */
    size_t office_count;
    size_t reported, missing, refused, contradictions;
    struct xc_rollup_sum *sums; /* total, period, kinds, months, as rows of a file */
    size_t sum_count;
    struct xc_rollup_sum seals[XC_FIGURES_SEALS]; /* of the total, by trust */
    struct xc_rollup_half *halves;                /* by time */
    size_t half_count;
};

/* What goes in. expected: rows of which only code and name are set, ascending by code;
 * NULL: nobody said who reports. */
struct xc_rollup_input {
    const struct xc_rollup_wanted *wanted;
    const struct xc_rollup_key *keys; /* NULL: nobody said whose they are */
    size_t key_count;
    const struct xc_rollup_office *expected;
    size_t expected_count;
    struct xc_rollup_file *files; /* path and figures set; filled in */
    size_t file_count;
};

/* XC_EUSAGE: files disagree on what is not wanted by name. */
int xc_rollup_make(const struct xc_rollup_input *input, struct xc_arena *arena,
                   struct xc_rollup *rollup, struct xc_error *error);

/* What a file says against itself, at most XC_ROLLUP_CONTRADICTIONS into the arena;
 * *count: all. */
int xc_rollup_contradictions(const struct xc_figures_file *file, struct xc_arena *arena,
                             struct xc_contradiction **found, size_t *count,
                             struct xc_error *error);

/* Adds to the files that count what they say against each other: an area with targets
 * that two offices count, or that hands in figures of its own. */
int xc_rollup_overlaps(struct xc_rollup *rollup, struct xc_arena *arena,
                       struct xc_error *error);

#endif
