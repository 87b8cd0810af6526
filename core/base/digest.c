#include "base/digest.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdlib.h>
#include <string.h>

struct xc_hasher {
    EVP_MD *algorithm;
    EVP_MD_CTX *context;
};

static int crypto_failed(struct xc_error *error) {
    ERR_clear_error();
    return xc_fail(error, XC_EENV, "libcrypto failed; SHA-256 is not to be had here");
}

struct xc_hasher *xc_hasher_new(void) {
    struct xc_hasher *hasher = calloc(1, sizeof *hasher);
    if (hasher == NULL) {
        return NULL;
    }
    hasher->algorithm = EVP_MD_fetch(NULL, "SHA2-256", NULL);
    hasher->context = EVP_MD_CTX_new();
    if (hasher->algorithm == NULL || hasher->context == NULL ||
        EVP_DigestInit_ex2(hasher->context, hasher->algorithm, NULL) != 1) {
        ERR_clear_error();
        xc_hasher_free(hasher);
        return NULL;
    }
    return hasher;
}

void xc_hasher_free(struct xc_hasher *hasher) {
    if (hasher != NULL) {
        EVP_MD_CTX_free(hasher->context);
        EVP_MD_free(hasher->algorithm);
        free(hasher);
    }
}

/* The algorithm is fetched and its memory allocated by then, so these calls have no way
 * left to fail; a digest that is silently wrong would be worse than stopping. */
static void must(int success) {
    if (success != 1) {
        abort();
    }
}

void xc_hasher_start(struct xc_hasher *hasher) {
    must(EVP_DigestInit_ex2(hasher->context, NULL, NULL));
}

void xc_hasher_add(struct xc_hasher *hasher, const void *bytes, size_t len) {
    if (len > 0) {
        must(EVP_DigestUpdate(hasher->context, bytes, len));
    }
}

struct xc_digest xc_hasher_end(struct xc_hasher *hasher) {
    struct xc_digest digest;
    unsigned len = 0;
    must(EVP_DigestFinal_ex(hasher->context, digest.bytes, &len));
    return digest;
}

int xc_sha256(struct xc_str bytes, struct xc_digest *digest, struct xc_error *error) {
    struct xc_hasher *hasher = xc_hasher_new();
    if (hasher == NULL) {
        return crypto_failed(error);
    }
    xc_hasher_start(hasher);
    xc_hasher_add(hasher, bytes.ptr, bytes.len);
    *digest = xc_hasher_end(hasher);
    xc_hasher_free(hasher);
    return XC_OK;
}

enum { BLOCK_BYTES = 64 };

struct xc_mac {
    struct xc_hasher *work;
    struct xc_hasher *inner; /* has taken the first block */
    struct xc_hasher *outer;
};

/* RFC 2104: the key padded to a block, each byte combined with pad. */
static void take_key(struct xc_hasher *hasher, const uint8_t key[BLOCK_BYTES],
                     uint8_t pad) {
    uint8_t block[BLOCK_BYTES];
    for (size_t i = 0; i < BLOCK_BYTES; i++) {
        block[i] = (uint8_t)(key[i] ^ pad);
    }
    xc_hasher_start(hasher);
    xc_hasher_add(hasher, block, sizeof block);
    OPENSSL_cleanse(block, sizeof block);
}

struct xc_mac *xc_mac_new(struct xc_str key) {
    struct xc_mac *mac = calloc(1, sizeof *mac);
    uint8_t padded[BLOCK_BYTES] = {0};
    if (mac == NULL) {
        return NULL;
    }
    mac->work = xc_hasher_new();
    mac->inner = xc_hasher_new();
    mac->outer = xc_hasher_new();
    if (mac->work == NULL || mac->inner == NULL || mac->outer == NULL) {
        xc_mac_free(mac);
        return NULL;
    }
    if (key.len > BLOCK_BYTES) {
        xc_hasher_start(mac->work);
        xc_hasher_add(mac->work, key.ptr, key.len);
        struct xc_digest digest = xc_hasher_end(mac->work);
        memcpy(padded, digest.bytes, sizeof digest.bytes);
    } else if (key.len > 0) {
        memcpy(padded, key.ptr, key.len);
    }
    take_key(mac->inner, padded, 0x36);
    take_key(mac->outer, padded, 0x5c);
    OPENSSL_cleanse(padded, sizeof padded);
    return mac;
}

void xc_mac_free(struct xc_mac *mac) {
    if (mac != NULL) {
        xc_hasher_free(mac->work);
        xc_hasher_free(mac->inner);
        xc_hasher_free(mac->outer);
        free(mac);
    }
}

struct xc_digest xc_mac_make(struct xc_mac *mac, struct xc_str bytes) {
    must(EVP_MD_CTX_copy_ex(mac->work->context, mac->inner->context));
    xc_hasher_add(mac->work, bytes.ptr, bytes.len);
    struct xc_digest inside = xc_hasher_end(mac->work);
    must(EVP_MD_CTX_copy_ex(mac->work->context, mac->outer->context));
    xc_hasher_add(mac->work, inside.bytes, sizeof inside.bytes);
    return xc_hasher_end(mac->work);
}

bool xc_digest_equal(const struct xc_digest *a, const struct xc_digest *b) {
    return CRYPTO_memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

static const char hex_digits[] = "0123456789abcdef";

void xc_digest_hex(const struct xc_digest *digest, char out[XC_DIGEST_HEX + 1]) {
    for (size_t i = 0; i < sizeof digest->bytes; i++) {
        out[2 * i] = hex_digits[digest->bytes[i] >> 4];
        out[2 * i + 1] = hex_digits[digest->bytes[i] & 15];
    }
    out[XC_DIGEST_HEX] = '\0';
}

static int hex_value(char digit) {
    if (digit >= '0' && digit <= '9') {
        return digit - '0';
    }
    return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

bool xc_hex_parse(struct xc_str hex, uint8_t *bytes, size_t len) {
    if (hex.len % 2 != 0 || hex.len / 2 != len) {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        int high = hex_value(hex.ptr[2 * i]);
        int low = hex_value(hex.ptr[2 * i + 1]);
        if (high < 0 || low < 0) {
            return false;
        }
        bytes[i] = (uint8_t)(high * 16 + low);
    }
    return true;
}

int xc_buffer_hex(struct xc_buffer *buffer, const void *bytes, size_t len) {
    const uint8_t *from = bytes;
    if (len == 0) {
        return buffer->failed ? XC_ENOMEM : XC_OK;
    }
    char *place = len > SIZE_MAX / 2 ? NULL : xc_buffer_reserve(buffer, 2 * len);
    if (place == NULL) {
        buffer->failed = true;
        return XC_ENOMEM;
    }
    for (size_t i = 0; i < len; i++) {
        place[2 * i] = hex_digits[from[i] >> 4];
        place[2 * i + 1] = hex_digits[from[i] & 15];
    }
    buffer->len += 2 * len;
    return XC_OK;
}

int xc_random(void *bytes, size_t len, struct xc_error *error) {
    uint8_t *place = bytes;
    while (len > 0) {
        int piece = len > 4096 ? 4096 : (int)len;
        if (RAND_priv_bytes(place, piece) != 1) {
            ERR_clear_error();
            return xc_fail(error, XC_EENV,
                           "the operating system gives no random numbers");
        }
        place += piece;
        len -= (size_t)piece;
    }
    return XC_OK;
}
