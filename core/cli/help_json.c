/* The table of commands for programs: what an interface to this one is compared with. */
#include "access/may.h"
#include "cli/cli.h"

static json_t *text_of(const struct xc_cli *cli, const char *id) {
    return json_string(xc_text(cli->catalogue, id));
}

static json_t *options_json(const struct xc_cli *cli, const struct xc_option *options) {
    json_t *list = json_array();
    for (; options && options->name; options++) {
        json_array_append_new(list, json_pack("{s:s, s:s?, s:o}", "name", options->name,
                                              "value", options->value, "help",
                                              text_of(cli, options->help)));
    }
    return list;
}

int xc_command_help_json(struct xc_cli *cli, struct xc_error *error) {
    json_t *list = json_array();
    for (const struct xc_command *c = xc_commands; c->name; c++) {
        json_array_append_new(
            list, json_pack("{s:s, s:s?, s:s, s:I, s:I, s:s, s:o, s:o}", "name", c->name,
                            "subcommand", c->subcommand, "operands", c->operands, "least",
                            (json_int_t)c->least, "most", (json_int_t)c->most, "act",
                            xc_act_word(c->act), "summary", text_of(cli, c->summary),
                            "options", options_json(cli, c->options)));
    }
    return xc_cli_json(cli,
                       json_pack("{s:o, s:o}", "commands", list, "options",
                                 options_json(cli, xc_global_options)),
                       error);
}
