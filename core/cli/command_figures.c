/* export figures: counts of a programme for the office above, or the forms for those
 * below. */
#include "cli/command.h"

#include "cli/progress_bar.h"
#include "publish/figures_export.h"

#include <string.h>

static int read_request(const struct xc_cli *cli, struct xc_figures_request *request,
                        struct xc_error *error) {
    const char *period = xc_args_value(&cli->args, "period");
    request->programme = xc_str_from(cli->args.operands[0]);
    request->folder = xc_args_value(&cli->args, "output");
    request->half = period && strcmp(period, "half-year") == 0;
    if (!request->folder) {
        return xc_fail(error, XC_EUSAGE, "export needs -o FOLDER");
    }
    if (period && !request->half && strcmp(period, "month") != 0) {
        return xc_fail(error, XC_EUSAGE, "--period: '%s' is none of month, half-year",
                       period);
    }
    return xc_args_date(&cli->args, "as-of", &request->as_of, error);
}

int xc_command_export_figures(struct xc_cli *cli, struct xc_error *error) {
    struct xc_figures_request request = {0};
    bool blank = xc_args_flag(&cli->args, "blank");
    size_t files = 0;
    int rc = read_request(cli, &request, error);
    if (rc == XC_OK) {
        rc = xc_cli_open_office(cli, error);
    }
    if (rc == XC_OK) {
        rc = blank ? xc_figures_export_blanks(&cli->session, &request, &files, error)
                   : xc_figures_export(&cli->session, &request, &files, error);
        xc_progress_bar_clear(&cli->progress);
    }
    if (rc == XC_OK && cli->json) {
        rc = xc_cli_json(
            cli,
            json_pack("{s:s, s:I}", "folder", request.folder, "files", (json_int_t)files),
            error);
    } else if (rc == XC_OK && blank) {
        xc_cli_say(cli, "%zu empty forms in %s", files, request.folder);
    } else if (rc == XC_OK) {
        xc_cli_say(cli, "%zu files in %s: the signed figures, and the same as a form",
                   files, request.folder);
        xc_cli_say(cli, "The office above sums them: xuncha rollup FILE…");
    }
    return rc;
}
