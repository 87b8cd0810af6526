/* ledger: verify, show, checkpoint, proof. */
#include "cli/command.h"

#include "base/file.h"
#include "drawing/drawing.h"
#include "register/json.h"
#include "store/draws.h"
#include "workspace/clock.h"

#include <string.h>

enum { FINDINGS_SHOWN = 20, SMALL_BYTES = 1 << 16 };

/* ---- verify ---- */

struct verification {
    struct xc_cli *cli;
    size_t count;
    json_t *findings; /* with --json */
};

static int finding(void *context, uint64_t index, const struct xc_message *message) {
    struct verification *v = context;
    if (v->count++ >= FINDINGS_SHOWN) {
        return XC_OK;
    }
    if (v->cli->json) {
        json_array_append_new(
            v->findings,
            json_pack("{s:o, s:o}", "entry",
                      index == UINT64_MAX ? json_null() : json_integer((json_int_t)index),
                      "message", xc_cli_rendered(v->cli, message)));
        return XC_OK;
    }
    if (index != UINT64_MAX) {
        struct xc_message place;
        xc_message_set(&place, "entry %llu: ", (unsigned long long)index);
        (void)xc_message_render(&place, v->cli->catalogue, &v->cli->out);
    }
    xc_cli_message(v->cli, message);
    return XC_OK;
}

/* The verifier key: its text, or a file that holds it. */
static int read_key(struct xc_cli *cli, struct xc_note_key *key, struct xc_error *error) {
    const char *given = xc_args_value(&cli->args, "key");
    struct xc_buffer file = xc_buffer_make(SMALL_BYTES);
    struct xc_str text = xc_str_from(given);
    int rc = XC_OK;
    if (!given) {
        xc_fail(error, XC_EUSAGE, "whose ledger is it? Name its key: --key KEY");
        rc = xc_hint(error, "it is published by its office; `xuncha ledger checkpoint` "
                            "prints it there");
    } else if (xc_file_exists(given)) {
        rc = xc_file_read(given, &file, error);
        if (rc == XC_OK) {
            text = xc_arena_copy(cli->arena, xc_str_trim(xc_buffer_view(&file)));
            rc = text.ptr ? XC_OK : xc_fail_memory(error);
        }
    }
    if (rc == XC_OK) {
        rc = xc_note_key_read(text, key, error);
    }
    xc_buffer_free(&file);
    return rc;
}

/* --checkpoint FILE: a note of this ledger that was kept elsewhere. *found stays false
 * where none was given. */
static int read_checkpoint(struct xc_cli *cli, const struct xc_note_key *key,
                           struct xc_checkpoint *checkpoint, bool *found,
                           struct xc_error *error) {
    const char *path = xc_args_value(&cli->args, "checkpoint");
    struct xc_buffer file = xc_buffer_make(SMALL_BYTES);
    *found = path != NULL;
    int rc = path ? xc_file_read(path, &file, error) : XC_OK;
    if (rc == XC_OK && path) {
        struct xc_str text = xc_arena_copy(cli->arena, xc_buffer_view(&file));
        rc = text.ptr ? xc_checkpoint_read(text, key, checkpoint, error)
                      : xc_fail_memory(error);
    }
    xc_buffer_free(&file);
    return rc;
}

static int verify_file(struct verification *v, uint64_t *size, struct xc_error *error) {
    struct xc_cli *cli = v->cli;
    struct xc_buffer lines = xc_buffer_make(INT32_MAX);
    struct xc_note_key key;
    struct xc_checkpoint checkpoint;
    bool with = false;
    *size = 0;
    int rc = read_key(cli, &key, error);
    if (rc == XC_OK) {
        rc = read_checkpoint(cli, &key, &checkpoint, &with, error);
    }
    if (rc == XC_OK) {
        rc = xc_file_read(cli->args.operands[0], &lines, error);
    }
    if (rc == XC_OK) {
        rc = xc_ledger_verify_text(xc_buffer_view(&lines), &key,
                                   with ? &checkpoint : NULL, finding, v, error);
    }
    for (size_t i = 0; i < lines.len; i++) {
        *size += lines.ptr[i] == '\n';
    }
    xc_buffer_free(&lines);
    return rc;
}

