/* Only the worker, so that tests need no whole program. */
#include "policy/policy.h"

#include <string.h>

int main(int count, char **arguments) {
    if (count == 2 && strcmp(arguments[1], "--worker") == 0)
        xc_policy_worker_main();
    return 2;
}
