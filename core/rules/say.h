/* Sentences out of phrases, in the catalogue's language. Private to core/rules.
 *
 * A phrase is an English format whose only conversions are %s; a translation may reorder
 * them with %1$s. Unlike a captured message it has no limit of length, because a
 * selection or a list of zones must never be cut. Results live in the arena. */
#ifndef XC_RULES_SAY_H
#define XC_RULES_SAY_H

#include "rules/rules.h"

enum { XC_SAY_PARTS = 8 };

struct xc_say {
    const struct xc_catalogue *catalogue; /* NULL: English */
    struct xc_arena *arena;
    struct xc_buffer *out;
    bool failed; /* no memory; sticks */
};

/* The phrase with count texts (struct xc_str each, at most XC_SAY_PARTS) in its places.
 */
struct xc_str xc_say(struct xc_say *say, const char *id, unsigned count, ...);

/* Writes a text as a line of its own, the lower its rank the further in. */
void xc_say_heading(struct xc_say *say, struct xc_str text);
void xc_say_line(struct xc_say *say, struct xc_str text);
void xc_say_detail(struct xc_say *say, struct xc_str text);
void xc_say_gap(struct xc_say *say); /* an empty line before the next paragraph */

struct xc_str xc_say_number(struct xc_say *say, int64_t number);
struct xc_str xc_say_date(struct xc_say *say, xc_date date);
struct xc_str xc_say_time(struct xc_say *say, unsigned minutes);

/* "1.5" or "3/2" where no short decimal is exact; with percent "5 %". */
struct xc_str xc_say_fraction(struct xc_say *say, struct xc_fraction fraction,
                              bool percent);

/* "a, b and c" or "a, b or c". */
enum xc_say_last { XC_SAY_AND, XC_SAY_OR };
struct xc_str xc_say_join(struct xc_say *say, const struct xc_str *items, size_t count,
                          enum xc_say_last last);

/* month, quarter, half-year, year. */
struct xc_str xc_say_period(struct xc_say *say, enum xc_period period);

/* A word of a register's vocabulary, and a column's name; what is unknown stays as it is.
 */
struct xc_str xc_say_word(struct xc_say *say, struct xc_str word);
struct xc_str xc_say_field(struct xc_say *say, struct xc_str field);

/* Where a lead comes from, or to whom a case is referred; any other text stays as it is.
 */
struct xc_str xc_say_source(struct xc_say *say, struct xc_str word);

/* A selection in the plural without an article: "targets whose status is active". */
struct xc_str xc_say_selection(struct xc_say *say, const struct xc_selection *selection);

/* The parts of a programme, each its own paragraphs. */
void xc_say_draw(struct xc_say *say, const struct xc_draw_rule *draw);
void xc_say_causes(struct xc_say *say, const struct xc_obligation *obligation,
                   struct xc_str who);
void xc_say_review(struct xc_say *say, const struct xc_review_rule *review);
void xc_say_due_since(struct xc_say *say, const struct xc_due_item_rule *due,
                      struct xc_str name, struct xc_str what);
void xc_say_ladder(struct xc_say *say, const struct xc_programme *programme);
void xc_say_crews(struct xc_say *say, const struct xc_obligation *obligation);
void xc_say_obligation(struct xc_say *say, const struct xc_programme *programme,
                       const struct xc_obligation *obligation);
void xc_say_params(struct xc_say *say, const struct xc_programme *programme);
void xc_say_dues(struct xc_say *say, const struct xc_programme *programme);
void xc_say_milestones(struct xc_say *say, const struct xc_programme *programme);
void xc_say_phases(struct xc_say *say, const struct xc_programme *programme);

/* What is owed by that word of a due rule, for the catalogue; NULL: no known word. */
const char *xc_say_due_name(struct xc_str what);
/* What people call the items of a due rule: its title, else what is owed by it. */
struct xc_str xc_say_due_title(const struct xc_due_item_rule *rule,
                               const struct xc_catalogue *catalogue);

#endif
