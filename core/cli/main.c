#include "cli/cli.h"
#include "policy/policy.h"

#include <string.h>

int main(int argc, char **argv) {
    if (argc == 2 && strcmp(argv[1], "--worker") == 0) {
        xc_policy_worker_main();
    }
    return xc_cli_main(argc, argv);
}
