/* Writing the data of forms. Private to core/publish. */
#ifndef XC_PUBLISH_FORM_DATA_H
#define XC_PUBLISH_FORM_DATA_H

#include "publish/form_gather.h"
#include "publish/found.h"
#include "publish/visit_checks.h"
#include "workspace/load.h"

struct xc_form_work {
    struct xc_session session; /* of the day asked for */
    xc_instant now;            /* when it is asked for */
    xc_date day;
    const struct xc_form_options *options;
    struct xc_loaded loaded;
    const struct xc_loaded_plan *plan;
    struct xc_found found;
    struct xc_checklists lists;
    struct xc_arena *arena;
    struct xc_buffer text; /* of the value being made */
    json_t *documents;
    struct xc_error *error;
};

/* Set a member of a document. Words are shown in the reader's language; a day has its
 * members NAME (ISO 8601) and NAME_text (as people write it). */
void xc_form_put(json_t *document, const char *name, struct xc_str value);
void xc_form_put_word(const struct xc_form_work *work, json_t *document, const char *name,
                      const char *id);
void xc_form_put_date(struct xc_form_work *work, json_t *document, const char *name,
                      xc_date date);

/* {"id","name","unit","seat","certificate",…} of a person in a seat. */
json_t *xc_form_person(struct xc_form_work *work, const struct xc_visit_person *person);

/* A visit with its target, people, items and what it found; a new reference. */
json_t *xc_form_visit(struct xc_form_work *work, const struct xc_visit *visit);

/* Whether one of its results is a problem. */
bool xc_form_has_problem(const struct xc_form_work *work, const struct xc_visit *visit);

/* The programme's draws, one document each. */
int xc_form_draws(struct xc_form_work *work);

/* The plan as a whole, one document. */
int xc_form_plan(struct xc_form_work *work);

/* Sets paper_number of every document; papers that are issued and have none are given
 * theirs, of the day's year. */
int xc_form_numbers(struct xc_form_work *work, xc_date day);

#endif
