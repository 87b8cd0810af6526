/* The words of a command line, sorted into options and operands by a table. */
#ifndef XC_CLI_ARGS_H
#define XC_CLI_ARGS_H

#include "base/date.h"
#include "base/error.h"

enum { XC_ARGS_OPTIONS = 64 };

struct xc_option {
    const char *name;  /* without the dashes */
    const char *value; /* what stands behind it, in help texts; NULL: a flag */
    const char *help;  /* gettext id */
    char letter;       /* short form, or 0 */
};

struct xc_args {
    struct {
        const char *name;
        const char *value; /* NULL for flags */
    } given[XC_ARGS_OPTIONS];
    size_t given_count;
    const char **operands; /* into argv */
    size_t operand_count;
};

/* Reads argv[0…count) with up to two tables of options (each ends with name NULL; either
 * may be NULL). stop_early: ends at the first operand, which becomes operands[0] with all
 * that follow. XC_EUSAGE: unknown option (with a suggestion), missing value. argv may be
 * permuted. */
int xc_args_parse(int count, char **argv, const struct xc_option *first,
                  const struct xc_option *second, bool stop_early, struct xc_args *args,
                  struct xc_error *error);

/* The value of the last option of that name, NULL where it was not given. */
const char *xc_args_value(const struct xc_args *args, const char *name);
bool xc_args_flag(const struct xc_args *args, const char *name);

/* A date option: XC_NO_DATE where it was not given. */
int xc_args_date(const struct xc_args *args, const char *name, xc_date *date,
                 struct xc_error *error);

/* "A..B", "A..", "..B". */
int xc_args_window(const struct xc_args *args, const char *name, xc_date *from,
                   xc_date *to, struct xc_error *error);

#endif
