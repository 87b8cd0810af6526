#include "cli/command.h"

#include "cli/progress_bar.h"
#include "programme/moves.h"
#include "workspace/plan_summary.h"

/* What plan.json says beside the visits, as the plan is now, and what was counted. */
static json_t *replan_json(const struct xc_cli *cli, const struct xc_replan *replan) {
    struct xc_buffer text = xc_buffer_make((size_t)512 << 20);
    struct xc_error error = {0};
    const struct xc_plan_head *head = &replan->loaded.plans[0].head;
    char day[11];
    json_t *json = NULL;
    xc_date_format(replan->as_of, day);
    if (xc_plan_summary_write(replan->plan, &text, &error) == XC_OK) {
        json = json_loadb(text.ptr, text.len, 0, NULL);
    }
    if (json && xc_plan_summary_tell(json, cli->catalogue) != XC_OK) {
        json_decref(json);
        json = NULL;
    }
    if (json) {
        json_object_set_new(json, "programme", xc_json_text(head->programme));
        json_object_set_new(json, "number", json_integer((json_int_t)head->number));
        json_object_set_new(json, "as_of", json_string(day));
        json_object_set_new(json, "randomness",
                            json_string(replan->draws.local   ? "local"
                                        : replan->draws.count ? "public"
                                                              : ""));
        json_object_set_new(json, "stored", json_boolean(replan->stored));
        json_object_set_new(json, "changes",
                            json_pack("{s:I, s:I, s:I, s:I}", "ahead",
                                      (json_int_t)replan->ahead, "added",
                                      (json_int_t)replan->added, "cancelled",
                                      (json_int_t)replan->cancelled, "removed",
                                      (json_int_t)replan->removed));
    }
    xc_buffer_free(&text);
    return json;
}

static int print_replan(struct xc_cli *cli, const struct xc_replan *replan,
                        struct xc_error *error) {
    if (cli->json) {
        return xc_cli_json(cli, replan_json(cli, replan), error);
    }
    if (replan->draws.local) {
        xc_cli_say(cli, "Drawn with local randomness: nobody outside can check it.");
    }
    if (replan->draws.unchecked) {
        xc_cli_say(cli,
                   "Drawn with a value of drand whose signature was not checked here: "
                   "compare it with the beacon's own publication.");
    }
    int rc = xc_moves_print(replan, cli->catalogue, &cli->out);
    if (rc == XC_OK && replan->stored && replan->changed > 0) {
        xc_cli_say(cli, "Next: xuncha export ics -o FOLDER");
    }
    return rc == XC_OK ? rc : xc_fail_memory(error);
}

int xc_command_replan(struct xc_cli *cli, struct xc_error *error) {
    struct xc_replan replan = {0};
    struct xc_replan_options options = {
        .programme = xc_str_from(cli->args.operands[0]),
        .dry_run = xc_args_flag(&cli->args, "dry-run"),
    };
    xc_progress_stops(&cli->bar);
    int rc = xc_args_date(&cli->args, "as-of", &options.as_of, error);
    if (rc == XC_OK) {
        rc = xc_cli_open_office(cli, error);
    }
    if (rc == XC_OK) {
        rc = xc_replan_run(&cli->session, &options, &replan, error);
        xc_progress_bar_clear(&cli->progress);
    }
    if (rc == XC_OK) {
        rc = print_replan(cli, &replan, error);
    }
    if (rc == XC_OK && replan.plan->unmet_count > 0) {
        xc_fail(error, XC_ENO, "%zu visits could not be planned",
                replan.plan->unmet_count);
        rc = xc_cli_hint_unmet(replan.plan, error);
    }
    xc_replan_free(&replan);
    return rc;
}
