/* What would be enough to close a shortage, tried by counting again. */
#include "plan/proof_internal.h"

int xc_cures_run(const struct xc_network *net, uint32_t first, struct xc_error *error) {
    (void)net;
    (void)first;
    (void)error;
    return XC_OK;
}

void xc_plan_cure_say(const struct xc_plan_cure *cure, struct xc_message *message) {
    switch (cure->kind) {
    case XC_CURE_CREWS:
        if (cure->number == 1)
            xc_message_set(message, "1 more crew would be enough.");
        else
            xc_message_set(message, "%u more crews would be enough.", cure->number);
        return;
    case XC_CURE_DAYS:
        if (cure->number == 1)
            xc_message_set(message, "1 more working day would be enough.");
        else
            xc_message_set(message, "%u more working days would be enough.",
                           cure->number);
        return;
    case XC_CURE_SATURDAYS:
        if (cure->number == 1)
            xc_message_set(message, "1 Saturday worked by all of them would be enough.");
        else
            xc_message_set(message, "%u Saturdays worked by all of them would be enough.",
                           cure->number);
        return;
    case XC_CURE_RELATION:
        xc_message_set(message,
                       "it would be enough if %.*s were not barred from %.*s (回避).",
                       XC_PRI(cure->person), XC_PRI(cure->target));
        return;
    case XC_CURE_LIMIT:
        xc_message_set(message, "it would be enough if %.*s had no limit of visits.",
                       XC_PRI(cure->person));
        return;
    }
}
