#include "check.h"

#include "base/note.h"

#include <string.h>

enum { LEAVES = 8 };

static struct xc_digest digest_of(const char *hex) {
    struct xc_digest digest;
    assert_true(xc_hex_parse(xc_str_from(hex), digest.bytes, sizeof digest.bytes));
    return digest;
}

/* The leaves that Certificate Transparency implementations test themselves with. */
static const struct xc_str leaves[LEAVES] = {
    XC_STR_INIT(""),
    XC_STR_INIT("\x00"),
    XC_STR_INIT("\x10"),
    XC_STR_INIT("\x20\x21"),
    XC_STR_INIT("\x30\x31"),
    XC_STR_INIT("\x40\x41\x42\x43"),
    XC_STR_INIT("\x50\x51\x52\x53\x54\x55\x56\x57"),
    XC_STR_INIT("\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f"),
};

/* Their published inclusion paths. */
static const struct {
    uint64_t index, count;
    size_t length;
    const char *path[3];
} published[] = {
    {0, 1, 0, {NULL}},
    {0,
     8,
     3,
     {"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"}},
    {5,
     8,
     3,
     {"bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
      "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}},
    {2, 3, 1, {"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"}},
    {1,
     5,
     3,
     {"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"}},
};

static void hash_leaves(struct xc_hasher *hasher, struct xc_digest hashes[LEAVES]) {
    for (size_t i = 0; i < LEAVES; i++) {
        hashes[i] = xc_merkle_leaf(hasher, leaves[i]);
    }
}

static void test_published_paths(void **state) {
    (void)state;
    struct xc_digest hashes[LEAVES], path[XC_PROOF_HASHES];
    struct xc_hasher *hasher = xc_hasher_new();
    hash_leaves(hasher, hashes);
    for (size_t i = 0; i < sizeof published / sizeof *published; i++) {
        size_t length = 99;
        assert_int_equal(xc_merkle_proof(hasher, hashes, published[i].count,
                                         published[i].index, path, &length),
                         XC_OK);
        assert_int_equal(length, published[i].length);
        for (size_t k = 0; k < length; k++) {
            struct xc_digest expected = digest_of(published[i].path[k]);
            assert_memory_equal(&path[k], &expected, sizeof expected);
        }
    }
    xc_hasher_free(hasher);
}

/* Every leaf of every tree up to 40 leaves: its path leads to the root that the tree has
 * leaf by leaf; no other index, size, leaf, length or hash does. */
static void test_paths_lead_to_the_root(void **state) {
    (void)state;
    enum { MOST = 40 };
    static struct xc_digest hashes[MOST];
    struct xc_digest path[XC_PROOF_HASHES + 1], root, got;
    struct xc_hasher *hasher = xc_hasher_new();
    struct xc_merkle tree;
    xc_merkle_start(&tree, hasher);
    for (uint64_t count = 1; count <= MOST; count++) {
        hashes[count - 1] =
            xc_merkle_add(&tree, (struct xc_str){(char *)&count, sizeof count});
        root = xc_merkle_end(&tree);
        for (uint64_t index = 0; index < count; index++) {
            size_t length;
            assert_int_equal(xc_merkle_proof(hasher, hashes, count, index, path, &length),
                             XC_OK);
            const struct xc_digest *leaf = &hashes[index];
            assert_true(
                xc_merkle_root_of(hasher, leaf, index, count, path, length, &got));
            assert_true(xc_digest_equal(&got, &root));
            for (uint64_t other = 0; other < count; other++) {
                bool led =
                    xc_merkle_root_of(hasher, leaf, other, count, path, length, &got) &&
                    xc_digest_equal(&got, &root);
                assert_int_equal(led, other == index);
            }
            assert_false(
                xc_merkle_root_of(hasher, leaf, index, count, path, length + 1, &got));
            if (length > 0) {
                assert_false(xc_merkle_root_of(hasher, leaf, index, count, path,
                                               length - 1, &got));
                path[length / 2].bytes[31] ^= 1;
                assert_true(
                    xc_merkle_root_of(hasher, leaf, index, count, path, length, &got));
                assert_false(xc_digest_equal(&got, &root));
            }
        }
    }
    xc_hasher_free(hasher);
}

static void test_there_is_no_such_leaf(void **state) {
    (void)state;
    struct xc_digest hashes[LEAVES], path[XC_PROOF_HASHES], root;
    struct xc_hasher *hasher = xc_hasher_new();
    size_t length;
    hash_leaves(hasher, hashes);
    assert_int_equal(xc_merkle_proof(hasher, hashes, 8, 8, path, &length), XC_EINPUT);
    assert_int_equal(xc_merkle_proof(hasher, hashes, 0, 0, path, &length), XC_EINPUT);
    assert_false(xc_merkle_root_of(hasher, hashes, 1, 1, path, 0, &root));
    assert_false(xc_merkle_root_of(hasher, hashes, 0, 0, path, 0, &root));
    assert_false(
        xc_merkle_root_of(hasher, hashes, UINT64_MAX, UINT64_MAX, path, 8, &root));
    xc_hasher_free(hasher);
}

/* The verifier key and the signed note that the Go library golang.org/x/mod/sumdb/note
 * shows in its documentation: another program's signature over another kind of text. */
#define PETER "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"

static void test_key_of_another_program(void **state) {
    (void)state;
    struct xc_note_key key;
    struct xc_error error = {0};
    struct xc_buffer out = xc_buffer_make(4096);
    assert_int_equal(xc_note_key_read(XC_STR(PETER), &key, &error), XC_OK);
    assert_view(key.name, "PeterNeumann");
    assert_int_equal(key.hash, 0xc74f20a3);
    assert_int_equal(xc_note_key_write(key.name, key.public_key, &out), XC_OK);
    assert_view(xc_buffer_view(&out), PETER);
    uint8_t signature[XC_SIGNATURE_BYTES];
    static const char signed_text[] =
        "If you think cryptography is the answer to your problem,\n"
        "then you don't know what your problem is.\n";
    assert_true(xc_hex_parse(
        xc_str_from("f64992e052f541bf49f7dcbc8010c5506d885ba92cbafca40704959227348b86"
                    "52060dd451580b6a5948d5e02afa9fa9d9e0a2da5165be8a13a472c81c099c03"),
        signature, sizeof signature));
    assert_true(xc_signature_valid(key.public_key, xc_str_from(signed_text), signature));
    /* Every other byte anywhere is refused. */
    for (size_t i = 0; i < out.len; i++) {
        for (unsigned bit = 0; bit < 8; bit++) {
            out.ptr[i] = (char)(out.ptr[i] ^ (1 << bit));
            assert_int_equal(xc_note_key_read(xc_buffer_view(&out), &key, NULL),
                             XC_EINPUT);
            out.ptr[i] = (char)(out.ptr[i] ^ (1 << bit));
        }
    }
    for (size_t len = 0; len < out.len; len++) {
        assert_int_equal(xc_note_key_read((struct xc_str){out.ptr, len}, &key, NULL),
                         XC_EINPUT);
    }
    static const char *const names[] = {"", "a b", "a+b", "a\nb", "a\u3000b", "\xff"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        assert_false(xc_note_name_valid(xc_str_from(names[i])));
        assert_int_equal(xc_note_key_write(xc_str_from(names[i]), key.public_key, &out),
                         XC_EINPUT);
    }
    assert_true(xc_note_name_valid(XC_STR("example.org/医保局-320282")));
    xc_buffer_free(&out);
}

/* Unicode's White_Space property, and every character up to the last of them. */
static void test_blanks_in_names(void **state) {
    (void)state;
    for (uint32_t c = 0x20; c <= 0x3001; c++) {
        char bytes[] = {'a', (char)c, 'b', 0, 0, 0};
        size_t len = 3;
        if (c >= 0x800) {
            bytes[1] = (char)(0xE0 | c >> 12);
            bytes[2] = (char)(0x80 | (c >> 6 & 63));
            bytes[3] = (char)(0x80 | (c & 63));
            bytes[4] = 'b';
            len = 5;
        } else if (c >= 0x80) {
            bytes[1] = (char)(0xC0 | c >> 6);
            bytes[2] = (char)(0x80 | (c & 63));
            bytes[3] = 'b';
            len = 4;
        }
        bool bad = c == '+' || c == 0x20 || (c >= 0x7F && c <= 0xA0) || c == 0x1680 ||
                   (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 ||
                   c == 0x202F || c == 0x205F || c == 0x3000;
        assert_int_equal(xc_note_name_valid((struct xc_str){bytes, len}), !bad);
    }
}

/* RFC 8032's first key, so that the bytes are the same for ever. */
static const char pem[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
    "-----END PRIVATE KEY-----\n";

struct signing {
    struct xc_signing_key *signer;
    struct xc_buffer key_text;
    struct xc_note_key key;
    struct xc_checkpoint checkpoint;
    struct xc_buffer note;
};

static void start(struct signing *signing) {
    uint8_t public_key[XC_KEY_BYTES];
    struct xc_error error = {0};
    *signing = (struct signing){0};
    signing->key_text = xc_buffer_make(4096);
    signing->note = xc_buffer_make(1 << 20);
    assert_int_equal(xc_signing_key_parse(xc_str_from(pem), &signing->signer, &error),
                     XC_OK);
    assert_int_equal(xc_signing_key_public(signing->signer, public_key, &error), XC_OK);
    assert_int_equal(
        xc_note_key_write(XC_STR("example.org/draws"), public_key, &signing->key_text),
        XC_OK);
    assert_int_equal(
        xc_note_key_read(xc_buffer_view(&signing->key_text), &signing->key, &error),
        XC_OK);
    signing->checkpoint.origin = XC_STR("example.org/draws");
    signing->checkpoint.size = 8;
    signing->checkpoint.root =
        digest_of("5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
    assert_int_equal(xc_checkpoint_write(&signing->checkpoint, signing->signer,
                                         &signing->note, &error),
                     XC_OK);
}

static void end(struct signing *signing) {
    xc_buffer_free(&signing->key_text);
    xc_buffer_free(&signing->note);
    xc_signing_key_free(signing->signer);
}

static int read_note(const struct signing *signing, struct xc_str note) {
    struct xc_checkpoint checkpoint;
    struct xc_error error = {0};
    int code = xc_checkpoint_read(note, &signing->key, &checkpoint, &error);
    assert_int_equal(code, error.code);
    return code;
}

static void test_checkpoint_there_and_back(void **state) {
    (void)state;
    struct signing signing;
    struct xc_checkpoint got;
    start(&signing);
    struct xc_str note = xc_buffer_view(&signing.note);
    assert_true(
        xc_str_starts(note, XC_STR("example.org/draws\n8\n"
                                   "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n\n— "
                                   "example.org/draws ")));
    assert_int_equal(xc_checkpoint_read(note, &signing.key, &got, NULL), XC_OK);
    assert_int_equal(got.size, 8);
    assert_view(got.origin, "example.org/draws");
    assert_true(xc_digest_equal(&got.root, &signing.checkpoint.root));
    /* another one behind it */
    size_t first = signing.note.len;
    assert_int_equal(
        xc_checkpoint_write(&signing.checkpoint, signing.signer, &signing.note, NULL),
        XC_OK);
    assert_int_equal(signing.note.len, 2 * first);
    assert_memory_equal(signing.note.ptr, signing.note.ptr + first, first);
    end(&signing);
}

/* Every flipped bit and every cut. */
static void test_damaged_checkpoints(void **state) {
    (void)state;
    struct signing signing;
    start(&signing);
    struct xc_buffer *note = &signing.note;
    for (size_t i = 0; i < note->len; i++) {
        for (unsigned bit = 0; bit < 8; bit++) {
            note->ptr[i] = (char)(note->ptr[i] ^ (1 << bit));
            assert_int_not_equal(read_note(&signing, xc_buffer_view(note)), XC_OK);
            note->ptr[i] = (char)(note->ptr[i] ^ (1 << bit));
        }
    }
    for (size_t len = 0; len < note->len; len++) {
        assert_int_equal(read_note(&signing, (struct xc_str){note->ptr, len}), XC_EINPUT);
    }
    end(&signing);
}

static void test_lines_of_others(void **state) {
    (void)state;
    struct signing signing;
    start(&signing);
    struct xc_buffer *note = &signing.note;
    size_t len = note->len;
    assert_int_equal(xc_buffer_puts(note, "— witness.example AAAAAAE=\n"), XC_OK);
    assert_int_equal(read_note(&signing, xc_buffer_view(note)), XC_OK);
    static const char *const good[] = {
        "— witness.example AAAAAAEB\n",
        "— witness.example AAAAAAEBAg==\n",
        "— witness.example AAAAAAEBAgM=\n",
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        note->len = len;
        assert_int_equal(xc_buffer_puts(note, good[i]), XC_OK);
        assert_int_equal(read_note(&signing, xc_buffer_view(note)), XC_OK);
    }
    static const char *const bad[] = {
        "— witness.example AAAA\n",
        "— witness.example AAAAAAE\n",
        "— witness.example AAAAAA==\n", /* a key's hash and no signature */
        "— witness.example AAAAAAF=\n",
        "— witness.example AAAAAAEBAh==\n", /* bits that no byte holds */
        "— witness.example AAAAAAEBA===\n",
        "— witness.example AAAAAAEB====\n",
        "— witness.example AAAA=AAB\n",
        "— witness.example \n",
        "- witness.example AAAAAAE=\n",
        "— witness.example  AAAAAAE=\n",
        "— AAAAAAE=\n",
        "\n",
        "— witness.example AAAAAAE= \n",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        note->len = len;
        assert_int_equal(xc_buffer_puts(note, bad[i]), XC_OK);
        assert_int_equal(read_note(&signing, xc_buffer_view(note)), XC_EINPUT);
    }
    /* A second line of the key, and a hundred of others too many. */
    note->len = len;
    struct xc_str line =
        xc_str_slice(xc_buffer_view(note),
                     (size_t)xc_str_find(xc_buffer_view(note), XC_STR("—")), len);
    char copy[256];
    assert_true(line.len < sizeof copy);
    memcpy(copy, line.ptr, line.len);
    assert_int_equal(xc_buffer_append(note, copy, line.len), XC_OK);
    assert_int_equal(read_note(&signing, xc_buffer_view(note)), XC_OK);
    note->ptr[note->len - 10] = note->ptr[note->len - 10] == 'A' ? 'B' : 'A';
    assert_int_equal(read_note(&signing, xc_buffer_view(note)), XC_ENO);
    note->len = len;
    for (unsigned i = 0; i < 99; i++) {
        assert_int_equal(xc_buffer_puts(note, "— witness.example AAAAAAE=\n"), XC_OK);
    }
    assert_int_equal(read_note(&signing, xc_buffer_view(note)), XC_OK);
    assert_int_equal(xc_buffer_puts(note, "— witness.example AAAAAAE=\n"), XC_OK);
    assert_int_equal(read_note(&signing, xc_buffer_view(note)), XC_EINPUT);
    end(&signing);
}

static void test_other_keys_and_texts(void **state) {
    (void)state;
    struct signing signing;
    struct xc_note_key other;
    struct xc_checkpoint checkpoint;
    start(&signing);
    struct xc_str note = xc_buffer_view(&signing.note);
    assert_int_equal(xc_note_key_read(XC_STR(PETER), &other, NULL), XC_OK);
    assert_int_equal(xc_checkpoint_read(note, &other, &checkpoint, NULL), XC_ENO);
    other = signing.key; /* the same name, another key */
    other.hash ^= 1;
    assert_int_equal(xc_checkpoint_read(note, &other, &checkpoint, NULL), XC_ENO);
    checkpoint = signing.checkpoint;
    checkpoint.origin = XC_STR("two words");
    assert_int_equal(
        xc_checkpoint_write(&checkpoint, signing.signer, &signing.note, NULL), XC_EINPUT);
    struct xc_buffer tight = xc_buffer_make(60);
    assert_int_equal(
        xc_checkpoint_write(&signing.checkpoint, signing.signer, &tight, NULL),
        XC_ENOMEM);
    xc_buffer_free(&tight);
    end(&signing);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_published_paths),
        cmocka_unit_test(test_paths_lead_to_the_root),
        cmocka_unit_test(test_there_is_no_such_leaf),
        cmocka_unit_test(test_key_of_another_program),
        cmocka_unit_test(test_blanks_in_names),
        cmocka_unit_test(test_checkpoint_there_and_back),
        cmocka_unit_test(test_damaged_checkpoints),
        cmocka_unit_test(test_lines_of_others),
        cmocka_unit_test(test_other_keys_and_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
