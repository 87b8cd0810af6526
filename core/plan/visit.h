/* A visit (检查任务): one inspection of one target, in the form that is stored, exported
 * and explained. Texts are borrowed from the register, the arena or the caller. */
#ifndef XC_PLAN_VISIT_H
#define XC_PLAN_VISIT_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/date.h"
#include "base/error.h"
#include "rules/may_see.h"
#include "rules/rules.h"

struct xc_visit_task { /* what the visit fulfils; the first one caused it */
    struct xc_str programme;
    struct xc_str stage;
    struct xc_str label; /* of the obligation */
    unsigned number;     /* 1… of the target's visits under that obligation */
};

struct xc_visit_person {
    struct xc_str person; /* id */
    enum xc_person_role seat;
};

struct xc_visit { /* a country has a million: no gaps between the fields */
    struct xc_str
        id; /* "v" and 12 characters; reveals nothing, stable for the visit's life */
    struct xc_visit_task *tasks;
    size_t task_count;
    struct xc_str target; /* id */
    xc_date date;
    xc_date end_date; /* last day, included */
    unsigned start;   /* minutes since midnight */
    unsigned end;     /* on end_date, pauses included */
    unsigned minutes; /* of work */
    bool pinned;
    bool alone;    /* its stage lets nothing join it (merge = false); not stored with
                      the visit */
    bool happened; /* date and people are those of its outcome, others were planned;
                      not stored with the visit */
    struct xc_str crew;
    struct xc_visit_person *people; /* in the order of seats */
    size_t person_count;
    enum xc_nature nature; /* 0: not known; caps count by nature */
    enum xc_visit_status status;
    unsigned sequence;        /* changes of date, time or place since it was published */
    unsigned revision;        /* rises with every stored change of it, also before it was
                                 published; not stored with the visit */
    xc_date planned;          /* with happened: the day that was planned */
    xc_instant changed;       /* the last real change */
    xc_instant embargo_until; /* XC_NO_INSTANT: none */
    struct xc_str reason;     /* of the last change by hand; may be empty */
};

/* One visit as canonical JSON on one line (keys sorted, integers and texts only), and
 * back. Reading checks every field; texts go to the arena. */
int xc_visit_write(const struct xc_visit *visit, struct xc_buffer *out);
int xc_visit_read(struct xc_str line, struct xc_arena *arena, struct xc_visit *visit,
                  struct xc_error *error);

/* True where all that is stored of both is the same, so that they are written alike. */
bool xc_visit_same(const struct xc_visit *a, const struct xc_visit *b);

/* Turns a planned visit into the one that took place: on another day (it keeps its
 * length), by other people (ids joined by commas; empty: as planned). Who was planned and
 * came keeps their seat, others take the free ones; more than there are seats sit with
 * the last one. What is in calendars changes at that instant. XC_ENOMEM. */
int xc_visit_happened(struct xc_visit *visit, xc_date date, struct xc_str people,
                      xc_instant at, struct xc_arena *arena);

/* True where both lie on the same days and have the same people in the same order. */
bool xc_visit_same_seats(const struct xc_visit *a, const struct xc_visit *b);

/* The id of a visit: 60 bits of HMAC-SHA-256(key, "xuncha-visit\n"
 * programme/label/target/number) in lower-case base 32 (0-9 a-v) after "v". */
enum { XC_VISIT_ID_BYTES = 14 };
int xc_visit_id(struct xc_str key, struct xc_str programme, struct xc_str label,
                struct xc_str target, unsigned number, char out[XC_VISIT_ID_BYTES],
                struct xc_error *error);

/* Order of exports: date, then id. */
int xc_visit_compare(const struct xc_visit *a, const struct xc_visit *b);

/* True where one of the visits, ascending by id, has this id. */
bool xc_visit_listed(const struct xc_visit *visits, size_t count, struct xc_str id);

#endif
