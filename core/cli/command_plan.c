#include "cli/command.h"

#include "cli/actor.h"
#include "cli/progress_bar.h"
#include "programme/approval.h"
#include "programme/run.h"
#include "workspace/load.h"
#include "workspace/plan_summary.h"
#include "workspace/plan_text.h"

#include <string.h>

/* What plan.json says beside the visits, and crews, months and notes. */
static json_t *run_json(const struct xc_cli *cli, const struct xc_run *run) {
    struct xc_buffer text = xc_buffer_make((size_t)512 << 20);
    struct xc_error error = {0};
    char day[11];
    json_t *json = NULL;
    xc_date_format(run->as_of, day);
    if (xc_plan_summary_write(run->plan, &text, &error) == XC_OK) {
        json = json_loadb(text.ptr, text.len, 0, NULL);
    }
    if (json && xc_plan_summary_tell(json, cli->catalogue) != XC_OK) {
        json_decref(json);
        json = NULL;
    }
    if (json) {
        json_object_set_new(json, "programme",
                            json_stringn(run->programme->id.ptr, run->programme->id.len));
        json_object_set_new(json, "number", json_integer(run->number));
        json_object_set_new(json, "as_of", json_string(day));
        json_object_set_new(json, "randomness",
                            json_string(run->draws.local   ? "local"
                                        : run->draws.count ? "public"
                                                           : ""));
        json_object_set_new(json, "provisional", json_boolean(run->provisional));
        json_object_set_new(json, "rules",
                            json_stringn(run->rules_digest.ptr, run->rules_digest.len));
    }
    xc_buffer_free(&text);
    return json;
}

static int print_run(struct xc_cli *cli, const struct xc_run *run,
                     struct xc_error *error) {
    struct xc_plan_heading heading = {
        .programme = run->programme->id,
        .title = run->programme->title,
        .number = run->number,
        .as_of = run->as_of,
        .provisional = run->provisional,
    };
    if (cli->json) {
        return xc_cli_json(cli, run_json(cli, run), error);
    }
    if (run->draws.drew && xc_args_value(&cli->args, "seed")) {
        xc_cli_say(cli,
                   "Drawn with a seed of one's own: whoever chose the seed could have "
                   "tried others.");
    } else if (run->draws.local) {
        xc_cli_say(cli, "Drawn with local randomness: nobody outside can check it.");
    }
    if (run->draws.unchecked) {
        xc_cli_say(cli,
                   "Drawn with a value of drand whose signature was not checked here: "
                   "compare it with the beacon's own publication.");
    }
    xc_buffer_add(&cli->out, xc_buffer_view(&run->log));
    if (xc_plan_print(run->plan, &heading, cli->catalogue, &cli->out) != XC_OK) {
        return xc_fail_memory(error);
    }
    if (run->draws.changed.len) {
        xc_cli_say(cli, "Changed since it was drawn, which touches no draw: %.*s",
                   XC_PRI(run->draws.changed));
    }
    if (run->draws.left.len) {
        xc_cli_say(cli, "Not planned, because it is not drawn yet: %.*s",
                   XC_PRI(run->draws.left));
    }
    if (run->number) {
        xc_buffer_putc(&cli->out, '\n');
        xc_cli_say(cli, "Next: xuncha approve %.*s --by NAME",
                   XC_PRI(run->programme->id));
    }
    return XC_OK;
}

/* True where every window was over before the first day that may be planned. */
static bool is_past(const struct xc_run *run) {
    for (size_t i = 0; i < run->open.stage_count; i++) {
        if (run->open.stages[i].window.to >= run->as_of) {
            return false;
        }
    }
    return true;
}

int xc_cli_hint_unmet(const struct xc_plan *plan, struct xc_error *error) {
    size_t barred = 0;
    for (size_t i = 0; i < plan->unmet_count; i++) {
        barred += plan->unmet[i].barred;
    }
    if (barred == 0) {
        return xc_hint(
            error,
            "the reasons stand above; more people, more days or a wider window help");
    }
    if (barred == plan->unmet_count) {
        return xc_hint(error,
                       "the reasons stand above; a crew whose people are not barred "
                       "helps, or the end of a relation (回避) that holds no longer");
    }
    return xc_hint(error,
                   "the reasons stand above; more people, more days or a wider window "
                   "help, but where everybody is barred only a crew whose people are "
                   "not, or the end of a relation (回避) that holds no longer");
}

static int unmet(const struct xc_run *run, struct xc_error *error) {
    char day[11];
    xc_fail(error, XC_ENO, "%zu of %zu visits could not be planned",
            run->plan->unmet_count, run->plan->unmet_count + run->plan->visit_count);
    if (is_past(run)) {
        xc_date_format(run->as_of, day);
        xc_hint(
            error,
            "the programme was over before %s; to plan it as it was, name a day of its "
            "time with --as-of",
            day);
    } else {
        xc_cli_hint_unmet(run->plan, error);
    }
    return XC_ENO;
}

