/* Visits in answers: their words, and a visit as JSON. */
#ifndef XC_CLI_VISIT_TELL_H
#define XC_CLI_VISIT_TELL_H

#include "cli/cli.h"
#include "store/outcomes.h"
#include "workspace/load.h"

/* "张三, 李四": the people by name, in the arena of cli. */
struct xc_str xc_cli_people(struct xc_cli *cli, const struct xc_register *reg,
                            const struct xc_visit *visit);
struct xc_str xc_cli_target_name(const struct xc_register *reg, struct xc_str target);

/* The status of a word in either language; 0: unknown. */
enum xc_visit_status xc_cli_visit_status(struct xc_str word);

/* A visit to those who see all of it; a new object. */
json_t *xc_cli_visit_json(const struct xc_loaded *loaded, const struct xc_visit *visit);

/* The same to those who see that its people are busy then, and no more. */
json_t *xc_cli_busy_json(const struct xc_visit *visit);

/* What visits found, by visit: the worst result of each. In the arena of cli. */
struct xc_cli_result {
    struct xc_str visit;
    enum xc_outcome_result result;
};
struct xc_cli_results {
    struct xc_cli_result *rows;
    size_t count;
};
int xc_cli_results(struct xc_cli *cli, struct xc_cli_results *results,
                   struct xc_error *error);
enum xc_outcome_result xc_cli_result_of(const struct xc_cli_results *results,
                                        struct xc_str visit); /* 0: none */

#endif
