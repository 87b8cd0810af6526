/* What followed from what: every problem that was found, and every grave lead, has its
 * visit in its days, by others than those who found it. */
#include "simulate.h"

void judge_causes(struct year *year) {
    (void)year;
}
