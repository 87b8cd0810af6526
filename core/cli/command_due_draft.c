/* due draft: what is due soon, written ready to be signed, and whom to chase for the
 * rest.
 */
#include "cli/command.h"

#include "cli/fields.h"
#include "cli/progress_bar.h"
#include "publish/drafts.h"
#include "report/text_table.h"

static json_t *draft_json(const struct xc_draft *draft) {
    json_t *json = json_object(), *files = json_array();
    xc_fields_text(json, "programme", draft->programme);
    xc_fields_text(json, "id", draft->id);
    xc_fields_text(json, "title", draft->title);
    xc_fields_text(json, "what", draft->what);
    xc_fields_date(json, "date", draft->date);
    xc_fields_date(json, "draft_from", draft->draft_from);
    xc_fields_text(json, "state", xc_str_from(xc_due_state_word(draft->state)));
    xc_fields_text(json, "from", draft->from);
    xc_fields_text(json, "to", draft->to);
    xc_fields_text(json, "subject", draft->subject);
    for (size_t i = 0; i < draft->file_count; i++) {
        json_t *file = json_object();
        xc_fields_text(file, "path", draft->files[i].path);
        xc_fields_text(file, "is", xc_str_from(xc_draft_fate_word(draft->files[i].fate)));
        json_array_append_new(files, file);
    }
    json_object_set_new(json, "files", files);
    return json;
}

static int answer_json(struct xc_cli *cli, const char *folder,
                       const struct xc_drafts *drafts, struct xc_error *error) {
    json_t *written = json_array(), *chase = json_array();
    for (const struct xc_draft *draft = drafts->first; draft; draft = draft->next) {
        json_array_append_new(draft->file_count ? written : chase, draft_json(draft));
    }
    return xc_cli_json(
        cli,
        json_pack("{s:s, s:o, s:o}", "folder", folder, "drafts", written, "chase", chase),
        error);
}

enum { COLUMNS = 4 };

static void add_row(struct xc_cli *cli, struct xc_text_table *table,
                    const struct xc_draft *draft, const struct xc_draft_file *file) {
    static const char *const fates[] = {
        NULL, XC_MSG("newly written"), XC_MSG("unchanged"),
        XC_MSG("kept: another one lies there (--replace)")};
    char day[11];
    xc_date_format(draft->date, day);
    xc_text_table_row(table);
    xc_text_table_cell(table, 0, xc_str_from(day));
    xc_text_table_cell(table, 1, draft->title);
    xc_text_table_cell(table, 2, file->path);
    xc_text_table_cell(table, 3, xc_str_from(xc_text(cli->catalogue, fates[file->fate])));
}

/* One line for each rule and day; each of many owes it. */
static void say_chase(struct xc_cli *cli, const struct xc_drafts *drafts) {
    const struct xc_draft *draft = drafts->first;
    while (draft) {
        const struct xc_draft *first = draft;
        size_t count = 0;
        while (draft && draft->date == first->date &&
               (draft->file_count > 0) == (first->file_count > 0) &&
               xc_str_equal(draft->programme, first->programme) &&
               xc_str_equal(draft->title, first->title)) {
            count++;
            draft = draft->next;
        }
        char day[11];
        xc_date_format(first->date, day);
        if (first->file_count == 0 && first->from.len) {
            xc_cli_say(cli, "%s: %zu of %.*s have not come in from %.*s", day, count,
                       XC_PRI(first->title), XC_PRI(first->from));
        } else if (first->file_count == 0) {
            xc_cli_say(cli, "%s: %zu of %.*s have not come in", day, count,
                       XC_PRI(first->title));
        }
    }
    if (drafts->chase > 0) {
        xc_cli_say(cli, "`xuncha report due PROGRAMME` says whom to chase.");
    }
}

static void answer(struct xc_cli *cli, const struct xc_drafts *drafts) {
    static const char *const titles[COLUMNS] = {XC_MSG("due on"), XC_MSG("title"),
                                                XC_MSG("file"), XC_MSG("is")};
    const size_t *files = drafts->files;
    struct xc_text_table table = xc_text_table_make(cli->arena, COLUMNS, 0);
    const struct xc_draft *before = NULL;
    xc_fields_titles(cli, &table, titles, COLUMNS);
    for (const struct xc_draft *draft = drafts->first; draft; draft = draft->next) {
        /* What several owe together is one file. */
        bool again = before && before->file_count && draft->file_count &&
                     xc_str_equal(before->files[0].path, draft->files[0].path);
        for (size_t i = 0; i < draft->file_count && !again; i++) {
            add_row(cli, &table, draft, &draft->files[i]);
        }
        before = draft;
    }
    if (files[XC_DRAFT_WRITTEN] + files[XC_DRAFT_SAME] + files[XC_DRAFT_KEPT] > 0) {
        xc_text_table_write(&table, 0, &cli->out);
    }
    xc_cli_say(cli, "Drafts written: %zu, unchanged: %zu, kept: %zu",
               files[XC_DRAFT_WRITTEN], files[XC_DRAFT_SAME], files[XC_DRAFT_KEPT]);
    say_chase(cli, drafts);
}

int xc_command_due_draft(struct xc_cli *cli, struct xc_error *error) {
    struct xc_draft_options options = {
        .folder = xc_args_value(&cli->args, "output"),
        .replace = xc_args_flag(&cli->args, "replace"),
    };
    struct xc_drafts drafts = {0};
    if (!options.folder) {
        return xc_fail(error, XC_EUSAGE, "drafts need a folder: -o FOLDER");
    }
    int rc = xc_args_date(&cli->args, "on", &options.on, error);
    if (rc == XC_OK) {
        rc = xc_cli_open_office(cli, error);
    }
    if (rc == XC_OK) {
        options.programme =
            xc_str_from(cli->args.operand_count > 0 ? cli->args.operands[0] : NULL);
        rc = xc_drafts_write(&cli->session, &options, &drafts, error);
        xc_progress_bar_clear(&cli->progress);
    }
    if (rc == XC_OK && cli->json) {
        rc = answer_json(cli, options.folder, &drafts, error);
    } else if (rc == XC_OK) {
        answer(cli, &drafts);
    }
    xc_drafts_free(&drafts);
    return rc;
}