static int verify_own(struct verification *v, uint64_t *size, struct xc_error *error) {
    struct xc_cli *cli = v->cli;
    struct xc_buffer text = xc_buffer_make(SMALL_BYTES);
    struct xc_note_key key;
    struct xc_checkpoint checkpoint;
    bool with = false;
    int rc = xc_cli_open(cli, error);
    if (rc == XC_OK) {
        rc = xc_ledger_key(cli->session.store, &text, error);
    }
    if (rc == XC_OK) {
        rc = xc_note_key_read(xc_buffer_view(&text), &key, error);
    }
    if (rc == XC_OK) {
        rc = read_checkpoint(cli, &key, &checkpoint, &with, error);
    }
    if (rc == XC_OK) {
        rc = xc_ledger_verify(cli->session.store, with ? &checkpoint : NULL, finding, v,
                              error);
    }
    if (rc == XC_OK) {
        *size = xc_ledger_size(cli->session.store, error);
    }
    xc_buffer_free(&text);
    return rc;
}

static int answer_verify(struct verification *v, uint64_t size, struct xc_error *error) {
    struct xc_cli *cli = v->cli;
    struct xc_draw_counts counts = {0};
    int rc = XC_OK;
    if (cli->session.store) {
        rc = xc_draw_counts(cli->session.store, XC_STR(""), XC_STR(""), cli->now, &counts,
                            error);
    }
    if (rc == XC_OK && cli->json) {
        rc = xc_cli_json(cli,
                         json_pack("{s:b, s:I, s:I, s:O, s:o}", "sound", v->count == 0,
                                   "entries", (json_int_t)size, "found",
                                   (json_int_t)v->count, "findings", v->findings, "draws",
                                   xc_cli_draw_counts_json(&counts)),
                         error);
    } else if (rc == XC_OK) {
        if (v->count > FINDINGS_SHOWN) {
            xc_cli_say(cli, "… and %zu more", v->count - FINDINGS_SHOWN);
        }
        xc_cli_say_draw_counts(cli, &counts);
        if (v->count == 0) {
            xc_cli_say(cli, "%llu entries: all is as it was entered.",
                       (unsigned long long)size);
            if (!xc_args_value(&cli->args, "checkpoint")) {
                xc_cli_say(cli, "That no newest entries were cut off, only a checkpoint "
                                "kept elsewhere can show: --checkpoint FILE");
            }
        }
    }
    if (rc == XC_OK && v->count > 0) {
        rc = xc_fail(error, XC_ENO, "the ledger does not hold: %zu findings", v->count);
    }
    return rc;
}

int xc_command_ledger_verify(struct xc_cli *cli, struct xc_error *error) {
    struct verification v = {cli, 0, json_array()};
    uint64_t size = 0;
    int rc = !v.findings                   ? xc_fail_memory(error)
             : cli->args.operand_count > 0 ? verify_file(&v, &size, error)
                                           : verify_own(&v, &size, error);
    if (rc == XC_OK) {
        rc = answer_verify(&v, size, error);
    }
    json_decref(v.findings);
    return rc;
}

/* ---- show ---- */

static int number_operand(const struct xc_cli *cli, uint64_t *number,
                          struct xc_error *error) {
    *number = 0;
    if (cli->args.operand_count > 0 &&
        !xc_str_to_uint(xc_str_from(cli->args.operands[0]), INT64_MAX, number)) {
        return xc_fail(error, XC_EUSAGE, "'%s' is not the number of an entry",
                       cli->args.operands[0]);
    }
    return XC_OK;
}

static int show_line(void *context, const struct xc_ledger_entry *entry) {
    struct xc_cli *cli = context;
    (void)xc_ledger_line(entry, &cli->out);
    return xc_buffer_putc(&cli->out, '\n');
}

static void say_lines(struct xc_cli *cli, struct xc_str lines) {
    while (lines.len > 0) {
        struct xc_str line = xc_str_cut(&lines, '\n');
        xc_buffer_puts(&cli->out, "    ");
        xc_buffer_add(&cli->out, line);
        xc_buffer_putc(&cli->out, '\n');
    }
}

struct showing {
    struct xc_cli *cli;
    int offset_minutes;
    uint64_t left; /* entries that may still be shown */
};

