#include "cli/command.h"

#include "cli/actor.h"
#include "cli/progress_bar.h"
#include "programme/explain.h"

int xc_command_explain(struct xc_cli *cli, struct xc_error *error) {
    enum xc_viewer_role role;
    int rc = xc_cli_role(cli, &role, error);
    if (rc == XC_OK) {
        rc = xc_cli_open_office(cli, error);
    }
    if (rc == XC_OK) {
        rc = xc_explain_subject(&cli->session, xc_str_from(cli->args.operands[0]),
                                role ? role : XC_VIEWER_PLANNER, xc_actor_person(cli),
                                &cli->out, error);
        xc_progress_bar_clear(&cli->progress);
    }
    return rc;
}
