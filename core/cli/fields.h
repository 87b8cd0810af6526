/* What papers share on the command line: fields that are set by name, and lists of them.
 */
#ifndef XC_CLI_FIELDS_H
#define XC_CLI_FIELDS_H

#include "cli/cli.h"
#include "report/text_table.h"

/* Sets a field of a paper by its name. */
typedef int (*xc_fields_set)(void *paper, struct xc_str name, struct xc_str value,
                             struct xc_error *error);

/* All options given but --id; `-` in a name stands for `_`. XC_EUSAGE where one of the
 * needed ones (ends with NULL) is missing. */
int xc_fields_options(const struct xc_cli *cli, const char *const *needed,
                      xc_fields_set set, void *paper, struct xc_error *error);

/* All operands FIELD=VALUE behind the id. */
int xc_fields_operands(const struct xc_cli *cli, xc_fields_set set, void *paper,
                       struct xc_error *error);

/* --on DATE, or today. */
int xc_fields_on(const struct xc_cli *cli, xc_date today, xc_date *on,
                 struct xc_error *error);

/* Members of an object: null where there is no date. */
void xc_fields_text(json_t *json, const char *name, struct xc_str text);
void xc_fields_date(json_t *json, const char *name, xc_date date);
void xc_fields_amount(json_t *json, const char *name, int64_t fen);

/* The first row of a table, in cli's language. */
void xc_fields_titles(const struct xc_cli *cli, struct xc_text_table *table,
                      const char *const *titles, size_t count);

/* "1234.50" */
struct xc_str xc_fields_yuan(struct xc_arena *arena, int64_t fen);

/* The first characters of a text, for a cell of a table. */
struct xc_str xc_fields_short(struct xc_arena *arena, struct xc_str text);

#endif
