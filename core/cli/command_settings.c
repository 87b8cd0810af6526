#include "cli/command.h"

#include "cli/actor.h"
#include "report/text_table.h"
#include "workspace/settings.h"

static int set_all(struct xc_cli *cli, struct xc_error *error) {
    int rc = XC_OK;
    for (size_t i = 0; i < cli->args.operand_count && rc == XC_OK; i++) {
        struct xc_str value = xc_str_from(cli->args.operands[i]);
        struct xc_str name = xc_str_cut(&value, '=');
        rc = value.ptr ? xc_settings_set(&cli->session, name, value, error)
                       : xc_fail(error, XC_EUSAGE, "write NAME=VALUE, not '%s'",
                                 cli->args.operands[i]);
    }
    return rc;
}

/* Adds a setting to what is shown, unless it is a special case that is not set. */
static int show(struct xc_cli *cli, const struct xc_setting *setting, json_t *values,
                struct xc_text_table *table, struct xc_error *error) {
    bool is_text = setting->type != XC_SETTING_NUMBER;
    struct xc_str text = XC_STR("");
    unsigned number = 0;
    int rc =
        is_text ? xc_settings_text(&cli->session, setting->name, cli->arena, &text, error)
                : xc_settings_get(&cli->session, setting->name, &number, error);
    if (rc != XC_OK || (setting->special && number == 0 && text.len == 0)) {
        return rc;
    }
    json_object_set_new(values, setting->name,
                        is_text ? xc_json_text(text) : json_integer(number));
    xc_text_table_row(table);
    xc_text_table_cell(table, 0, xc_str_from(setting->name));
    if (is_text) {
        xc_text_table_cell(table, 1, text.len ? text : XC_STR("-"));
    } else {
        xc_text_table_number(table, 1, number);
    }
    xc_text_table_cell(table, 2, xc_str_from(xc_text(cli->catalogue, setting->help)));
    return rc;
}

int xc_command_settings(struct xc_cli *cli, struct xc_error *error) {
    json_t *values = json_object();
    struct xc_text_table table = xc_text_table_make(cli->arena, 3, 2);
    int rc = values ? XC_OK : xc_fail_memory(error);
    if (rc == XC_OK && cli->args.operand_count > 0) {
        rc = xc_actor_may(cli, XC_ACT_ADMINISTER, error);
    }
    if (rc == XC_OK) {
        rc = xc_cli_open_office(cli, error);
    }
    if (rc == XC_OK) {
        rc = set_all(cli, error);
    }
    for (const struct xc_setting *setting = xc_settings; setting->name && rc == XC_OK;
         setting++) {
        rc = show(cli, setting, values, &table, error);
    }
    if (rc == XC_OK && cli->json) {
        return xc_cli_json(cli, values, error);
    }
    if (rc == XC_OK) {
        xc_text_table_write(&table, 0, &cli->out);
    }
    json_decref(values);
    return rc;
}
