/* Texts by their numbers, found by hash: a plan names its targets and people millions of
 * times. Private to report_*.c. */
#ifndef XC_PUBLISH_REPORT_INDEX_H
#define XC_PUBLISH_REPORT_INDEX_H

#include "base/str.h"

/* Start with {0}. Texts are borrowed. */
struct xc_report_index {
    struct xc_str *texts; /* by number, in the order of adding; owned */
    size_t count, room;
    struct xc_report_slot {
        uint32_t hash, number; /* number + 1; 0: free */
    } * slots;                 /* owned */
    size_t slot_count;
    struct xc_report_seen { /* the same text at the same place is the same text */
        struct xc_str text;
        uint32_t number;
    } * seen; /* by its address; owned */
};
void xc_report_index_free(struct xc_report_index *index);

/* The text's number, a new one where it was not there; UINT32_MAX: no memory. */
uint32_t xc_report_index_add(struct xc_report_index *index, struct xc_str text);

/* UINT32_MAX: not there. */
uint32_t xc_report_index_find(const struct xc_report_index *index, struct xc_str text);

/* Sorts the texts (after that nothing is found any more); the new numbers by the old
 * ones, owned by the caller, NULL: no memory. */
uint32_t *xc_report_index_sort(struct xc_report_index *index);

#endif
