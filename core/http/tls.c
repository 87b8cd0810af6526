/* TLS over memory: libuv moves the bytes, OpenSSL only sees buffers. */
#include "http/internal.h"

#include <openssl/err.h>

enum { PLAIN_BYTES = 16 * 1024 };

static int fail_tls(struct xc_error *error, const char *file) {
    char text[256];
    ERR_error_string_n(ERR_get_error(), text, sizeof text);
    ERR_clear_error();
    (void)xc_fail_at(error, XC_EENV, xc_str_from(file), 0, 0,
                     "cannot be used for TLS: %s.", text);
    return xc_hint(error, "it must be PEM: the certificate with its chain, and the key "
                          "that belongs to it, readable by this user.");
}

int xc_http_tls_load(const struct xc_http_tls *tls, SSL_CTX **context,
                     struct xc_error *error) {
    SSL_CTX *made = SSL_CTX_new(TLS_server_method());
    if (!made)
        return xc_fail_memory(error);
    int code = XC_OK;
    ERR_clear_error();
    if (SSL_CTX_set_min_proto_version(made, TLS1_2_VERSION) != 1 ||
        SSL_CTX_set_cipher_list(made, "ECDHE+AESGCM:ECDHE+CHACHA20") != 1)
        code = fail_tls(error, tls->certificate);
    else if (SSL_CTX_use_certificate_chain_file(made, tls->certificate) != 1)
        code = fail_tls(error, tls->certificate);
    else if (SSL_CTX_use_PrivateKey_file(made, tls->key, SSL_FILETYPE_PEM) != 1 ||
             SSL_CTX_check_private_key(made) != 1)
        code = fail_tls(error, tls->key);
    if (code) {
        SSL_CTX_free(made);
        return code;
    }
    (void)SSL_CTX_set_mode(made, SSL_MODE_RELEASE_BUFFERS |
                                     SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    (void)SSL_CTX_set_options(made, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                        SSL_OP_CIPHER_SERVER_PREFERENCE);
    *context = made;
    return XC_OK;
}

SSL *xc_http_tls_new(SSL_CTX *context) {
    SSL *ssl = SSL_new(context);
    BIO *in = BIO_new(BIO_s_mem());
    BIO *out = BIO_new(BIO_s_mem());
    if (!ssl || !in || !out) {
        SSL_free(ssl);
        BIO_free(in);
        BIO_free(out);
        return NULL;
    }
    (void)BIO_set_mem_eof_return(in, -1);
    (void)BIO_set_mem_eof_return(out, -1);
    SSL_set_bio(ssl, in, out);
    SSL_set_accept_state(ssl);
    return ssl;
}

bool xc_http_tls_ready(const SSL *ssl) {
    return SSL_is_init_finished(ssl) == 1;
}

/* What is not an error: more bytes are wanted. */
static bool wants_more(const SSL *ssl, int result) {
    int reason = SSL_get_error(ssl, result);
    return reason == SSL_ERROR_WANT_READ || reason == SSL_ERROR_WANT_WRITE;
}

int xc_http_tls_feed(struct xc_http_connection *c, const char *bytes, size_t count) {
    ERR_clear_error();
    if (BIO_write(SSL_get_rbio(c->ssl), bytes, (int)count) != (int)count)
        return -1;
    if (!xc_http_tls_ready(c->ssl)) {
        int result = SSL_do_handshake(c->ssl);
        if (result != 1)
            return wants_more(c->ssl, result) ? 0 : -1;
    }
    for (;;) {
        char *room = xc_buffer_reserve(&c->input, PLAIN_BYTES);
        if (!room)
            return -1;
        int read = SSL_read(c->ssl, room, PLAIN_BYTES);
        if (read <= 0) {
            if (c->input.len == 0)
                xc_buffer_free(&c->input);
            return wants_more(c->ssl, read) ? 0 : -1;
        }
        c->input.len += (size_t)read;
    }
}

int xc_http_tls_seal(SSL *ssl, struct xc_str bytes) {
    ERR_clear_error();
    return SSL_write(ssl, bytes.ptr, (int)bytes.len) == (int)bytes.len ? 0 : -1;
}

struct xc_http_blob *xc_http_tls_take(SSL *ssl, bool *failed) {
    char *bytes = NULL;
    BIO *out = SSL_get_wbio(ssl);
    long count = BIO_get_mem_data(out, &bytes);
    if (count <= 0)
        return NULL;
    struct xc_http_blob *blob = xc_http_blob_new((struct xc_str){bytes, (size_t)count});
    *failed = !blob;
    (void)BIO_reset(out);
    return blob;
}
