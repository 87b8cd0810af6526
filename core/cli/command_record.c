/* export record: the published records of a programme's draws. */
#include "cli/command.h"

#include "base/file.h"
#include "cli/draw_tell.h"
#include "cli/progress_bar.h"
#include "drawing/drawing.h"

#include <stdlib.h>

struct counts {
    size_t written, sealed, open, empty;
};

/* What is asked for. */
struct wanted {
    struct xc_str draw; /* empty: all */
    bool record, page;
};

static int write_page(struct xc_cli *cli, const char *folder, struct xc_str id,
                      json_t *record, struct xc_str text, struct xc_error *error) {
    struct xc_buffer path = xc_buffer_make(1 << 14);
    struct xc_buffer page = xc_buffer_make((size_t)1 << 30);
    const struct xc_catalogue *chinese;
    struct xc_digest digest;
    char hex[XC_DIGEST_HEX + 1];
    int rc = xc_cli_chinese(cli, &chinese, error);
    if (rc == XC_OK) {
        rc = xc_sha256(text, &digest, error);
    }
    if (rc == XC_OK) {
        xc_digest_hex(&digest, hex);
        rc = xc_cli_draw_file(".", id, ".record.json", &path, error);
    }
    if (rc == XC_OK) {
        rc = xc_draw_page(&cli->session, chinese, record, xc_str_from(path.ptr + 2),
                          xc_str_from(hex), &page, error);
    }
    if (rc == XC_OK) {
        rc = xc_cli_draw_file(folder, id, ".record.html", &path, error);
    }
    if (rc == XC_OK) {
        rc = xc_file_write(path.ptr, xc_buffer_view(&page), 0600, error);
    }
    xc_buffer_free(&path);
    xc_buffer_free(&page);
    return rc;
}

static int write_record(struct xc_cli *cli, const char *folder, struct xc_str id,
                        const struct wanted *wanted, struct xc_error *error) {
    struct xc_buffer path = xc_buffer_make(1 << 14);
    json_t *record = NULL;
    char *text = NULL;
    int rc = xc_draw_record(&cli->session, id, &record, error);
    if (rc == XC_OK) {
        text = json_dumps(record, JSON_INDENT(1) | JSON_SORT_KEYS);
        rc = text ? xc_cli_draw_file(folder, id, ".record.json", &path, error)
                  : xc_fail_memory(error);
    }
    if (rc == XC_OK && wanted->record) {
        rc = xc_file_write(path.ptr, xc_str_from(text), 0600, error);
    }
    if (rc == XC_OK && wanted->page) {
        rc = write_page(cli, folder, id, record, xc_str_from(text), error);
    }
    free(text);
    json_decref(record);
    xc_buffer_free(&path);
    return rc;
}

static int write_all(struct xc_cli *cli, const char *folder,
                     const struct xc_stored_draw *draws, size_t count,
                     const struct wanted *wanted, struct counts *counts,
                     struct xc_arena *arena, struct xc_error *error) {
    int rc = xc_folder_make(folder, 0700, error);
    bool found = wanted->draw.len == 0;
    for (size_t i = 0; i < count && rc == XC_OK; i++) {
        if (wanted->draw.len > 0 && !xc_str_equal(draws[i].id, wanted->draw)) {
            continue;
        }
        found = true;
        if (draws[i].status == XC_DRAW_VOID) {
            counts->empty++;
        } else if (draws[i].status == XC_DRAW_COMMITTED) {
            counts->open++;
        } else if (xc_cli_draw_closed(cli, &draws[i], arena)) {
            counts->sealed++;
        } else {
            rc = write_record(cli, folder, draws[i].id, wanted, error);
            counts->written += rc == XC_OK;
        }
    }
    return rc == XC_OK && !found
               ? xc_fail(error, XC_ENO, "there is no draw '%.*s'", XC_PRI(wanted->draw))
               : rc;
}

static void say_counts(struct xc_cli *cli, const char *folder,
                       const struct counts *counts) {
    xc_cli_say(cli, "%zu records in %s", counts->written, folder);
    if (counts->sealed) {
        xc_cli_say(cli, "%zu draws are sealed until their embargo ends: left out",
                   counts->sealed);
    }
    if (counts->open) {
        xc_cli_say(cli, "%zu draws are committed to, but not run yet", counts->open);
    }
    if (counts->empty) {
        xc_cli_say(cli, "%zu draws are void", counts->empty);
    }
    if (counts->written) {
        xc_cli_say(cli, "Anyone can check them: xuncha verify FILE…");
    }
}

static int read_wanted(const struct xc_cli *cli, struct wanted *wanted,
                       struct xc_error *error) {
    struct xc_str form = xc_str_from(xc_args_value(&cli->args, "format"));
    *wanted = (struct wanted){.draw = xc_str_from(xc_args_value(&cli->args, "draw")),
                              .record = !xc_str_is(form, "html"),
                              .page = !xc_str_is(form, "json")};
    return form.len > 0 && wanted->record && wanted->page
               ? xc_fail(error, XC_EUSAGE, "--format: '%.*s' is neither json nor html",
                         XC_PRI(form))
               : XC_OK;
}

int xc_command_export_record(struct xc_cli *cli, struct xc_error *error) {
    const char *folder = xc_args_value(&cli->args, "output");
    struct xc_arena *arena = xc_arena_new((size_t)8 << 30);
    struct xc_stored_draw *draws = NULL;
    struct counts counts = {0};
    struct wanted wanted = {.record = true, .page = true};
    size_t count = 0;
    int rc = arena ? read_wanted(cli, &wanted, error) : xc_fail_memory(error);
    struct xc_str programme =
        cli->args.operand_count ? xc_str_from(cli->args.operands[0]) : XC_STR("");
    if (rc == XC_OK && !folder) {
        rc = xc_fail(error, XC_EUSAGE, "export needs -o FOLDER");
    }
    if (rc == XC_OK) {
        rc = xc_cli_open_office(cli, error);
    }
    if (rc == XC_OK) {
        rc = xc_store_draws(cli->session.store, cli->session.office, programme,
                            XC_STR(""), false, arena, &draws, &count, error);
    }
    if (rc == XC_OK && count == 0) {
        rc = xc_fail(error, XC_ENO, "there are no draws to export");
    }
    if (rc == XC_OK) {
        rc = write_all(cli, folder, draws, count, &wanted, &counts, arena, error);
        xc_progress_bar_clear(&cli->progress);
    }
    if (rc == XC_OK && cli->json) {
        rc = xc_cli_json(cli,
                         json_pack("{s:s, s:I, s:I, s:I, s:I}", "folder", folder,
                                   "records", (json_int_t)counts.written, "sealed",
                                   (json_int_t)counts.sealed, "committed",
                                   (json_int_t)counts.open, "void",
                                   (json_int_t)counts.empty),
                         error);
    } else if (rc == XC_OK) {
        say_counts(cli, folder, &counts);
    }
    xc_arena_free(arena);
    return rc;
}
