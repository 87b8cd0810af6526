#include "publish/day.h"

#include "workspace/clock.h"

int xc_day_close(struct xc_session *session, struct xc_str programme, xc_date *as_of,
                 int *offset, struct xc_error *error) {
    *offset = xc_clock_programme(session, programme);
    xc_date today = xc_instant_date(session->now, *offset, NULL);
    if (*as_of != XC_NO_DATE && *as_of > today) {
        char day[11], now[11];
        xc_date_format(*as_of, day);
        xc_date_format(today, now);
        return xc_fail(error, XC_EUSAGE, "--as-of: %s is still to come, today is %s", day,
                       now);
    }
    *as_of = *as_of == XC_NO_DATE ? today : *as_of;
    if (*as_of < today) {
        session->now = xc_instant_make(*as_of + 1, 0, *offset) - 1;
        session->past = true;
    }
    return XC_OK;
}
