#include "workspace.h"

#include "store/ledger_internal.h"

static const struct xc_str office = XC_STR_INIT("3202");

static uint64_t append(struct xc_store *store, xc_instant at, const char *text) {
    struct xc_error error = {0};
    struct xc_str view = xc_str_from(text);
    uint64_t index = UINT64_MAX;
    test_ok(xc_ledger_append(store, office, at, &view, 1, &index, &error), &error);
    return index;
}

static int add_line(void *context, const struct xc_ledger_entry *entry) {
    (void)xc_ledger_line(entry, context);
    return xc_buffer_putc(context, '\n');
}

static void export(struct xc_store *store, struct xc_buffer *lines) {
    struct xc_error error = {0};
    xc_buffer_clear(lines);
    test_ok(xc_ledger_each(store, 0, add_line, lines, &error), &error);
}

/* The first finding; UINT64_MAX - 1: there was none. */
struct finding {
    uint64_t index;
    struct xc_message message;
};

static int keep_first(void *context, uint64_t index, const struct xc_message *message) {
    struct finding *finding = context;
    finding->index = index;
    finding->message = *message;
    return 1;
}

static const struct finding none = {.index = UINT64_MAX - 1};

static struct finding look(struct xc_str lines, const struct xc_note_key *key,
                           const struct xc_checkpoint *checkpoint) {
    struct xc_error error = {0};
    struct finding finding = none;
    int rc = xc_ledger_verify_text(lines, key, checkpoint, keep_first, &finding, &error);
    assert_int_equal(rc, finding.index == none.index ? 0 : 1);
    return finding;
}

static struct finding look_in(struct xc_store *store) {
    struct xc_error error = {0};
    struct finding finding = none;
    int rc = xc_ledger_verify(store, NULL, keep_first, &finding, &error);
    if (rc != 1)
        test_ok(rc, &error);
    return finding;
}

static void says(const struct finding *finding, uint64_t index, const char *wanted) {
    struct xc_buffer text = xc_buffer_make(4096);
    if (finding->index == none.index)
        fail_msg("nothing was found instead of '%s'", wanted);
    (void)xc_message_render(&finding->message, NULL, &text);
    if (finding->index != index ||
        xc_str_find(xc_buffer_view(&text), xc_str_from(wanted)) < 0)
        fail_msg("%llu: '%.*s' is not %llu: '%s'", (unsigned long long)finding->index,
                 XC_PRI(xc_buffer_view(&text)), (unsigned long long)index, wanted);
    xc_buffer_free(&text);
}

static struct xc_note_key key_of(struct xc_store *store, struct xc_buffer *text) {
    struct xc_error error = {0};
    struct xc_note_key key;
    test_ok(xc_ledger_key(store, text, &error), &error);
    test_ok(xc_note_key_read(xc_buffer_view(text), &key, &error), &error);
    return key;
}

static void entries_follow_one_another(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    struct xc_ledger_entry first, second;
    struct xc_buffer line = xc_buffer_make(1 << 20);
    struct xc_digest digest;
    assert_int_equal(append(workspace->store, TEST_AT, "note-v1\nan entry: \"甲\\\"\n"),
                     0);
    assert_int_equal(append(workspace->store, TEST_AT - 400 * 86400, "note-v1\n"), 1);
    assert_int_equal(append(workspace->store, TEST_AT + 1, "note-v1\n"), 2);
    assert_int_equal(xc_ledger_size(workspace->store, &error), 3);
    test_ok(xc_ledger_entry(workspace->store, 0, workspace->arena, &first, &error),
            &error);
    test_ok(xc_ledger_entry(workspace->store, 1, workspace->arena, &second, &error),
            &error);
    assert_int_equal(second.at, TEST_AT); /* held */
    test_ok(xc_sha256(XC_STR(""), &digest, &error), &error);
    assert_true(xc_digest_equal(&first.previous, &digest));
    (void)xc_ledger_line(&first, &line);
    test_ok(xc_sha256(xc_buffer_view(&line), &digest, &error), &error);
    assert_true(xc_digest_equal(&second.previous, &digest));
    assert_true(xc_str_starts(
        xc_buffer_view(&line),
        XC_STR("{\"at\":\"2026-01-05T02:00:00Z\",\"index\":0,\"office\":\"3202\",")));
    assert_true(xc_str_ends(xc_buffer_view(&line),
                            XC_STR("\"suite\":\"sha256-ed25519\",\"text\":"
                                   "\"note-v1\\nan entry: \\\"甲\\\\\\\"\\n"
                                   "\"}")));
    test_says(xc_ledger_entry(workspace->store, 3, workspace->arena, &first, &error),
              XC_ENO, &error, "no entry 3");
    assert_int_equal(look_in(workspace->store).index, none.index);
    xc_buffer_free(&line);
}

