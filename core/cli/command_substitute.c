/* substitute: who was drawn and cannot be visited, or cannot come. */
#include "cli/command.h"

#include "cli/progress_bar.h"
#include "draw/commit.h"
#include "drawing/substitute.h"

static json_t *as_json(const struct xc_substituted *out) {
    struct xc_str hidden = XC_STR("");
    return json_pack("{s:o, s:o, s:I, s:o, s:b, s:b, s:b, s:o, s:o, s:b, s:I}", "draw",
                     xc_json_text(out->draw), "visit", xc_json_text(out->visit), "number",
                     (json_int_t)out->number, "entry", xc_json_text(out->entry), "done",
                     (int)out->done, "sealed", (int)out->closed, "none",
                     out->closed ? 0 : (int)out->none, "leaves",
                     xc_json_text(out->closed ? hidden : out->leaves), "in",
                     xc_json_text(out->closed ? hidden : out->in), "elsewhere",
                     (int)out->elsewhere, "visits", (json_int_t)out->visits);
}

/* What it is worth comes first. */
static bool say_local(struct xc_cli *cli, const struct xc_substituted *out) {
    struct xc_sub_entry entry;
    struct xc_error ignored = {0};
    bool local = !out->closed &&
                 xc_sub_entry_read(out->entry, &entry, &ignored) == XC_OK &&
                 xc_beacon_is_local(entry.beacons, entry.beacon_count);
    if (local) {
        xc_cli_say(cli, "Local randomness: nobody outside can check it.");
    }
    return local;
}

static void say_asked(struct xc_cli *cli, const struct xc_substituted *out) {
    bool local = say_local(cli, out);
    xc_cli_say(cli,
               "Substitution %u of %.*s is entered in the ledger:", (unsigned)out->number,
               XC_PRI(out->draw));
    xc_buffer_putc(&cli->out, '\n');
    xc_buffer_add(&cli->out, out->entry);
    xc_buffer_putc(&cli->out, '\n');
    if (local) {
        xc_cli_say(cli, "Next: xuncha substitute %s --value local=", out->visit.ptr);
    } else {
        xc_cli_say(cli,
                   "Next, when the value is out: xuncha substitute %s --value NAME=VALUE",
                   out->visit.ptr);
    }
}

static void say_done(struct xc_cli *cli, const struct xc_substituted *out) {
    (void)say_local(cli, out);
    if (out->closed) {
        xc_cli_say(cli,
                   "Substitution %u of %.*s is done; who comes in is sealed until the "
                   "embargo ends, and stands in the exports for those who may see it",
                   (unsigned)out->number, XC_PRI(out->draw));
    } else if (out->none) {
        xc_cli_say(cli, "Nobody is left to come in for %.*s: void", XC_PRI(out->leaves));
    } else {
        xc_cli_say(cli, "%.*s comes in for %.*s", XC_PRI(out->in), XC_PRI(out->leaves));
    }
    xc_cli_say(cli, "%zu visits were changed", out->visits);
    if (out->elsewhere && out->closed) {
        xc_cli_say(cli, "Who came in has a seat in another team already: this one stays "
                        "open. Ask for somebody else there.");
    } else if (out->elsewhere) {
        xc_cli_say(
            cli,
            "%.*s has a seat in another team already: this one stays open. Ask for "
            "somebody else: xuncha substitute %s --person %.*s --reason elsewhere "
            "--beacon NAME",
            XC_PRI(out->in), cli->args.operands[0], XC_PRI(out->in));
    }
    xc_cli_say(cli,
               "Next: xuncha replan %.*s finds them another time where theirs does "
               "not fit any more",
               XC_PRI(out->programme));
}

static int read_options(struct xc_cli *cli, struct xc_substitute_options *options,
                        struct xc_str *beacons, struct xc_error *error) {
    struct xc_draw_value *values = NULL;
    options->visit = xc_str_from(cli->args.operands[0]);
    options->person = xc_str_from(xc_args_value(&cli->args, "person"));
    options->reason = xc_str_from(xc_args_value(&cli->args, "reason"));
    options->evidence = xc_args_value(&cli->args, "evidence");
    options->beacons = beacons;
    options->beacon_count = xc_cli_values(cli, "beacon", beacons, XC_BEACONS);
    options->witness_count =
        xc_cli_values(cli, "by", options->witnesses, XC_SUBSTITUTE_NAMES);
    int rc = xc_cli_draw_values(cli, &values, &options->value_count, error);
    options->values = values;
    if (rc == XC_OK) {
        rc = xc_cli_secret(cli, &options->secret, error);
    }
    for (size_t i = 0; i < options->witness_count && rc == XC_OK; i++) {
        struct xc_str name = options->witnesses[i];
        for (size_t k = 0; k < name.len && rc == XC_OK; k++) {
            if ((unsigned char)name.ptr[k] < 0x20) {
                rc = xc_fail(error, XC_EUSAGE, "--by: a name is one line");
            }
        }
    }
    return rc;
}

static int check_asking(const struct xc_cli *cli,
                        const struct xc_substitute_options *options,
                        struct xc_error *error) {
    bool target = xc_args_flag(&cli->args, "target");
    if (target == (options->person.len > 0)) {
        return xc_fail(error, XC_EUSAGE,
                       "who is replaced: --target, or --person ID? One of them");
    }
    if (!options->reason.len) {
        xc_fail(error, XC_EUSAGE, "substitute needs --reason CODE");
        return xc_hint(error, "for example closed, refused, recused, ill");
    }
    if (!options->beacon_count) {
        xc_fail(error, XC_EUSAGE,
                "substitute needs --beacon: the value that will say who comes in");
        return xc_hint(error, "dice before two people will do: --beacon 'dice 25' --by "
                              "NAME --by NAME");
    }
    return XC_OK;
}

int xc_command_substitute(struct xc_cli *cli, struct xc_error *error) {
    struct xc_str beacons[XC_BEACONS];
    struct xc_substitute_options options = {0};
    struct xc_substituted out = {0};
    int rc = read_options(cli, &options, beacons, error);
    bool done = options.value_count > 0;
    if (rc == XC_OK && !done) {
        rc = check_asking(cli, &options, error);
    }
    if (rc == XC_OK) {
        rc = xc_cli_open_office(cli, error);
    }
    if (rc == XC_OK) {
        rc = done ? xc_substitute_run(&cli->session, &options, &out, error)
                  : xc_substitute_ask(&cli->session, &options, &out, error);
        xc_progress_bar_clear(&cli->progress);
    }
    if (rc == XC_OK && cli->json) {
        rc = xc_cli_json(cli, as_json(&out), error);
    } else if (rc == XC_OK && done) {
        say_done(cli, &out);
    } else if (rc == XC_OK) {
        say_asked(cli, &out);
    }
    xc_substituted_free(&out);
    return rc;
}
