/* SPDX-License-Identifier: Apache-2.0 */
#include "dns/public_key.h"

#include "util/memory.h"
#include "util/reader.h"

#include <ldns/ldns.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <stdlib.h>

struct public_key {
    uint8_t algorithm;
    EVP_PKEY *parsed;
};

static const struct {
    uint8_t number;
    bool sha1;
    const char *name;
} algorithms[] = {{LDNS_RSASHA1, true, "RSASHA1"},
                  {LDNS_RSASHA1_NSEC3, true, "RSASHA1-NSEC3-SHA1"},
                  {LDNS_RSASHA256, false, "RSASHA256"},
                  {LDNS_RSASHA512, false, "RSASHA512"},
                  {LDNS_ECDSAP256SHA256, false, "ECDSAP256SHA256"},
                  {LDNS_ECDSAP384SHA384, false, "ECDSAP384SHA384"},
                  {LDNS_ED25519, false, "ED25519"},
                  {LDNS_ED448, false, "ED448"}};

const char *public_key_algorithm(uint8_t algorithm)
{
    for (size_t i = 0; i < sizeof algorithms / sizeof *algorithms; i++)
        if (algorithms[i].number == algorithm)
            return algorithms[i].name;
    return NULL;
}

void public_key_algorithm_print(uint8_t algorithm, struct buffer *out)
{
    const char *name = public_key_algorithm(algorithm);
    buffer_add_unsigned(out, algorithm);
    buffer_add_text(out, name ? " " : "");
    buffer_add_text(out, name ? name : "");
}

bool public_key_uses_sha1(uint8_t algorithm)
{
    for (size_t i = 0; i < sizeof algorithms / sizeof *algorithms; i++)
        if (algorithms[i].number == algorithm)
            return algorithms[i].sha1;
    return false;
}

/* ---- keys ---- */

static EVP_PKEY *rsa_from(BIGNUM *modulus, BIGNUM *exponent)
{
    OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
    OSSL_PARAM *parameters = NULL;
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
    EVP_PKEY *parsed = NULL;
    if (builder && context && modulus && exponent && OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, modulus) &&
        OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_E, exponent))
        parameters = OSSL_PARAM_BLD_to_param(builder);
    if (parameters && EVP_PKEY_fromdata_init(context) == 1)
        EVP_PKEY_fromdata(context, &parsed, EVP_PKEY_PUBLIC_KEY, parameters);
    OSSL_PARAM_free(parameters);
    OSSL_PARAM_BLD_free(builder);
    EVP_PKEY_CTX_free(context);
    return parsed;
}

/* RFC 3110 2: the exponent with its length before it, then the modulus. */
static EVP_PKEY *parse_rsa(struct dns_rdata octets)
{
    struct reader reader = reader_of(octets.bytes, octets.size);
    size_t exponent_size = reader_u8(&reader);
    if (!exponent_size)
        exponent_size = reader_u16(&reader);
    const uint8_t *exponent = reader_bytes(&reader, exponent_size);
    size_t modulus_size = reader_left(&reader);
    const uint8_t *modulus = reader_bytes(&reader, modulus_size);
    if (reader.failed || !exponent_size || exponent_size > PUBLIC_KEY_EXPONENT_MAX || !modulus_size ||
        modulus_size > PUBLIC_KEY_MODULUS_MAX)
        return NULL;
    BIGNUM *n = BN_bin2bn(modulus, (int)modulus_size, NULL), *e = BN_bin2bn(exponent, (int)exponent_size, NULL);
    EVP_PKEY *parsed = rsa_from(n, e);
    BN_free(n);
    BN_free(e);
    return parsed;
}

static EVP_PKEY *parse(uint8_t algorithm, struct dns_rdata octets)
{
    switch (algorithm) {
    case LDNS_ECDSAP256SHA256:
    case LDNS_ECDSAP384SHA384:
        return ldns_ecdsa2pkey_raw(octets.bytes, octets.size, algorithm);
    case LDNS_ED25519:
        return ldns_ed255192pkey_raw(octets.bytes, octets.size);
    case LDNS_ED448:
        return ldns_ed4482pkey_raw(octets.bytes, octets.size);
    default:
        return parse_rsa(octets);
    }
}

struct public_key *public_key_new(uint8_t algorithm, struct dns_rdata octets)
{
    EVP_PKEY *parsed = public_key_algorithm(algorithm) ? parse(algorithm, octets) : NULL;
    if (!parsed)
        return NULL;
    struct public_key *key = memory_zero(sizeof *key);
    key->algorithm = algorithm;
    key->parsed = parsed;
    return key;
}

void public_key_free(struct public_key *key)
{
    if (!key)
        return;
    EVP_PKEY_free(key->parsed);
    free(key);
}

/* ---- signatures ---- */

/* NULL for those that hash by themselves. */
static const EVP_MD *hash_for(uint8_t algorithm)
{
    switch (algorithm) {
    case LDNS_RSASHA1:
    case LDNS_RSASHA1_NSEC3:
        return EVP_sha1();
    case LDNS_RSASHA512:
        return EVP_sha512();
    case LDNS_ECDSAP384SHA384:
        return EVP_sha384();
    case LDNS_ED25519:
    case LDNS_ED448:
        return NULL;
    default:
        return EVP_sha256();
    }
}

static bool verify(const struct public_key *key, struct dns_rdata signature, struct dns_rdata data)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool fits = context && EVP_DigestVerifyInit(context, NULL, hash_for(key->algorithm), NULL, key->parsed) == 1 &&
                EVP_DigestVerify(context, signature.bytes, signature.size, data.bytes, data.size) == 1;
    EVP_MD_CTX_free(context);
    return fits;
}

/* DNSSEC has the two numbers of an ECDSA signature side by side, each as long as the curve's field (RFC 6605 4);
 * OpenSSL wants them in ASN.1. */
static bool verify_pair(const struct public_key *key, struct dns_rdata signature, struct dns_rdata data)
{
    size_t field_size = key->algorithm == LDNS_ECDSAP256SHA256 ? 32 : 48;
    if (signature.size != 2 * field_size)
        return false;
    ldns_rdf *pair = ldns_rdf_new_frm_data(LDNS_RDF_TYPE_B64, signature.size, signature.bytes);
    ldns_buffer *asn1 = ldns_buffer_new(signature.size + 16);
    bool fits = ldns_convert_ecdsa_rrsig_rdf2asn1(asn1, pair) == LDNS_STATUS_OK &&
                verify(key, (struct dns_rdata){ldns_buffer_begin(asn1), ldns_buffer_position(asn1)}, data);
    ldns_buffer_free(asn1);
    ldns_rdf_deep_free(pair);
    return fits;
}

bool public_key_fits(const struct public_key *key, struct dns_rdata signature, struct dns_rdata data)
{
    bool pair = key->algorithm == LDNS_ECDSAP256SHA256 || key->algorithm == LDNS_ECDSAP384SHA384;
    return pair ? verify_pair(key, signature, data) : verify(key, signature, data);
}
