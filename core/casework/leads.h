/* Leads (线索): what points at a target and wants an answer: complaints, hits of a
 * screening, press, changes in the register. The informant is never stored: not a column,
 * not a field, and a summary that looks like one (a mobile or identity number) is refused
 * (医疗保障基金使用监督管理条例 art. 35 protects informants). */
#ifndef XC_CASEWORK_LEADS_H
#define XC_CASEWORK_LEADS_H

#include "store/facts.h"

enum xc_lead_source {
    XC_LEAD_PLAN = 1,
    XC_LEAD_COMPLAINT,
    XC_LEAD_SCREENING,
    XC_LEAD_MEDIA,
    XC_LEAD_REGISTER,
    XC_LEAD_OTHER
};
enum xc_lead_state {
    XC_LEAD_RECEIVED = 1,
    XC_LEAD_ASSIGNED, /* somebody answers for it */
    XC_LEAD_CHECKED,  /* an outcome of a visit that it caused is in */
    XC_LEAD_ANSWERED, /* to whoever gave it; or closed with a reason */
};
const char *xc_lead_source_word(enum xc_lead_source source);
const char *xc_lead_source_chinese(enum xc_lead_source source);
enum xc_lead_source xc_lead_source_parse(struct xc_str word); /* either; 0: unknown */
const char *xc_lead_state_word(enum xc_lead_state state);
const char *xc_lead_state_chinese(enum xc_lead_state state);
enum xc_lead_state xc_lead_state_parse(struct xc_str word);

struct xc_lead {
    struct xc_str id;
    struct xc_str target; /* id */
    xc_date date;         /* received */
    enum xc_lead_source source;
    unsigned severity; /* 1 (slight) … 5 (grave) */
    struct xc_str summary;
    enum xc_lead_state state;
    struct xc_str assigned; /* department or person; may be empty */
    xc_date reply_due;      /* XC_NO_DATE: none */
    struct xc_str visit;    /* that checked it; may be empty */
    struct xc_str answer;   /* what was answered, or why it is closed; may be empty */
    xc_date answered_on;    /* XC_NO_DATE: not yet, or not known */
    uint64_t entry, first_entry; /* of the ledger; set by reading */
};

/* A text names somebody by number: it holds what looks like a mobile or an identity
 * number of the mainland. except: an id that is none (may be empty). */
bool xc_lead_names_somebody(struct xc_str text, struct xc_str except);

/* Open: neither checked nor answered. */
bool xc_lead_is_open(const struct xc_lead *lead);

/* Checks a lead by itself and against the one in force with its id (NULL: none): states
 * only go forward (received → assigned → checked → answered, steps may be skipped), the
 * target and the day stay. Assigned needs somebody, answering an answer. XC_EINPUT,
 * *field: the name of the column that is refused. */
int xc_lead_check(const struct xc_lead *lead, const struct xc_lead *before,
                  const char **field, struct xc_error *error);

/* Sets a column by its English or Chinese name from what people write: dates as offices
 * have them, words of either language, nothing or `-` to clear it. XC_EUSAGE: no such
 * column; XC_EINPUT: not such a value. Texts are borrowed. */
int xc_lead_set(struct xc_lead *lead, struct xc_str name, struct xc_str value,
                struct xc_error *error);

/* The fact of a lead that was checked, in the arena; and back: texts lie in the fact's
 * body or in the arena. XC_EENV: the body is damaged. */
int xc_lead_fact(const struct xc_lead *lead, struct xc_arena *arena, struct xc_fact *fact,
                 struct xc_error *error);
int xc_lead_read(const struct xc_fact *fact, struct xc_arena *arena, struct xc_lead *lead,
                 struct xc_error *error);

/* All in force at an instant, by id. */
int xc_leads_load(struct xc_store *store, struct xc_str office, xc_instant at,
                  struct xc_arena *arena, struct xc_lead **leads, size_t *count,
                  uint64_t *newest, struct xc_error *error);

#endif
