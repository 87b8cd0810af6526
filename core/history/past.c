#include "history/past.h"

#include "calendar/feed.h"

static int number_at(const struct xc_past *past, xc_instant at, int64_t *number,
                     struct xc_error *error) {
    const struct xc_session *session = &past->happened->session;
    return xc_store_register_at(session->store, session->office,
                                past->happened->programme->id, at, number, error);
}

static int reg_of(void *context, xc_date day, const struct xc_register **reg,
                  struct xc_error *error) {
    struct xc_past *past = context;
    const struct xc_happened *happened = past->happened;
    int64_t number;
    *reg = NULL;
    if (!happened->session.store || day >= happened->today) {
        return XC_OK;
    }
    int rc =
        number_at(past, xc_instant_make(day + 1, 0, past->offset) - 1, &number, error);
    if (rc == XC_OK && past->today == 0) {
        rc = number_at(past, happened->at, &past->today, error);
    }
    if (rc != XC_OK || number == 0 || number == past->today) {
        return rc;
    }
    if (number != past->at_hand) {
        xc_register_free(past->reg);
        past->reg = NULL;
        past->at_hand = 0;
        rc =
            xc_store_load_register(happened->session.store, happened->session.office,
                                   number, &past->reg, happened->session.progress, error);
        past->at_hand = rc == XC_OK ? number : 0;
    }
    *reg = past->reg;
    return rc;
}

void xc_past_open(const struct xc_happened *happened, struct xc_past *past) {
    *past = (struct xc_past){.happened = happened};
    past->registers = (struct xc_due_past){reg_of, past};
    if (!xc_zone_known(happened->programme->zone, &past->offset)) {
        past->offset = 0; /* whoever loaded what happened has refused it */
    }
}

void xc_past_close(struct xc_past *past) {
    xc_register_free(past->reg);
    past->reg = NULL;
}
