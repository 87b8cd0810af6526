/* What leads and cases have in common on the command line: both come in at the desk, are
 * listed, added, changed and closed. */
#ifndef XC_CLI_DOCKET_H
#define XC_CLI_DOCKET_H

#include "cli/cli.h"
#include "cli/fields.h"
#include "intake/desk.h"
#include "report/text_table.h"

/* One of the two kinds. A paper is a struct xc_lead or a struct xc_case. */
struct xc_docket {
    const char *list; /* its name in JSON */
    const char *const *titles;
    size_t columns;
    uint32_t numbers; /* columns that are flushed right, as bits */

    size_t (*count)(const struct xc_desk *desk);
    const void *(*at)(const struct xc_desk *desk, size_t i);
    struct xc_str (*target)(const void *paper);
    bool (*is_open)(const void *paper, xc_date today);
    bool (*is_late)(const void *paper, xc_date today); /* NULL: none ever is */
    json_t *(*json)(const void *paper, xc_date today); /* a new object */
    void (*row)(struct xc_cli *cli, struct xc_text_table *table, const void *paper,
                struct xc_str target_name);
    void (*say_counts)(struct xc_cli *cli, size_t listed, size_t open, size_t late);
    int (*take)(struct xc_desk *desk, void *paper, const char **field,
                struct xc_error *error);
    void (*say_stored)(struct xc_cli *cli, const void *paper);
};

/* Opens the office and its desk. Owned by the caller; NULL after a failure. */
int xc_docket_open(struct xc_cli *cli, struct xc_desk **desk, struct xc_error *error);

/* The papers that --open and --target leave. */
int xc_docket_list(struct xc_cli *cli, const struct xc_docket *docket,
                   struct xc_error *error);

/* Takes a paper, stores it, and says so. */
int xc_docket_keep(struct xc_cli *cli, const struct xc_docket *docket,
                   struct xc_desk *desk, void *paper, struct xc_error *error);

#endif
