#include "check.h"

#include "base/digest.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <string.h>

/* RFC 8032 §7.1, tests 1 to 3; the keys in PKCS #8 as the key file holds them. */
static const struct {
    const char *pem;
    const char *public_key;
    struct xc_str message;
    const char *signature;
} vectors[] = {
    {"-----BEGIN PRIVATE KEY-----\n"
     "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
     "-----END PRIVATE KEY-----\n",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", XC_STR_INIT(""),
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61"
     "e"
     "39701cf9b46bd25bf5f0595bbe24655141438e7a100b"},
    {"-----BEGIN PRIVATE KEY-----\n"
     "MC4CAQAwBQYDK2VwBCIEIEzNCJso/5banbbDRuwRTg9bijGfNaumJNqM9u1PuKb7\n"
     "-----END PRIVATE KEY-----\n",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
     XC_STR_INIT("\x72"),
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458"
     "f"
     "3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
    {"-----BEGIN PRIVATE KEY-----\n"
     "MC4CAQAwBQYDK2VwBCIEIMWqjfQ/n4N77bdELzHct7Fm04U1B28JS4XOOi4LRFj3\n"
     "-----END PRIVATE KEY-----\n",
     "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
     XC_STR_INIT("\xaf\x82"),
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae6"
     "7"
     "f760984dc6594a7c15e9716ed28dc027beceea1ec40a"},
};

static void test_rfc_8032(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
        struct xc_signing_key *key = NULL;
        struct xc_error error = {0};
        uint8_t public_key[XC_KEY_BYTES];
        uint8_t signature[XC_SIGNATURE_BYTES];
        uint8_t expected[XC_SIGNATURE_BYTES];
        assert_int_equal(xc_signing_key_parse(xc_str_from(vectors[i].pem), &key, &error),
                         XC_OK);
        assert_int_equal(xc_signing_key_public(key, public_key, &error), XC_OK);
        assert_true(
            xc_hex_parse(xc_str_from(vectors[i].public_key), expected, XC_KEY_BYTES));
        assert_memory_equal(public_key, expected, XC_KEY_BYTES);
        assert_int_equal(xc_sign(key, vectors[i].message, signature, &error), XC_OK);
        assert_true(
            xc_hex_parse(xc_str_from(vectors[i].signature), expected, sizeof expected));
        assert_memory_equal(signature, expected, sizeof signature);
        assert_true(xc_signature_valid(public_key, vectors[i].message, signature));
        assert_false(xc_signature_valid(public_key, XC_STR("other"), signature));
        signature[0] ^= 1;
        assert_false(xc_signature_valid(public_key, vectors[i].message, signature));
        signature[0] ^= 1;
        public_key[5] ^= 1;
        assert_false(xc_signature_valid(public_key, vectors[i].message, signature));
        xc_signing_key_free(key);
    }
}

static void test_new_key_there_and_back(void **state) {
    (void)state;
    struct xc_signing_key *key = NULL;
    struct xc_signing_key *again = NULL;
    struct xc_error error = {0};
    struct xc_buffer pem = xc_buffer_make(4096);
    uint8_t public_key[XC_KEY_BYTES];
    uint8_t signature[XC_SIGNATURE_BYTES];
    assert_int_equal(xc_signing_key_new(&key, &error), XC_OK);
    assert_int_equal(xc_signing_key_pem(key, &pem, &error), XC_OK);
    assert_true(
        xc_str_starts(xc_buffer_view(&pem), XC_STR("-----BEGIN PRIVATE KEY-----\n")));
    assert_int_equal(xc_signing_key_parse(xc_buffer_view(&pem), &again, &error), XC_OK);
    assert_int_equal(xc_signing_key_public(again, public_key, &error), XC_OK);
    assert_int_equal(xc_sign(key, XC_STR("x"), signature, &error), XC_OK);
    assert_true(xc_signature_valid(public_key, XC_STR("x"), signature));
    struct xc_buffer tight = xc_buffer_make(20);
    assert_int_equal(xc_signing_key_pem(key, &tight, &error), XC_ENOMEM);
    xc_buffer_free(&tight);
    xc_buffer_free(&pem);
    xc_signing_key_free(key);
    xc_signing_key_free(again);
    xc_signing_key_free(NULL);
}

static void refuse(struct xc_str pem) {
    struct xc_signing_key *key = NULL;
    struct xc_error error = {0};
    assert_int_equal(xc_signing_key_parse(pem, &key, &error), XC_EINPUT);
    assert_null(key);
    assert_int_equal(error.code, XC_EINPUT);
    assert_non_null(error.hint.id);
    assert_int_equal(xc_signing_key_parse(pem, &key, NULL), XC_EINPUT);
}

static void test_refuses_other_keys(void **state) {
    (void)state;
    refuse(XC_STR(""));
    refuse(XC_STR("no key"));
    refuse(XC_STR("-----BEGIN PRIVATE KEY-----\n"));
    struct xc_str whole = xc_str_from(vectors[0].pem);
    for (size_t len = 0; len + 2 < whole.len; len++) { /* the last dash and LF may go */
        refuse(xc_str_slice(whole, 0, len));
    }
    /* Another kind of key, and one that asks for a password (and must not ask a
     * terminal). */
    EVP_PKEY *other = EVP_PKEY_Q_keygen(NULL, NULL, "X25519");
    EVP_PKEY *locked = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    BIO *memory = BIO_new(BIO_s_mem());
    char *bytes = NULL;
    assert_int_equal(
        PEM_write_bio_PKCS8PrivateKey(memory, other, NULL, NULL, 0, NULL, NULL), 1);
    long len = BIO_get_mem_data(memory, &bytes);
    refuse((struct xc_str){bytes, (size_t)len});
    (void)BIO_reset(memory);
    assert_int_equal(PEM_write_bio_PKCS8PrivateKey(memory, locked, EVP_aes_128_cbc(),
                                                   "secret", 6, NULL, NULL),
                     1);
    len = BIO_get_mem_data(memory, &bytes);
    refuse((struct xc_str){bytes, (size_t)len});
    (void)BIO_free(memory);
    EVP_PKEY_free(other);
    EVP_PKEY_free(locked);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rfc_8032),
        cmocka_unit_test(test_new_key_there_and_back),
        cmocka_unit_test(test_refuses_other_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