int xc_command_plan(struct xc_cli *cli, struct xc_error *error) {
    struct xc_run run = {0};
    struct xc_run_options options = {
        .policy = cli->args.operands[0],
        .dry_run = xc_args_flag(&cli->args, "dry-run"),
        .office_named = cli->office_named,
        .seed = xc_str_from(xc_args_value(&cli->args, "seed")),
    };
    xc_progress_stops(&cli->bar);
    int rc = xc_args_date(&cli->args, "as-of", &options.as_of, error);
    if (rc == XC_OK) {
        rc = xc_cli_open(cli, error);
    }
    if (rc == XC_OK) {
        rc = xc_run_plan(&cli->session, &options, &run, error);
        xc_progress_bar_clear(&cli->progress);
    }
    if (rc == XC_OK) {
        rc = print_run(cli, &run, error);
    }
    if (rc == XC_OK && run.plan->unmet_count > 0) {
        rc = unmet(&run, error);
    }
    xc_run_free(&run);
    return rc;
}

/* ---- approve ---- */

int xc_cli_programme(struct xc_cli *cli, struct xc_str *programme,
                     struct xc_error *error) {
    if (cli->args.operand_count > 0) {
        *programme = xc_str_from(cli->args.operands[0]);
        return XC_OK;
    }
    return xc_load_only_programme(&cli->session, cli->arena, programme, error);
}

/* How many visits of the draft could not be planned, as its summary says. */
static int unmet_of(const struct xc_plan_head *head, size_t *unmet,
                    struct xc_error *error) {
    json_t *summary = json_loadb(head->summary.ptr, head->summary.len, 0, NULL);
    if (!summary) {
        return xc_fail(error, XC_EENV, "the stored summary of the plan cannot be read");
    }
    *unmet = json_array_size(json_object_get(summary, "unmet"));
    json_decref(summary);
    return XC_OK;
}

static void print_approval(struct xc_cli *cli, const struct xc_plan_head *head,
                           const char *by, xc_date until) {
    if (until == XC_NO_DATE) {
        xc_cli_say(cli, "%.*s, plan %lld: approved by %s; %llu visits in it",
                   XC_PRI(head->programme), (long long)head->number, by,
                   (unsigned long long)head->visits);
    } else {
        char day[11];
        xc_date_format(until, day);
        xc_cli_say(cli, "%.*s, plan %lld: approved by %s up to %s",
                   XC_PRI(head->programme), (long long)head->number, by, day);
    }
    if (head->provisional) {
        xc_cli_say(
            cli, "It is provisional: plan again when the State Council's notice is out.");
    }
}

int xc_command_approve(struct xc_cli *cli, struct xc_error *error) {
    struct xc_str programme = xc_str_from(cli->args.operands[0]);
    struct xc_str by = XC_STR("");
    struct xc_plan_head head = {0};
    xc_date until = XC_NO_DATE;
    size_t unmet = 0;
    struct xc_arena *arena = xc_arena_new((size_t)1 << 29);
    int rc =
        arena ? xc_args_date(&cli->args, "until", &until, error) : xc_fail_memory(error);
    if (rc == XC_OK) {
        rc = xc_actor_by(cli, &by, error);
    }
    if (rc == XC_OK && by.len == 0) {
        rc = xc_fail(error, XC_EUSAGE,
                     "approve needs --by NAME: who approves is kept with the plan");
    }
    if (rc == XC_OK) {
        rc = xc_cli_open_office(cli, error);
    }
    if (rc == XC_OK) {
        rc = xc_store_plan(cli->session.store, cli->session.office, programme, 0, arena,
                           &head, error);
    }
    if (rc == XC_OK) {
        rc = unmet_of(&head, &unmet, error);
    }
    if (rc == XC_OK && unmet > 0 && !xc_args_flag(&cli->args, "accept-unmet")) {
        xc_fail(error, XC_ENO, "%zu visits of this draft could not be planned", unmet);
        rc = xc_hint(error,
                     "remove what stops them (xuncha explain TARGET says what) and plan "
                     "again, or approve what there is with --accept-unmet");
    }
    if (rc == XC_OK) {
        rc = xc_approval_check(&cli->session, programme, error);
    }
    if (rc == XC_OK) {
        rc = xc_store_approve(cli->session.store, cli->session.office, programme, by,
                              cli->now, until, error);
    }
    if (rc == XC_OK && cli->json) {
        rc = xc_cli_json(
            cli,
            json_pack("{s:o, s:I, s:o, s:o, s:I, s:b}", "programme",
                      xc_json_text(programme), "number", (json_int_t)head.number, "by",
                      xc_json_text(by), "until",
                      until == XC_NO_DATE ? json_null() : xc_json_day(until), "visits",
                      (json_int_t)head.visits, "provisional", (int)head.provisional),
            error);
    } else if (rc == XC_OK) {
        print_approval(cli, &head, by.ptr, until);
        xc_cli_say(cli, "Next: xuncha export ics -o FOLDER");
    }
    xc_arena_free(arena);
    return rc;
}