/* The number, the time, and the text line by line. */
static int show_entry(void *context, const struct xc_ledger_entry *entry) {
    const struct showing *showing = context;
    struct xc_cli *cli = showing->cli;
    struct xc_str rest = entry->text;
    char at[XC_INSTANT_SHOWN];
    xc_instant_show(entry->at, showing->offset_minutes, at);
    struct xc_str kind = xc_str_cut(&rest, '\n');
    xc_buffer_printf(&cli->out, "%llu  %s  %.*s\n", (unsigned long long)entry->index, at,
                     XC_PRI(kind));
    say_lines(cli, rest);
    return cli->out.failed ? XC_ENOMEM : XC_OK;
}

/* At most --limit entries; SEEN_ENOUGH ends the walk. */
enum { SEEN_ENOUGH = 1 };

static int show_next(void *context, const struct xc_ledger_entry *entry) {
    struct showing *showing = context;
    if (showing->left == 0) {
        return SEEN_ENOUGH;
    }
    showing->left--;
    return showing->cli->json ? show_line(showing->cli, entry)
                              : show_entry(showing, entry);
}

int xc_command_ledger_show(struct xc_cli *cli, struct xc_error *error) {
    struct xc_str limit = xc_str_from(xc_args_value(&cli->args, "limit"));
    struct showing showing = {.cli = cli, .left = UINT64_MAX};
    uint64_t from = 0;
    int rc = number_operand(cli, &from, error);
    if (rc == XC_OK && limit.len &&
        (!xc_str_to_uint(limit, UINT32_MAX, &showing.left) || showing.left == 0)) {
        rc = xc_fail(error, XC_EUSAGE, "--limit: '%.*s' is not a number above 0",
                     XC_PRI(limit));
    }
    if (rc == XC_OK) {
        rc = xc_cli_open(cli, error);
    }
    if (rc == XC_OK) {
        showing.offset_minutes = cli->json ? 0 : xc_clock_office(&cli->session);
        rc = xc_ledger_each(cli->session.store, from, show_next, &showing, error);
        cli->answered = cli->json;
    }
    rc = rc == SEEN_ENOUGH ? XC_OK : rc;
    return rc == XC_ENOMEM ? xc_fail_memory(error) : rc;
}

/* ---- checkpoint ---- */

int xc_command_ledger_checkpoint(struct xc_cli *cli, struct xc_error *error) {
    struct xc_buffer note = xc_buffer_make(SMALL_BYTES);
    struct xc_buffer key = xc_buffer_make(SMALL_BYTES);
    int rc = xc_cli_open(cli, error);
    if (rc == XC_OK) {
        rc = xc_ledger_checkpoint(cli->session.store, &note, error);
    }
    if (rc == XC_OK) {
        rc = xc_ledger_key(cli->session.store, &key, error);
    }
    if (rc == XC_OK && cli->json) {
        rc = xc_cli_json(cli,
                         json_pack("{s:s%, s:s%}", "checkpoint", note.ptr, note.len,
                                   "key", key.ptr, key.len),
                         error);
    } else if (rc == XC_OK && xc_args_flag(&cli->args, "print-key")) {
        xc_buffer_add(&cli->out, xc_buffer_view(&key));
        xc_buffer_putc(&cli->out, '\n');
    } else if (rc == XC_OK) {
        xc_buffer_add(&cli->out, xc_buffer_view(&note));
    }
    xc_buffer_free(&note);
    xc_buffer_free(&key);
    return rc;
}

/* ---- proof ---- */

static json_t *path_json(const struct xc_digest *path, size_t length) {
    json_t *json = json_array();
    for (size_t i = 0; i < length; i++) {
        char hex[XC_DIGEST_HEX + 1];
        xc_digest_hex(&path[i], hex);
        json_array_append_new(json, json_string(hex));
    }
    return json;
}