static void bad_texts(void **state) {
    struct workspace *workspace = *state;
    static const struct xc_str texts[] = {
        XC_STR_INIT(""),          XC_STR_INIT("no end"),     XC_STR_INIT("a\tb\n"),
        XC_STR_INIT("\xff\n"),    XC_STR_INIT("nul\0nul\n"), XC_STR_INIT("\x7f\n"),
        XC_STR_INIT("\xc2\x85\n")};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct xc_error error = {0};
        uint64_t index;
        test_says(xc_ledger_append(workspace->store, office, TEST_AT, &texts[i], 1,
                                   &index, &error),
                  XC_EINTERNAL, &error, "control characters");
    }
    assert_true(xc_ledger_text_fits(XC_STR(" ~\xc2\xa0\n")));
    char *big = malloc(XC_LEDGER_TEXT_BYTES + 1);
    assert_non_null(big);
    memset(big, '\n', XC_LEDGER_TEXT_BYTES + 1);
    struct xc_str text = {big, XC_LEDGER_TEXT_BYTES};
    assert_true(xc_ledger_text_fits(text));
    text.len++;
    assert_false(xc_ledger_text_fits(text));
    free(big);
    assert_int_equal(test_count(workspace->path, "SELECT count(*) FROM ledger"), 0);
}

static void four_lines(struct workspace *workspace) {
    for (int i = 0; i < 4; i++) {
        char text[64];
        (void)snprintf(text, sizeof text, "note-v1\nnumber %d\n", i);
        (void)append(workspace->store, TEST_AT + i, text);
    }
}

static struct xc_str line_of(struct xc_str text, unsigned number) {
    struct xc_str rest = text, line = rest;
    for (unsigned i = 0; i <= number; i++)
        line = xc_str_cut(&rest, '\n');
    return (struct xc_str){line.ptr, line.len + 1};
}

static void several_at_once(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    static const struct xc_str texts[] = {XC_STR_INIT("note-v1\na\n"),
                                          XC_STR_INIT("note-v1\nb\n"),
                                          XC_STR_INIT("note-v1\nc\n")};
    uint64_t index;
    assert_int_equal(append(workspace->store, TEST_AT, "note-v1\n"), 0);
    test_ok(
        xc_ledger_append(workspace->store, office, TEST_AT - 9, texts, 3, &index, &error),
        &error);
    assert_int_equal(index, 1);
    assert_int_equal(xc_ledger_size(workspace->store, &error), 4);
    for (size_t i = 0; i < 3; i++) {
        struct xc_ledger_entry entry;
        test_ok(
            xc_ledger_entry(workspace->store, 1 + i, workspace->arena, &entry, &error),
            &error);
        assert_true(xc_str_equal(entry.text, texts[i]));
        assert_int_equal(entry.at, TEST_AT);
    }
    assert_int_equal(look_in(workspace->store).index, none.index);
}

