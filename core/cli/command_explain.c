#include "cli/command.h"

#include "cli/actor.h"
#include "cli/progress_bar.h"
#include "cli/sentences.h"
#include "programme/explain.h"

int xc_command_explain(struct xc_cli *cli, struct xc_error *error) {
    struct xc_str subject = xc_str_from(cli->args.operands[0]);
    struct xc_buffer text = xc_buffer_make((size_t)256 << 20);
    enum xc_viewer_role role;
    int rc = xc_cli_role(cli, &role, error);
    if (rc == XC_OK) {
        rc = xc_cli_open_office(cli, error);
    }
    if (rc == XC_OK) {
        rc = xc_explain_subject(&cli->session, subject, role ? role : XC_VIEWER_PLANNER,
                                xc_actor_person(cli), cli->json, &text, error);
        xc_progress_bar_clear(&cli->progress);
    }
    if (rc == XC_OK && cli->json) {
        rc = xc_cli_json(cli,
                         json_pack("{s:o, s:o}", "subject", xc_json_text(subject),
                                   "sentences",
                                   xc_sentences_topics(xc_buffer_view(&text))),
                         error);
    } else {
        xc_buffer_add(&cli->out, xc_buffer_view(&text));
    }
    xc_buffer_free(&text);
    return rc;
}