/* {"checkpoint","entry","index","key","leaf","proof"} */
static int prove_entry(struct xc_cli *cli, uint64_t index, json_t **json,
                       struct xc_error *error) {
    struct xc_buffer note = xc_buffer_make(SMALL_BYTES);
    struct xc_buffer key = xc_buffer_make(SMALL_BYTES);
    struct xc_store *store = cli->session.store;
    struct xc_ledger_entry entry = {0};
    struct xc_digest path[XC_PROOF_HASHES];
    size_t length = 0;
    uint64_t size = xc_ledger_size(store, error);
    int rc = xc_ledger_entry(store, index, cli->arena, &entry, error);
    if (rc == XC_OK) {
        rc = xc_ledger_proof(store, index, size, path, &length, error);
    }
    if (rc == XC_OK) {
        rc = xc_ledger_checkpoint_at(store, size, &note, error);
    }
    if (rc == XC_OK) {
        rc = xc_ledger_key(store, &key, error);
    }
    if (rc == XC_OK) {
        char leaf[XC_DIGEST_HEX + 1], at[21];
        xc_digest_hex(&entry.leaf, leaf);
        xc_instant_format(entry.at, at);
        *json = json_pack("{s:s%, s:I, s:s%, s:s, s:o, s:s%, s:s}", "checkpoint",
                          note.ptr, note.len, "index", (json_int_t)index, "key", key.ptr,
                          key.len, "leaf", leaf, "proof", path_json(path, length), "text",
                          entry.text.ptr, entry.text.len, "time", at);
        rc = *json ? XC_OK : xc_fail_memory(error);
    }
    xc_buffer_free(&note);
    xc_buffer_free(&key);
    return rc;
}

/* The leaf hashes of a table's lines, and the number of the line whose first field is id.
 */
static int table_leaves(struct xc_str table, struct xc_str id, struct xc_arena *arena,
                        struct xc_hasher *hasher, struct xc_digest **leaves,
                        uint64_t *count, uint64_t *row, struct xc_str *line) {
    struct xc_str rest = table;
    size_t lines = 0;
    *row = UINT64_MAX;
    for (size_t i = 0; i < table.len; i++) {
        lines += table.ptr[i] == '\n';
    }
    *leaves = xc_arena_array(arena, lines + 1, sizeof **leaves);
    if (!*leaves) {
        return XC_ENOMEM;
    }
    for (*count = 0; rest.len > 0; ++*count) {
        struct xc_str one = xc_str_cut(&rest, '\n'), fields = one;
        if (xc_str_equal(xc_str_cut(&fields, '\t'), id)) {
            *row = *count;
            *line = one;
        }
        (*leaves)[*count] = xc_merkle_leaf(hasher, one);
    }
    return XC_OK;
}

/* {"digest","index","leaf","proof","row"}: that a target was in the urn of the commit.
 */
static int prove_target(const struct xc_stored_draw *draw, struct xc_str id,
                        json_t **json, struct xc_error *error) {
    struct xc_hasher *hasher = xc_hasher_new();
    struct xc_arena *arena = xc_arena_new((size_t)1 << 31);
    struct xc_digest *leaves, path[XC_PROOF_HASHES], root;
    struct xc_str line = XC_STR("");
    uint64_t count, row;
    size_t length = 0;
    int rc = hasher && arena ? table_leaves(draw->targets, id, arena, hasher, &leaves,
                                            &count, &row, &line)
                             : XC_ENOMEM;
    if (rc == XC_OK && row == UINT64_MAX) {
        rc = xc_fail(error, XC_ENO, "target %.*s was not in the urn of draw %.*s",
                     XC_PRI(id), XC_PRI(draw->id));
    }
    if (rc == XC_OK &&
        (xc_merkle_proof(hasher, leaves, count, row, path, &length) != XC_OK ||
         !xc_merkle_root_of(hasher, &leaves[row], row, count, path, length, &root))) {
        rc = XC_ENOMEM;
    }
    if (rc == XC_OK) {
        char hex[XC_DIGEST_HEX + 1], leaf[XC_DIGEST_HEX + 1];
        struct xc_buffer text = xc_buffer_make(XC_DIGEST_HEX + 32);
        xc_digest_hex(&root, hex);
        xc_digest_hex(&leaves[row], leaf);
        xc_buffer_printf(&text, "%llu %s", (unsigned long long)count, hex);
        *json = json_pack("{s:s%, s:I, s:s, s:o, s:s%}", "digest", text.ptr, text.len,
                          "index", (json_int_t)row, "leaf", leaf, "proof",
                          path_json(path, length), "row", line.ptr, line.len);
        xc_buffer_free(&text);
        rc = *json ? XC_OK : XC_ENOMEM;
    }
    xc_hasher_free(hasher);
    xc_arena_free(arena);
    return rc == XC_ENOMEM ? xc_fail_memory(error) : rc;
}