/* What is written otherwise than an entry is none, though its values are the same. */
static void lines_that_are_no_entries(void **state) {
    struct workspace *workspace = *state;
    struct xc_buffer lines = xc_buffer_make(1 << 20), name = xc_buffer_make(1024);
    struct xc_buffer changed = xc_buffer_make(1 << 20);
    static const struct {
        const char *from, *to;
    } cases[] = {
        {"{\"at\":", "{\"at\": "},
        {"2026-01-05T", "2026-13-05T"},
        {"00:03Z", "00:60Z"},
        {"\"index\":11,", "\"index\":011,"},
        {"\"index\":11,", "\"index\":,"},
        {"\"3202\"", "\"3202\xff\""},
        {"\"3202\"", "\"3202\\n\""},
        {"\"3202\"", "\"\\u0033202\""},
        {"sha256-ed25519", "sha256-ed25518"},
        {"number 3", "number\t3"},
        {"\"}\n", "\"} \n"},
        {"\"}\n", "\"\n"},
        {"\\n\"}", "\"}"},
    };
    for (int i = 0; i < 3; i++)
        four_lines(workspace);
    export(workspace->store, &lines);
    struct xc_note_key key = key_of(workspace->store, &name);
    struct xc_str all = xc_buffer_view(&lines), last = line_of(all, 11);
    struct xc_str before = {all.ptr, all.len - last.len};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ptrdiff_t at = xc_str_find(last, xc_str_from(cases[i].from));
        assert_true(at >= 0);
        xc_buffer_clear(&changed);
        (void)xc_buffer_add(&changed, before);
        (void)xc_buffer_add(&changed, xc_str_slice(last, 0, (size_t)at));
        (void)xc_buffer_puts(&changed, cases[i].to);
        (void)xc_buffer_add(
            &changed, xc_str_slice(last, (size_t)at + strlen(cases[i].from), last.len));
        struct finding finding = look(xc_buffer_view(&changed), &key, NULL);
        says(&finding, 11, "this line is not a ledger entry");
    }
    all.len--;
    struct finding finding = look(all, &key, NULL);
    says(&finding, 11, "the last line has no end");
    struct xc_str first = line_of(all, 0);
    first.len--;
    finding = look(first, &key, NULL);
    says(&finding, 0, "the last line has no end");
    assert_int_equal(look(XC_STR(""), &key, NULL).index, none.index);
    xc_buffer_free(&lines);
    xc_buffer_free(&name);
    xc_buffer_free(&changed);
}

/* Every byte flipped in every bit: the line that holds it is the first bad record. */
static void every_flip_shows(void **state) {
    struct workspace *workspace = *state;
    struct xc_buffer lines = xc_buffer_make(1 << 20), name = xc_buffer_make(1024);
    four_lines(workspace);
    export(workspace->store, &lines);
    struct xc_note_key key = key_of(workspace->store, &name);
    assert_int_equal(look(xc_buffer_view(&lines), &key, NULL).index, none.index);
    uint64_t line = 0;
    for (size_t i = 0; i < lines.len; i++) {
        bool end = lines.ptr[i] == '\n';
        for (unsigned bit = 0; bit < 8; bit += 1 + (unsigned)(i % 3)) {
            lines.ptr[i] = (char)(lines.ptr[i] ^ (1 << bit));
            struct finding finding = look(xc_buffer_view(&lines), &key, NULL);
            if (finding.index != line)
                fail_msg("byte %zu bit %u: record %llu, not %llu", i, bit,
                         (unsigned long long)finding.index, (unsigned long long)line);
            lines.ptr[i] = (char)(lines.ptr[i] ^ (1 << bit));
        }
        line += end;
    }
    xc_buffer_free(&lines);
    xc_buffer_free(&name);
}

static void put_together(const struct xc_buffer *lines, const unsigned *order,
                         size_t count, struct xc_buffer *out) {
    xc_buffer_clear(out);
    for (size_t i = 0; i < count; i++)
        (void)xc_buffer_add(out, line_of(xc_buffer_view(lines), order[i]));
}

