#include "base/password.h"

#include "base/utf8.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <stdio.h>
#include <string.h>

enum { SALT = 16, KEY = 32, COST_LOG = 15, BLOCK = 8, LANES = 1, TOKEN_BYTES = 20 };

/* Work beyond this is not done for anybody: what is stored could have been changed. */
#define MEMORY_MOST ((uint64_t)256 << 20)

struct terms {
    uint64_t cost_log, block, lanes;
    uint8_t salt[SALT];
    uint8_t key[KEY];
};

static bool derive(struct xc_str password, const struct terms *terms, uint8_t key[KEY]) {
    EVP_KDF *kdf = EVP_KDF_fetch(NULL, "SCRYPT", NULL);
    EVP_KDF_CTX *context = kdf ? EVP_KDF_CTX_new(kdf) : NULL;
    uint64_t cost = UINT64_C(1) << terms->cost_log;
    uint64_t block = terms->block;
    uint64_t lanes = terms->lanes;
    uint64_t most = MEMORY_MOST;
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_PASSWORD,
                                          (void *)(uintptr_t)password.ptr, password.len),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT,
                                          (void *)(uintptr_t)terms->salt, SALT),
        OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_N, &cost),
        OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_R, &block),
        OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_P, &lanes),
        OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_MAXMEM, &most),
        OSSL_PARAM_construct_end()};
    bool derived = context && EVP_KDF_derive(context, key, KEY, parameters) == 1;
    ERR_clear_error();
    EVP_KDF_CTX_free(context);
    EVP_KDF_free(kdf);
    return derived;
}

static int check(struct xc_str password, struct xc_str name, struct xc_error *error) {
    if (!xc_utf8_valid(password, NULL) || password.len > XC_PASSWORD_MOST)
        return xc_fail(error, XC_EINPUT, "a password has at most %d bytes of UTF-8.",
                       (int)XC_PASSWORD_MOST);
    if (xc_utf8_count(password) < XC_PASSWORD_LEAST)
        return xc_fail(error, XC_EINPUT, "a password has at least %d characters.",
                       (int)XC_PASSWORD_LEAST);
    if (xc_str_equal(password, name))
        return xc_fail(error, XC_EINPUT, "a password is not the user's own name.");
    return XC_OK;
}

int xc_password_seal(struct xc_str password, struct xc_str name,
                     char out[XC_PASSWORD_BYTES], struct xc_error *error) {
    struct terms terms = {.cost_log = COST_LOG, .block = BLOCK, .lanes = LANES};
    struct xc_buffer text = xc_buffer_make(XC_PASSWORD_BYTES);
    int code = check(password, name, error);
    if (!code)
        code = xc_random(terms.salt, SALT, error);
    if (!code && !derive(password, &terms, terms.key))
        code = xc_fail(error, XC_EENV, "libcrypto failed; scrypt is not to be had here");
    if (code)
        return code;
    (void)xc_buffer_printf(&text, "scrypt$%d$%d$%d$", (int)COST_LOG, (int)BLOCK,
                           (int)LANES);
    (void)xc_buffer_hex(&text, terms.salt, SALT);
    (void)xc_buffer_putc(&text, '$');
    (void)xc_buffer_hex(&text, terms.key, KEY);
    (void)xc_buffer_putc(&text, '\0');
    OPENSSL_cleanse(&terms, sizeof terms);
    if (text.failed)
        code = xc_fail_memory(error);
    else
        memcpy(out, text.ptr, text.len);
    xc_buffer_free(&text);
    return code;
}

static bool read_terms(struct xc_str sealed, struct terms *terms) {
    struct xc_str rest = sealed;
    return xc_str_is(xc_str_cut(&rest, '$'), "scrypt") &&
           xc_str_to_uint(xc_str_cut(&rest, '$'), 20, &terms->cost_log) &&
           xc_str_to_uint(xc_str_cut(&rest, '$'), 32, &terms->block) &&
           xc_str_to_uint(xc_str_cut(&rest, '$'), 16, &terms->lanes) &&
           xc_hex_parse(xc_str_cut(&rest, '$'), terms->salt, SALT) &&
           xc_hex_parse(rest, terms->key, KEY);
}

bool xc_password_is(struct xc_str password, struct xc_str sealed) {
    struct terms terms = {.cost_log = COST_LOG, .block = BLOCK, .lanes = LANES};
    uint8_t key[KEY] = {0};
    bool known = sealed.len > 0 && read_terms(sealed, &terms);
    if (password.len > XC_PASSWORD_MOST)
        password.len = XC_PASSWORD_MOST + 1; /* no password, whatever it costs */
    bool derived = derive(password, &terms, key);
    return known && derived && password.len <= XC_PASSWORD_MOST &&
           CRYPTO_memcmp(key, terms.key, KEY) == 0;
}

int xc_token_new(char out[XC_TOKEN_CHARS + 1], struct xc_error *error) {
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";
    uint8_t bytes[TOKEN_BYTES];
    int code = xc_random(bytes, sizeof bytes, error);
    if (code)
        return code;
    for (unsigned i = 0; i < XC_TOKEN_CHARS; i++) {
        unsigned bit = i * 5;
        unsigned pair = (unsigned)bytes[bit / 8] << 8 |
                        (bit / 8 + 1 < TOKEN_BYTES ? bytes[bit / 8 + 1] : 0u);
        out[i] = letters[pair >> (11 - bit % 8) & 31u];
    }
    out[XC_TOKEN_CHARS] = '\0';
    OPENSSL_cleanse(bytes, sizeof bytes);
    return XC_OK;
}

bool xc_token_digest(struct xc_str token, struct xc_digest *digest) {
    if (token.len != XC_TOKEN_CHARS)
        return false;
    for (size_t i = 0; i < token.len; i++)
        if (!(token.ptr[i] >= 'a' && token.ptr[i] <= 'z') &&
            !(token.ptr[i] >= '2' && token.ptr[i] <= '7'))
            return false;
    struct xc_stem stem;
    xc_stem_start(&stem);
    *digest = xc_stem_end(&stem, token);
    return true;
}