static void say_path(struct xc_cli *cli, const json_t *proof) {
    for (size_t i = 0; i < json_array_size(proof); i++) {
        xc_buffer_printf(&cli->out, "    %s\n",
                         json_string_value(json_array_get(proof, i)));
    }
}

static xc_instant entry_time(const json_t *entry) {
    const json_t *time = json_object_get(entry, "time");
    xc_instant instant = XC_NO_INSTANT;
    return xc_instant_parse(xc_json_str(time), 0, &instant) ? instant : XC_NO_INSTANT;
}

static void say_proof(struct xc_cli *cli, const json_t *entry, const json_t *target) {
    if (target) {
        xc_cli_say(cli, "Row %lld of the urn, counted from 0:",
                   (long long)json_integer_value(json_object_get(target, "index")));
        xc_buffer_printf(&cli->out, "    %s\n",
                         json_string_value(json_object_get(target, "row")));
        xc_cli_say(cli, "Its hash, and its path to the digest of the urn:");
        xc_buffer_printf(&cli->out, "    %s\n",
                         json_string_value(json_object_get(target, "leaf")));
        say_path(cli, json_object_get(target, "proof"));
        xc_cli_say(cli, "The digest of the urn, line 4 of the commit:");
        xc_buffer_printf(&cli->out, "    %s\n",
                         json_string_value(json_object_get(target, "digest")));
    }
    char at[XC_INSTANT_SHOWN];
    xc_instant_show(entry_time(entry), xc_clock_office(&cli->session), at);
    xc_cli_say(cli, "Entry %lld of the ledger, of %s:",
               (long long)json_integer_value(json_object_get(entry, "index")), at);
    struct xc_str rest = xc_str_from(json_string_value(json_object_get(entry, "text")));
    say_lines(cli, rest);
    xc_cli_say(cli, "Its hash, and its path to the root in the checkpoint:");
    xc_buffer_printf(&cli->out, "    %s\n",
                     json_string_value(json_object_get(entry, "leaf")));
    say_path(cli, json_object_get(entry, "proof"));
    xc_cli_say(cli, "The checkpoint, and the key that signed it:");
    xc_buffer_printf(&cli->out, "%s\n%s\n",
                     json_string_value(json_object_get(entry, "checkpoint")),
                     json_string_value(json_object_get(entry, "key")));
}

int xc_command_ledger_proof(struct xc_cli *cli, struct xc_error *error) {
    struct xc_str operand = xc_str_from(cli->args.operands[0]);
    struct xc_str target = xc_str_from(xc_args_value(&cli->args, "target"));
    json_t *entry = NULL, *row = NULL;
    uint64_t index;
    bool number = xc_str_to_uint(operand, INT64_MAX, &index);
    int rc = XC_OK;
    if (number && target.len) {
        rc = xc_fail(error, XC_EUSAGE, "--target needs the id of a draw, not a number");
    }
    if (rc == XC_OK) {
        rc = number ? xc_cli_open(cli, error) : xc_cli_open_office(cli, error);
    }
    if (rc == XC_OK && !number) {
        struct xc_stored_draw draw;
        struct xc_arena *arena = xc_arena_new((size_t)1 << 31);
        rc = arena ? xc_store_draw(cli->session.store, cli->session.office, operand,
                                   arena, &draw, error)
                   : xc_fail_memory(error);
        index = rc == XC_OK ? draw.commit_index : 0;
        if (rc == XC_OK && target.len && draw.sealed &&
            (!draw.result.len || xc_draw_is_closed(&cli->session, &draw, arena))) {
            rc = xc_fail(error, XC_ENO, "the draw %.*s is sealed until its embargo ends",
                         XC_PRI(draw.id));
        }
        if (rc == XC_OK && target.len) {
            rc = prove_target(&draw, target, &row, error);
        }
        xc_arena_free(arena);
    }
    if (rc == XC_OK) {
        rc = prove_entry(cli, index, &entry, error);
    }
    if (rc == XC_OK && cli->json) {
        if (row) {
            json_object_set(entry, "target", row);
        }
        rc = xc_cli_json(cli, json_incref(entry), error);
    } else if (rc == XC_OK) {
        say_proof(cli, entry, row);
    }
    json_decref(entry);
    json_decref(row);
    return rc;
}