static void lost_doubled_and_swapped_records(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    struct xc_buffer lines = xc_buffer_make(1 << 20), name = xc_buffer_make(1024);
    struct xc_buffer changed = xc_buffer_make(1 << 20), note = xc_buffer_make(4096);
    struct xc_checkpoint checkpoint;
    four_lines(workspace);
    export(workspace->store, &lines);
    struct xc_note_key key = key_of(workspace->store, &name);
    test_ok(xc_ledger_checkpoint(workspace->store, &note, &error), &error);
    test_ok(xc_checkpoint_read(xc_buffer_view(&note), &key, &checkpoint, &error), &error);
    assert_int_equal(checkpoint.size, 4);
    assert_int_equal(look(xc_buffer_view(&lines), &key, &checkpoint).index, none.index);
    static const struct {
        unsigned order[5];
        size_t count;
        uint64_t index;
        const char *says;
    } cases[] = {
        {{1, 2, 3}, 3, 0, "entry 0 is missing"},
        {{0, 2, 3}, 3, 1, "entry 1 is missing: entry 2"},
        {{0, 1, 2}, 3, 3, "the checkpoint counts 4"},
        {{0, 0, 1, 2, 3}, 5, 1, "entry 0 stands in the place of entry 1"},
        {{0, 1, 2, 3, 3}, 5, 4, "entry 3 stands in the place of entry 4"},
        {{1, 0, 2, 3}, 4, 0, "entry 0 is missing"},
        {{0, 1, 3, 2}, 4, 2, "entry 2 is missing"},
        {{0}, 0, 0, "the checkpoint counts 4"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        put_together(&lines, cases[i].order, cases[i].count, &changed);
        struct finding finding = look(xc_buffer_view(&changed), &key, &checkpoint);
        says(&finding, cases[i].index, cases[i].says);
    }
    (void)append(workspace->store, TEST_AT + 9, "note-v1\n"); /* longer is fine */
    export(workspace->store, &lines);
    assert_int_equal(look(xc_buffer_view(&lines), &key, &checkpoint).index, none.index);
    checkpoint.root.bytes[0] ^= 1;
    struct finding finding = look(xc_buffer_view(&lines), &key, &checkpoint);
    says(&finding, 3, "not those of the checkpoint");
    xc_buffer_free(&lines);
    xc_buffer_free(&name);
    xc_buffer_free(&changed);
    xc_buffer_free(&note);
}

/* Every entry's path leads from its leaf to the root of every tree that holds it. */
static void proofs(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    struct xc_hasher *hasher = xc_hasher_new();
    struct xc_buffer name = xc_buffer_make(1024), note = xc_buffer_make(4096);
    struct xc_note_key key = key_of(workspace->store, &name);
    for (int i = 0; i < 9; i++)
        four_lines(workspace);
    for (uint64_t size = 1; size <= 36; size += size < 9 ? 1 : 9) {
        struct xc_checkpoint checkpoint;
        xc_buffer_clear(&note);
        test_ok(xc_ledger_checkpoint_at(workspace->store, size, &note, &error), &error);
        test_ok(xc_checkpoint_read(xc_buffer_view(&note), &key, &checkpoint, &error),
                &error);
        assert_int_equal(checkpoint.size, size);
        for (uint64_t index = 0; index < size; index++) {
            struct xc_ledger_entry entry;
            struct xc_digest path[XC_PROOF_HASHES], root;
            size_t length;
            test_ok(xc_ledger_entry(workspace->store, index, workspace->arena, &entry,
                                    &error),
                    &error);
            test_ok(xc_ledger_proof(workspace->store, index, size, path, &length, &error),
                    &error);
            assert_true(
                xc_merkle_root_of(hasher, &entry.leaf, index, size, path, length, &root));
            assert_true(xc_digest_equal(&root, &checkpoint.root));
        }
    }
    struct xc_digest path[XC_PROOF_HASHES];
    size_t length;
    test_says(xc_ledger_proof(workspace->store, 36, 0, path, &length, &error), XC_ENO,
              &error, "no entry 36");
    test_says(xc_ledger_proof(workspace->store, 0, 37, path, &length, &error), XC_ENO,
              &error, "no entry 36");
    xc_buffer_free(&name);
    xc_buffer_free(&note);
    xc_hasher_free(hasher);
}

/* Reading goes on without the key file; entering does not, and stores nothing. */
static void without_key(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    struct xc_str value;
    char key[256], aside[256];
    (void)snprintf(key, sizeof key, "%s.key", workspace->path);
    (void)snprintf(aside, sizeof aside, "%s.aside", workspace->path);
    assert_int_equal(rename(key, aside), 0);
    test_says(xc_store_set_setting(workspace->store, office, XC_STR("a"), XC_STR("b"),
                                   TEST_AT, &error),
              XC_EENV, &error, "signing key of this workspace is missing");
    test_ok(xc_store_get_setting(workspace->store, office, XC_STR("a"), workspace->arena,
                                 &value, &error),
            &error);
    assert_int_equal(value.len, 0);
    FILE *file = fopen(key, "wb");
    assert_non_null(file);
    assert_true(fputs("-----BEGIN PRIVATE KEY-----\n", file) >= 0);
    assert_int_equal(fclose(file), 0);
    test_says(xc_store_set_setting(workspace->store, office, XC_STR("a"), XC_STR("b"),
                                   TEST_AT, &error),
              XC_EENV, &error, "not a signing key");
    assert_int_equal(rename(aside, key), 0);
    (void)append(workspace->store, TEST_AT, "note-v1\n");
    /* Another key may not go on with this ledger. */
    xc_store_close(workspace->store);
    assert_int_equal(unlink(key), 0);
    file = fopen(aside, "wb");
    assert_non_null(file);
    assert_true(fputs("no key\n", file) >= 0);
    assert_int_equal(fclose(file), 0);
    test_says(xc_ledger_take_key(workspace->path, aside, &error), XC_EINPUT, &error,
              "not a signing key");
    assert_int_not_equal(access(key, F_OK), 0);
    test_ok(xc_ledger_make_key(workspace->path, &error), &error);
    test_says(xc_ledger_make_key(workspace->path, &error), XC_EUSAGE, &error,
              "exists already");
    workspace->store = test_open(workspace->path);
    test_says(xc_store_set_setting(workspace->store, office, XC_STR("a"), XC_STR("b"),
                                   TEST_AT, &error),
              XC_EENV, &error, "not signed by the key file");
    struct finding finding = look_in(workspace->store);
    says(&finding, 0, "signature");
}

static void append_only(void **state) {
    struct workspace *workspace = *state;
    sqlite3 *db = NULL;
    four_lines(workspace);
    assert_int_equal(sqlite3_open(workspace->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "UPDATE ledger SET at = ''", NULL, NULL, NULL),
                     SQLITE_CONSTRAINT);
    assert_string_equal(sqlite3_errmsg(db), "the ledger is append-only");
    assert_int_equal(sqlite3_exec(db, "DELETE FROM ledger", NULL, NULL, NULL),
                     SQLITE_CONSTRAINT);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

/* Whoever takes the triggers away is found by the chain. */
static void changed_rows(void **state) {
    struct workspace *workspace = *state;
    static const struct {
        const char *sql, *says;
    } cases[] = {
        {"UPDATE ledger SET body = body || 'x' || char(10) WHERE number = 2", "hash"},
        {"UPDATE ledger SET at = '2026-01-05T02:00:00Z' WHERE number = 2", "before"},
        {"UPDATE ledger SET office = '1' WHERE number = 2", "signature"},
        {"UPDATE ledger SET leaf = zeroblob(32) WHERE number = 2", "hash"},
        {"UPDATE ledger SET leaf = x'00' WHERE number = 2", "hash"},
        {"UPDATE ledger SET previous = zeroblob(32) WHERE number = 2", "continue"},
        {"UPDATE ledger SET signature = zeroblob(64) WHERE number = 2", "signature"},
        {"UPDATE ledger SET suite = 'sm3-sm2' WHERE number = 2", "signature"},
        {"DELETE FROM ledger WHERE number = 2", "entry 2 is missing"},
    };
    four_lines(workspace);
    test_sql(workspace->path, "DROP TRIGGER ledger_is_not_changed;"
                              "DROP TRIGGER ledger_is_not_shortened;"
                              "CREATE TABLE kept AS SELECT * FROM ledger");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        test_sql(workspace->path, cases[i].sql);
        struct finding finding = look_in(workspace->store);
        says(&finding, 2, cases[i].says);
        test_sql(workspace->path,
                 "DELETE FROM ledger; INSERT INTO ledger SELECT * FROM kept");
        assert_int_equal(look_in(workspace->store).index, none.index);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(entries_follow_one_another, setup, teardown),
        cmocka_unit_test_setup_teardown(bad_texts, setup, teardown),
        cmocka_unit_test_setup_teardown(several_at_once, setup, teardown),
        cmocka_unit_test_setup_teardown(lines_that_are_no_entries, setup, teardown),
        cmocka_unit_test_setup_teardown(every_flip_shows, setup, teardown),
        cmocka_unit_test_setup_teardown(lost_doubled_and_swapped_records, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(proofs, setup, teardown),
        cmocka_unit_test_setup_teardown(without_key, setup, teardown),
        cmocka_unit_test_setup_teardown(append_only, setup, teardown),
        cmocka_unit_test_setup_teardown(changed_rows, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
