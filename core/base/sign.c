#include "base/digest.h"

#include <limits.h>
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdlib.h>

struct xc_signing_key {
    EVP_PKEY *key;
};

static int failed(struct xc_error *error) {
    ERR_clear_error();
    return xc_fail(error, XC_EENV,
                   "libcrypto failed; Ed25519 signatures are not to be had here");
}

/* Takes key, also on failure. */
static int key_wrap(EVP_PKEY *key, struct xc_signing_key **out, struct xc_error *error) {
    *out = malloc(sizeof **out);
    if (*out == NULL) {
        EVP_PKEY_free(key);
        return xc_fail_memory(error);
    }
    (*out)->key = key;
    return XC_OK;
}

int xc_signing_key_new(struct xc_signing_key **key, struct xc_error *error) {
    *key = NULL;
    EVP_PKEY *fresh = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    return fresh == NULL ? failed(error) : key_wrap(fresh, key, error);
}

int xc_signing_key_pem(const struct xc_signing_key *key, struct xc_buffer *out,
                       struct xc_error *error) {
    int code = XC_OK;
    char *bytes = NULL;
    long len = 0;
    BIO *memory = BIO_new(BIO_s_secmem());
    if (memory == NULL ||
        PEM_write_bio_PKCS8PrivateKey(memory, key->key, NULL, NULL, 0, NULL, NULL) != 1) {
        code = failed(error);
        goto done;
    }
    len = BIO_get_mem_data(memory, &bytes);
    if (xc_buffer_append(out, bytes, (size_t)len) != XC_OK) {
        code = xc_fail_memory(error);
    }
done:
    (void)BIO_free(memory); /* wipes what it held */
    return code;
}

/* Without this a key with a password would make libcrypto ask on the terminal. */
static int no_password(char *password, int size, int writing, void *context) {
    (void)writing;
    (void)context;
    if (size > 0) {
        password[0] = '\0';
    }
    return -1;
}

int xc_signing_key_parse(struct xc_str pem, struct xc_signing_key **key,
                         struct xc_error *error) {
    EVP_PKEY *read = NULL;
    *key = NULL;
    BIO *memory =
        pem.len > 0 && pem.len <= INT_MAX ? BIO_new_mem_buf(pem.ptr, (int)pem.len) : NULL;
    if (memory != NULL) {
        read = PEM_read_bio_PrivateKey(memory, NULL, no_password, NULL);
        (void)BIO_free(memory);
    }
    if (read == NULL || EVP_PKEY_is_a(read, "ED25519") != 1) {
        EVP_PKEY_free(read);
        ERR_clear_error();
        (void)xc_fail(
            error, XC_EINPUT,
            "this is not a signing key (expected Ed25519 in PEM, without a password)");
        if (error != NULL) {
            (void)xc_hint(error, "take the key file that “init” wrote, or its backup");
        }
        return XC_EINPUT;
    }
    return key_wrap(read, key, error);
}

void xc_signing_key_free(struct xc_signing_key *key) {
    if (key != NULL) {
        EVP_PKEY_free(key->key);
        free(key);
    }
}

int xc_signing_key_public(const struct xc_signing_key *key, uint8_t out[XC_KEY_BYTES],
                          struct xc_error *error) {
    size_t len = XC_KEY_BYTES;
    if (EVP_PKEY_get_raw_public_key(key->key, out, &len) != 1 || len != XC_KEY_BYTES) {
        return failed(error);
    }
    return XC_OK;
}

static const unsigned char *bytes_of(struct xc_str text) {
    return (const unsigned char *)(text.len == 0 ? "" : text.ptr);
}

int xc_sign(const struct xc_signing_key *key, struct xc_str bytes,
            uint8_t signature[XC_SIGNATURE_BYTES], struct xc_error *error) {
    int code = XC_OK;
    size_t len = XC_SIGNATURE_BYTES;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    if (context == NULL || EVP_DigestSignInit(context, NULL, NULL, NULL, key->key) != 1 ||
        EVP_DigestSign(context, signature, &len, bytes_of(bytes), bytes.len) != 1 ||
        len != XC_SIGNATURE_BYTES) {
        code = failed(error);
    }
    EVP_MD_CTX_free(context);
    return code;
}

bool xc_signature_valid(const uint8_t public_key[XC_KEY_BYTES], struct xc_str bytes,
                        const uint8_t signature[XC_SIGNATURE_BYTES]) {
    EVP_PKEY *key =
        EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, public_key, XC_KEY_BYTES);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool valid = key != NULL && context != NULL &&
                 EVP_DigestVerifyInit(context, NULL, NULL, NULL, key) == 1 &&
                 EVP_DigestVerify(context, signature, XC_SIGNATURE_BYTES, bytes_of(bytes),
                                  bytes.len) == 1;
    if (!valid) {
        ERR_clear_error();
    }
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(key);
    return valid;
}
