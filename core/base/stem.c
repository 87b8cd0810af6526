/* Deprecated since OpenSSL 3.0, and supported: EVP costs half as much again as the block
 * itself where a message is one block, and a draw makes a hundred million of them. */
#define OPENSSL_SUPPRESS_DEPRECATED

#include "base/digest.h"

#include <openssl/sha.h>
#include <string.h>

enum { BLOCK = 64, LENGTH_BYTES = 8 };

static void work(SHA256_CTX *context, const uint8_t block[BLOCK]) {
    SHA256_Transform(context, block);
}

/* The state is kept in a type of our own, so that the header does without libcrypto's. */
static void load(SHA256_CTX *context, const uint32_t state[8]) {
    for (size_t i = 0; i < 8; i++)
        context->h[i] = state[i];
}

void xc_stem_start(struct xc_stem *stem) {
    SHA256_CTX context;
    (void)SHA256_Init(&context);
    for (size_t i = 0; i < 8; i++)
        stem->state[i] = context.h[i];
    stem->used = 0;
    stem->bytes = 0;
}

void xc_stem_add(struct xc_stem *stem, struct xc_str bytes) {
    stem->bytes += bytes.len;
    while (bytes.len > 0) {
        size_t room = BLOCK - stem->used;
        size_t piece = bytes.len < room ? bytes.len : room;
        memcpy(stem->block + stem->used, bytes.ptr, piece);
        stem->used += piece;
        bytes = (struct xc_str){bytes.ptr + piece, bytes.len - piece};
        if (stem->used == BLOCK) {
            SHA256_CTX context;
            load(&context, stem->state);
            work(&context, stem->block);
            for (size_t i = 0; i < 8; i++)
                stem->state[i] = context.h[i];
            stem->used = 0;
        }
    }
}

static void put_number(uint8_t *bytes, uint64_t number, size_t count) {
    for (size_t i = 0; i < count; i++)
        bytes[i] = (uint8_t)(number >> (8 * (count - 1 - i)));
}

static void finish(const struct xc_stem *stem, struct xc_str rest, SHA256_CTX *context) {
    uint8_t block[BLOCK];
    size_t used = stem->used;
    uint64_t bits = (stem->bytes + rest.len) * 8;
    load(context, stem->state);
    memcpy(block, stem->block, used);
    while (rest.len >= BLOCK - used) {
        size_t piece = BLOCK - used;
        memcpy(block + used, rest.ptr, piece);
        rest = (struct xc_str){rest.ptr + piece, rest.len - piece};
        work(context, block);
        used = 0;
    }
    if (rest.len > 0)
        memcpy(block + used, rest.ptr, rest.len);
    used += rest.len;
    block[used++] = 0x80;
    if (used > BLOCK - LENGTH_BYTES) {
        memset(block + used, 0, BLOCK - used);
        work(context, block);
        used = 0;
    }
    memset(block + used, 0, BLOCK - LENGTH_BYTES - used);
    put_number(block + BLOCK - LENGTH_BYTES, bits, LENGTH_BYTES);
    work(context, block);
}

struct xc_digest xc_stem_end(const struct xc_stem *stem, struct xc_str rest) {
    SHA256_CTX context;
    struct xc_digest digest;
    finish(stem, rest, &context);
    for (size_t i = 0; i < 8; i++)
        put_number(digest.bytes + 4 * i, context.h[i], 4);
    return digest;
}

uint64_t xc_stem_top(const struct xc_stem *stem, struct xc_str rest) {
    SHA256_CTX context;
    finish(stem, rest, &context);
    return (uint64_t)context.h[0] << 32 | context.h[1];
}
