#include "cli/command.h"

#include "base/digest.h"
#include "base/file.h"
#include "intake/intake.h"
#include "register/divisions.h"
#include "store/ledger.h"

#include <string.h>
#include <unistd.h>

/* The country's division codes, stored under no office: every office starts from them.
 * *known: the workspace's own office is among them. */
static int store_areas(struct xc_cli *cli, bool *known, struct xc_error *error) {
    struct xc_buffer text = xc_buffer_make(4 << 20);
    struct xc_register_builder *builder = xc_register_builder_new();
    struct xc_register *reg = NULL;
    int64_t number;
    int rc = builder ? XC_OK : xc_fail_memory(error);
    if (rc == XC_OK && !cli->resources.divisions) {
        rc = xc_fail(error, XC_EENV,
                     "the division codes that come with xuncha are missing");
        xc_hint(error,
                "install the program again, together with its share/xuncha folder");
    }
    if (rc == XC_OK) {
        rc = xc_file_read(cli->resources.divisions, &text, error);
    }
    if (rc == XC_OK) {
        rc = xc_divisions_load(xc_buffer_view(&text), builder, error);
    }
    if (rc == XC_OK) {
        rc = xc_register_build(builder, &reg, NULL, error);
    }
    *known = rc == XC_OK && xc_register_find_area(reg, cli->session.office) != XC_NO_ROW;
    if (rc == XC_OK) {
        rc = xc_store_save_register(cli->session.store, XC_STR(""), reg, 0, cli->now,
                                    XC_STR("division codes"), &number, NULL, error);
    }
    xc_register_free(reg);
    xc_register_builder_free(builder);
    xc_buffer_free(&text);
    return rc;
}

static int store_holidays(struct xc_cli *cli, struct xc_error *error) {
    struct xc_import_options options = {.table = XC_IMPORT_CALENDAR};
    struct xc_import_report report = {0};
    size_t days;
    if (!cli->resources.holidays) {
        xc_fail(error, XC_EENV, "the holidays that come with xuncha are missing");
        return xc_hint(
            error, "install the program again, together with its share/xuncha folder");
    }
    int rc = xc_intake_calendar(&cli->session, cli->resources.holidays, &options,
                                XC_STR(""), false, &report, &days, error);
    xc_import_report_free(&report);
    return rc;
}

/* An office goes by a division code; it need not be on the country's list (new districts,
 * zones). */
static int check_office(const struct xc_cli *cli, struct xc_error *error) {
    struct xc_str office = cli->session.office;
    uint64_t code;
    if (office.len && (office.len > 12 || !xc_str_to_uint(office, UINT64_MAX, &code))) {
        xc_fail(error, XC_EUSAGE, "--office: '%.*s' is not a division code",
                XC_PRI(office));
        return xc_hint(error, "write 32 (province), 3202 (city) or 320282 (county)");
    }
    return XC_OK;
}

static int workspace_key(const struct xc_cli *cli, uint8_t key[XC_KEY_BYTES],
                         struct xc_error *error) {
    const char *hex = xc_args_value(&cli->args, "workspace-key");
    if (!hex) {
        return xc_random(key, XC_KEY_BYTES, error);
    }
    if (!xc_hex_parse(xc_str_from(hex), key, XC_KEY_BYTES)) {
        return xc_fail(error, XC_EUSAGE, "--workspace-key: write 64 digits 0-9 a-f");
    }
    return XC_OK;
}

static int fill(struct xc_cli *cli, bool *known, struct xc_error *error) {
    int rc = xc_store_open(cli->db, &cli->session.store, error);
    if (rc == XC_OK) {
        rc = store_areas(cli, known, error);
    }
    if (rc == XC_OK) {
        rc = store_holidays(cli, error);
    }
    if (rc == XC_OK && cli->session.office.len) {
        rc = xc_store_set_setting(cli->session.store, XC_STR(""), XC_STR("office"),
                                  cli->session.office, cli->now, error);
    }
    return rc;
}

/* Nothing half-made stays behind: the next try starts clean. */
static void remove_workspace(struct xc_cli *cli, bool with_key) {
    static const char *const endings[] = {"", "-wal", "-shm", ".key"};
    size_t count = sizeof endings / sizeof *endings;
    xc_store_close(cli->session.store);
    cli->session.store = NULL;
    for (size_t i = 0; i < (with_key ? count : count - 1); i++) {
        struct xc_buffer path = xc_buffer_make(XC_FILE_BYTES + 8);
        xc_buffer_printf(&path, "%s%s", cli->db, endings[i]);
        if (xc_buffer_putc(&path, '\0') == XC_OK) {
            unlink(path.ptr);
        }
        xc_buffer_free(&path);
    }
}

int xc_command_init(struct xc_cli *cli, struct xc_error *error) {
    uint8_t key[XC_KEY_BYTES];
    bool known = true;
    struct xc_buffer path = xc_buffer_make(XC_FILE_BYTES + 8);
    xc_buffer_printf(&path, "%s.key", cli->db);
    int rc = xc_buffer_putc(&path, '\0') == XC_OK ? XC_OK : xc_fail_memory(error);
    if (rc == XC_OK && xc_file_exists(path.ptr)) {
        rc = xc_fail(error, XC_EUSAGE,
                     "%s exists already: it is the signing key of a workspace", path.ptr);
        xc_hint(error, "move it away if its workspace is gone, or choose another --db");
    }
    if (rc == XC_OK) {
        rc = check_office(cli, error);
    }
    if (rc == XC_OK) {
        rc = workspace_key(cli, key, error);
    }
    if (rc == XC_OK) {
        rc = xc_store_create(cli->db, key, error);
    }
    if (rc == XC_OK) { /* first of all: what follows is entered in the ledger */
        rc = xc_ledger_take_key(cli->db, xc_args_value(&cli->args, "signing-key"), error);
        bool keyed = rc == XC_OK;
        rc = keyed ? fill(cli, &known, error) : rc;
        if (rc != XC_OK) {
            remove_workspace(cli, keyed);
        }
    }
    if (rc == XC_OK && cli->json) {
        rc = xc_cli_json(cli, json_pack("{s:s, s:s}", "db", cli->db, "key", path.ptr),
                         error);
    } else if (rc == XC_OK) {
        xc_cli_say(cli, "Workspace %s is ready; its signing key is %s: keep both safe.",
                   cli->db, path.ptr);
        if (cli->session.office.len && !known) {
            xc_cli_say(cli,
                       "The country's list has no area %.*s: begin with xuncha import "
                       "areas FILE",
                       XC_PRI(cli->session.office));
        } else if (cli->session.office.len) {
            xc_cli_say(cli, "Next: xuncha import targets FILE");
        } else {
            xc_cli_say(cli, "Next: xuncha --office CODE import targets FILE");
        }
    }
    xc_buffer_free(&path);
    return rc;
}
