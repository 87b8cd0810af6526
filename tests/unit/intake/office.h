/* An office with a register of three targets and seven people, and nothing else stored.
 */
#ifndef XC_TESTS_INTAKE_OFFICE_H
#define XC_TESTS_INTAKE_OFFICE_H

#include "../store/workspace.h"

#include "workspace/session.h"

static const struct xc_str office = XC_STR_INIT("32");

static inline struct xc_session office_open(struct workspace *workspace) {
    struct xc_error error = {0};
    int64_t number;
    struct xc_register *reg = test_register(3, 7, 0);
    test_ok(xc_store_save_register(workspace->store, office, reg, 0, TEST_AT,
                                   XC_STR("targets"), &number, NULL, &error),
            &error);
    xc_register_free(reg);
    return (struct xc_session){
        .store = workspace->store, .office = office, .now = TEST_AT, .language = "en"};
}

#endif
