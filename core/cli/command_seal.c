/* seal init, seal open: the secret of sealed draws. */
#include "cli/command.h"

#include "drawing/drawing.h"
#include "drawing/seal.h"

int xc_command_seal_init(struct xc_cli *cli, struct xc_error *error) {
    const char *folder = xc_args_value(&cli->args, "output");
    if (!folder) {
        return xc_fail(error, XC_EUSAGE, "seal init needs -o FOLDER");
    }
    int rc = xc_seal_init(folder, error);
    if (rc == XC_OK && cli->json) {
        rc = xc_cli_json(
            cli, json_pack("{s:s, s:i}", "folder", folder, "shares", XC_SEAL_SHARES),
            error);
    } else if (rc == XC_OK) {
        xc_cli_say(cli,
                   "Two shares of a secret are in %s: give one to each custodian and "
                   "keep no copy of either.",
                   folder);
        xc_cli_say(cli, "Both are needed for every sealed draw, and to open it later.");
    }
    return rc;
}

int xc_command_seal_open(struct xc_cli *cli, struct xc_error *error) {
    struct xc_str secret, id = xc_str_from(cli->args.operands[0]);
    struct xc_str text = XC_STR("");
    int rc = xc_cli_secret(cli, &secret, error);
    if (rc == XC_OK && secret.len == 0) {
        rc = xc_fail(error, XC_EUSAGE,
                     "both custodians' shares are needed: --secret FILE --secret FILE");
    }
    if (rc == XC_OK) {
        rc = xc_cli_open_office(cli, error);
    }
    if (rc == XC_OK) {
        rc = xc_draw_unseal(&cli->session, id, secret, cli->arena, &text, error);
    }
    if (rc == XC_OK && cli->json) {
        rc = xc_cli_json(
            cli,
            json_pack("{s:o, s:o}", "id", xc_json_text(id), "code", xc_json_text(text)),
            error);
    } else if (rc == XC_OK) {
        xc_cli_say(cli, "%.*s is open; its one-time code is %.*s", XC_PRI(id),
                   XC_PRI(text));
        xc_cli_say(cli, "Next: xuncha export record -o FOLDER");
    }
    return rc;
}
