/* Ids, words, times and sources of a record as people say them. Private to core/report.
 */
#ifndef XC_REPORT_RECORD_PAGE_WORDS_H
#define XC_REPORT_RECORD_PAGE_WORDS_H

#include "draw/urn.h"
#include "register/json.h"
#include "report/html.h"
#include "report/record_page.h"

struct xc_record_page_work {
    struct xc_html html;
    const struct xc_record_page *page;
    struct xc_urn urn;
};

/* What people call an id, with the id behind it; the id alone where it has no name. */
void xc_record_page_id(struct xc_record_page_work *w, struct xc_str id);

/* A stratum: an area's name, or the word for a kind, a level … Briefly: for a list whose
 * strata were named in full before, its name or word in the language that leads. */
void xc_record_page_stratum(struct xc_record_page_work *w, struct xc_str stratum);
void xc_record_page_stratum_briefly(struct xc_record_page_work *w, struct xc_str stratum);

/* A kind of seat: a role, and a number where there are several of it. */
void xc_record_page_seat(struct xc_record_page_work *w, struct xc_str kind);

/* A flag of the rules, and the reason of a substitution. What the office made up itself
 * stays as it is. */
void xc_record_page_word(struct xc_record_page_work *w, struct xc_str word);

/* A time as the ledger writes it, by the office's clock. */
struct xc_record_page_time {
    char text[XC_INSTANT_SHOWN];
};
struct xc_record_page_time xc_record_page_time(const struct xc_record_page_work *w,
                                               struct xc_str time);

/* A table of facts, still open: each source, when it was due, its value; the code of a
 * sealed draw, and the seed. */
void xc_record_page_sources(struct xc_record_page_work *w,
                            const struct xc_beacon_name *names,
                            const struct xc_beacon *beacons, size_t count,
                            struct xc_str code, const json_t *result);

/* Sections: the rules of the draw in words, and as they were committed to; what came out;
 * who came in later, where somebody did. */
void xc_record_page_rules(struct xc_record_page_work *w);
void xc_record_page_result(struct xc_record_page_work *w);
void xc_record_page_subs(struct xc_record_page_work *w);

#endif
