/* Drafts of what is due: from its draft day on, every report that an office owes lies
 * ready as DOCX and XLSX, to be completed, signed and sent. */
#ifndef XC_PUBLISH_DRAFTS_H
#define XC_PUBLISH_DRAFTS_H

#include "base/digest.h"
#include "report/due_figures.h"
#include "workspace/session.h"

/* What whoever drafts day by day remembers between the days. Files are named by their
 * path below the folder, items by PROGRAMME/ID. */
struct xc_draft_memory {
    /* The digest of a file as it was written last; false: it never was. */
    bool (*wrote)(void *context, struct xc_str file, struct xc_digest *digest);
    int (*write)(void *context, struct xc_str file, const struct xc_digest *digest,
                 struct xc_error *error);
    /* An item whose day is over was drafted after it: there is nothing left to do. */
    bool (*settled)(void *context, struct xc_str item);
    int (*settle)(void *context, struct xc_str item, struct xc_error *error);
    void *context;
};

struct xc_draft_options {
    const char *folder;      /* made where it is missing */
    struct xc_str programme; /* empty: all of the office, each in a folder of its own */
    xc_date on;              /* XC_NO_DATE: today */
    bool replace;            /* writes anew what somebody changed */
    /* Lets what lies there as it was written be written anew, and leaves settled items
     * out; NULL: whatever lies there is kept. */
    const struct xc_draft_memory *memory;
};

enum xc_draft_fate {
    XC_DRAFT_WRITTEN = 1,
    XC_DRAFT_SAME, /* it lay there already, the same */
    XC_DRAFT_KEPT, /* another one lies there: of another day, or somebody worked on it */
};

struct xc_draft_file {
    struct xc_str path;
    enum xc_draft_fate fate;
};
enum { XC_DRAFT_FILES = 4 }; /* DOCX and XLSX, of the report and of what goes with it */

/* An item that is owed, near or over its day, and has not come in. */
struct xc_draft {
    struct xc_str programme, id, title, what;
    struct xc_str from, to, subject;
    xc_date date, draft_from;
    enum xc_due_state state; /* draft, today, missing */
    struct xc_draft_file files[XC_DRAFT_FILES];
    size_t file_count; /* 0: others write it, they are to be chased; or it is settled */
    bool settled;
    struct xc_draft *next;
};

struct xc_drafts {
    struct xc_draft *first, *last;   /* by programme, then day, hour and id */
    size_t files[XC_DRAFT_KEPT + 1]; /* by what became of them */
    size_t chase;                    /* items without files */
    struct xc_arena *arena;          /* private */
};

/* Whether the office itself writes the report of an item. Reports that institutions owe,
 * or each area, are theirs to write. */
bool xc_draft_is_ours(const struct xc_due_item *item);

/* Writes the drafts of a day, as the end of that day knew it. A report whose day is over
 * is about what was known on its day. XC_ENO: there was no plan; XC_EUSAGE: a day to
 * come. Free also after a failure, which may leave files behind, each of them whole. */
int xc_drafts_write(const struct xc_session *session,
                    const struct xc_draft_options *options, struct xc_drafts *drafts,
                    struct xc_error *error);
void xc_drafts_free(struct xc_drafts *drafts);

/* written, same, kept */
const char *xc_draft_fate_word(enum xc_draft_fate fate);

#endif
