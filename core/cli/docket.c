#include "cli/docket.h"

int xc_docket_open(struct xc_cli *cli, struct xc_desk **desk, struct xc_error *error) {
    int rc = xc_cli_open_office(cli, error);
    *desk = NULL;
    return rc == XC_OK ? xc_desk_open(&cli->session, desk, error) : rc;
}

/* ---- list ---- */

struct listing {
    struct xc_cli *cli;
    const struct xc_docket *docket;
    const struct xc_desk *desk;
    struct xc_text_table table;
    json_t *json; /* NULL: as a table */
    size_t listed, open, late;
};

static void list_one(struct listing *listing, const void *paper) {
    const struct xc_docket *docket = listing->docket;
    const struct xc_register *reg = xc_desk_register(listing->desk);
    xc_date today = xc_desk_today(listing->desk);
    listing->listed++;
    listing->open += docket->is_open(paper, today);
    listing->late += docket->is_late && docket->is_late(paper, today);
    if (listing->json) {
        json_array_append_new(listing->json, docket->json(paper, today));
    } else {
        uint32_t row = xc_register_find_target(reg, docket->target(paper));
        xc_text_table_row(&listing->table);
        docket->row(listing->cli, &listing->table, paper,
                    row == XC_NO_ROW ? XC_STR("")
                                     : xc_register_text(reg, reg->targets.name[row]));
    }
}

static int finish(struct listing *listing, struct xc_error *error) {
    struct xc_cli *cli = listing->cli;
    if (listing->json) {
        return xc_cli_json(cli, json_pack("{s:o}", listing->docket->list, listing->json),
                           error);
    }
    if (listing->listed > 0) {
        xc_text_table_write(&listing->table, 0, &cli->out);
    }
    listing->docket->say_counts(cli, listing->listed, listing->open, listing->late);
    return XC_OK;
}

int xc_docket_list(struct xc_cli *cli, const struct xc_docket *docket,
                   struct xc_error *error) {
    bool only_open = xc_args_flag(&cli->args, "open");
    struct xc_str target = xc_str_from(xc_args_value(&cli->args, "target"));
    struct xc_desk *desk;
    int rc = xc_docket_open(cli, &desk, error);
    if (rc != XC_OK) {
        return rc;
    }
    struct listing listing = {
        .cli = cli,
        .docket = docket,
        .desk = desk,
        .table = xc_text_table_make(cli->arena, docket->columns, docket->numbers),
        .json = cli->json ? json_array() : NULL};
    xc_fields_titles(cli, &listing.table, docket->titles, docket->columns);
    for (size_t i = 0; i < docket->count(desk); i++) {
        const void *paper = docket->at(desk, i);
        if ((!only_open || docket->is_open(paper, xc_desk_today(desk))) &&
            (target.len == 0 || xc_str_equal(target, docket->target(paper)))) {
            list_one(&listing, paper);
        }
    }
    rc = finish(&listing, error);
    xc_desk_free(desk);
    return rc;
}

/* ---- Storing ---- */

int xc_docket_keep(struct xc_cli *cli, const struct xc_docket *docket,
                   struct xc_desk *desk, void *paper, struct xc_error *error) {
    const char *field;
    size_t stored = 0;
    int rc = docket->take(desk, paper, &field, error);
    if (rc == XC_OK) {
        rc = xc_desk_save(desk, &stored, error);
    }
    if (rc == XC_OK && cli->json) {
        json_t *json = docket->json(paper, xc_desk_today(desk));
        json_object_set_new(json, "changed", json_boolean(stored > 0));
        rc = xc_cli_json(cli, json, error);
    } else if (rc == XC_OK && stored == 0) {
        xc_cli_say(cli, "Nothing changed.");
    } else if (rc == XC_OK) {
        docket->say_stored(cli, paper);
    }
    return rc;
}
