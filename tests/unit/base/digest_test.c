#include "check.h"

#include "base/digest.h"

#include <string.h>

static void assert_hex(struct xc_digest digest, const char *expected) {
    char hex[XC_DIGEST_HEX + 1];
    xc_digest_hex(&digest, hex);
    assert_string_equal(hex, expected);
}

static void test_sha256(void **state) {
    (void)state;
    struct xc_digest digest;
    assert_int_equal(xc_sha256(XC_STR(""), &digest, NULL), XC_OK);
    assert_hex(digest,
               "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_int_equal(xc_sha256(XC_STR("abc"), &digest, NULL), XC_OK);
    assert_hex(digest,
               "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void test_hasher_is_reused(void **state) {
    (void)state;
    struct xc_hasher *hasher = xc_hasher_new();
    assert_non_null(hasher);
    for (int round = 0; round < 3; round++) {
        xc_hasher_start(hasher);
        xc_hasher_add(hasher, "a", 1);
        xc_hasher_add(hasher, NULL, 0);
        xc_hasher_add(hasher, "bc", 2);
        assert_hex(xc_hasher_end(hasher),
                   "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        xc_hasher_start(hasher); /* a start that is given up leaves nothing behind */
        xc_hasher_add(hasher, "junk", 4);
    }
    xc_hasher_free(hasher);
    xc_hasher_free(NULL);
}

/* Every way of cutting messages of up to three blocks, against a hasher. */
static void test_stem(void **state) {
    (void)state;
    static uint8_t text[200];
    struct xc_hasher *hasher = xc_hasher_new();
    assert_non_null(hasher);
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (uint8_t)(i * 37 + 11);
    for (size_t length = 0; length <= sizeof text; length++) {
        xc_hasher_start(hasher);
        xc_hasher_add(hasher, text, length);
        struct xc_digest expected = xc_hasher_end(hasher);
        for (size_t cut = 0; cut <= length; cut++) {
            struct xc_stem stem;
            struct xc_str rest = {(const char *)text + cut, length - cut};
            xc_stem_start(&stem);
            xc_stem_add(&stem, (struct xc_str){(const char *)text, cut / 3});
            xc_stem_add(&stem,
                        (struct xc_str){(const char *)text + cut / 3, cut - cut / 3});
            struct xc_digest digest = xc_stem_end(&stem, rest);
            assert_memory_equal(digest.bytes, expected.bytes, sizeof expected.bytes);
            uint64_t top = 0;
            for (size_t i = 0; i < 8; i++)
                top = top << 8 | expected.bytes[i];
            assert_true(xc_stem_top(&stem, rest) == top);
        }
    }
    xc_hasher_free(hasher);
}

static void assert_hmac(struct xc_str key, struct xc_str text, const char *expected) {
    struct xc_mac *mac = xc_mac_new(key);
    assert_non_null(mac);
    for (int round = 0; round < 2; round++) {
        assert_hex(xc_mac_make(mac, text), expected);
    }
    xc_mac_free(mac);
}

/* RFC 4231, test cases 1, 2 and 6, and nothing under no key. */
static void test_hmac(void **state) {
    (void)state;
    char key[131];
    memset(key, 0x0b, 20);
    assert_hmac((struct xc_str){key, 20}, XC_STR("Hi There"),
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    assert_hmac(XC_STR("Jefe"), XC_STR("what do ya want for nothing?"),
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    memset(key, 0xaa, sizeof key);
    assert_hmac((struct xc_str){key, sizeof key},
                XC_STR("Test Using Larger Than Block-Size Key - Hash Key First"),
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    assert_hmac(XC_STR(""), XC_STR(""),
                "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
    xc_mac_free(NULL);
}

/* The leaves and roots that Certificate Transparency implementations test themselves
 * with. */
static void test_merkle(void **state) {
    (void)state;
    static const struct xc_str leaves[8] = {
        XC_STR_INIT(""),
        XC_STR_INIT("\x00"),
        XC_STR_INIT("\x10"),
        XC_STR_INIT("\x20\x21"),
        XC_STR_INIT("\x30\x31"),
        XC_STR_INIT("\x40\x41\x42\x43"),
        XC_STR_INIT("\x50\x51\x52\x53\x54\x55\x56\x57"),
        XC_STR_INIT("\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f"),
    };
    static const char *const roots[9] = {
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    };
    struct xc_hasher *hasher = xc_hasher_new();
    struct xc_merkle tree;
    xc_merkle_start(&tree, hasher);
    for (size_t count = 0; count <= 8; count++) {
        assert_hex(xc_merkle_end(&tree), roots[count]);
        if (count < 8) {
            struct xc_digest leaf = xc_merkle_add(&tree, leaves[count]);
            if (count == 0) {
                assert_hex(leaf, roots[1]);
            }
        }
    }
    xc_hasher_free(hasher);
}

/* The definition of RFC 6962 §2.1, word for word, over leaf hashes. */
static struct xc_digest defined_root(struct xc_hasher *hasher,
                                     const struct xc_digest *leaves, size_t count) {
    if (count == 1) {
        return leaves[0];
    }
    size_t split = 1;
    while (split * 2 < count) {
        split *= 2;
    }
    struct xc_digest left = defined_root(hasher, leaves, split);
    struct xc_digest right = defined_root(hasher, leaves + split, count - split);
    xc_hasher_start(hasher);
    xc_hasher_add(hasher, "\x01", 1);
    xc_hasher_add(hasher, left.bytes, sizeof left.bytes);
    xc_hasher_add(hasher, right.bytes, sizeof right.bytes);
    return xc_hasher_end(hasher);
}

static void test_merkle_is_the_definition(void **state) {
    (void)state;
    enum { LEAVES = 300 };
    static struct xc_digest leaves[LEAVES];
    struct xc_hasher *hasher = xc_hasher_new();
    struct xc_merkle tree;
    xc_merkle_start(&tree, hasher);
    for (uint32_t count = 1; count <= LEAVES; count++) {
        leaves[count - 1] =
            xc_merkle_add(&tree, (struct xc_str){(char *)&count, sizeof count});
        struct xc_digest expected = defined_root(hasher, leaves, count);
        struct xc_digest got = xc_merkle_end(&tree);
        assert_true(xc_digest_equal(&got, &expected));
    }
    assert_int_equal(tree.count, LEAVES);
    xc_hasher_free(hasher);
}

static void test_hex(void **state) {
    (void)state;
    uint8_t bytes[3] = {9, 9, 9};
    assert_true(xc_hex_parse(XC_STR("00ff1a"), bytes, 3));
    assert_memory_equal(bytes, "\x00\xff\x1a", 3);
    assert_false(xc_hex_parse(XC_STR("00FF1A"), bytes, 3));
    assert_false(xc_hex_parse(XC_STR("00ff1"), bytes, 3));
    assert_false(xc_hex_parse(XC_STR("00ff1a0"), bytes, 3));
    assert_false(xc_hex_parse(XC_STR("00ff1a00"), bytes, 3));
    assert_false(xc_hex_parse(XC_STR("00ff1g"), bytes, 3));
    assert_false(xc_hex_parse(XC_STR(""), bytes, 3));
    assert_false(xc_hex_parse(XC_STR("00"), bytes, SIZE_MAX));
    assert_true(xc_hex_parse(XC_STR(""), bytes, 0));
    struct xc_buffer out = xc_buffer_make(7);
    assert_int_equal(xc_buffer_hex(&out, "\x00\xff\x1a", 3), XC_OK);
    assert_view(xc_buffer_view(&out), "00ff1a");
    assert_int_equal(xc_buffer_hex(&out, "", 0), XC_OK);
    assert_int_equal(xc_buffer_hex(&out, "\x01", 1), XC_ENOMEM);
    assert_view(xc_buffer_view(&out), "00ff1a");
    xc_buffer_free(&out);
}

static void test_equal(void **state) {
    (void)state;
    struct xc_digest a = {{1, 2, 3}};
    struct xc_digest b = a;
    assert_true(xc_digest_equal(&a, &b));
    b.bytes[31] = 1;
    assert_false(xc_digest_equal(&a, &b));
}

static void test_random(void **state) {
    (void)state;
    static uint8_t bytes[10000];
    static unsigned seen[256];
    assert_int_equal(xc_random(bytes, sizeof bytes, NULL), XC_OK);
    for (size_t i = 0; i < sizeof bytes; i++) {
        seen[bytes[i]]++;
    }
    for (size_t i = 0; i < 256;
         i++) { /* 39 expected; one in 10^9 that any leaves the range */
        assert_in_range(seen[i], 3, 100);
    }
    assert_int_equal(xc_random(bytes, 0, NULL), XC_OK);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sha256), cmocka_unit_test(test_hasher_is_reused),
        cmocka_unit_test(test_stem),   cmocka_unit_test(test_hmac),
        cmocka_unit_test(test_merkle), cmocka_unit_test(test_merkle_is_the_definition),
        cmocka_unit_test(test_hex),    cmocka_unit_test(test_equal),
        cmocka_unit_test(test_random),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
