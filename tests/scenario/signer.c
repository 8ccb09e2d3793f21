/* SPDX-License-Identifier: Apache-2.0 */
/* Keys, digests of keys and signatures, sound or not. What is canonical is worked out by unit/signed_zone.h. */
#include "world.h"

#include "unit/signed_zone.h"

#include <openssl/evp.h>

enum { ED25519_SIZE = 32, DNSKEY_HEAD = 4 };

static ldns_key *ed25519_from(const uint8_t secret[ED25519_SIZE])
{
    EVP_PKEY *pkey = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, secret, ED25519_SIZE);
    ldns_key *key = ldns_key_new();
    ldns_key_set_algorithm(key, LDNS_SIGN_ED25519);
    ldns_key_set_evp_key(key, pkey);
    return key;
}

/* The secret is the digest of whose key it is: no secret at all, but the same every time. */
static void make_ed25519(const uint8_t *owner, unsigned number, unsigned flags, struct zone_key *key)
{
    struct buffer text = {0}, dnskey = {0};
    uint8_t secret[LDNS_SHA256_DIGEST_LENGTH], public_key[ED25519_SIZE];
    size_t size = sizeof public_key;
    put_name(&text, owner);
    buffer_add_unsigned(&text, number);
    ldns_sha256((uint8_t *)text.data, (unsigned)text.size, secret);
    ldns_key *made_key = ed25519_from(secret);
    EVP_PKEY_get_raw_public_key(ldns_key_evp_key(made_key), public_key, &size);
    put_u16(&dnskey, flags);
    put_u8(&dnskey, 3);
    put_u8(&dnskey, LDNS_ED25519);
    buffer_add(&dnskey, public_key, size);
    key->key = made_key;
    key->dnskey = octets_of(&dnskey);
    buffer_free(&text);
}

/* Keys of the other algorithms differ from run to run; ldns makes them. */
static void make_random(enum key_id id, unsigned flags, struct zone_key *key)
{
    static const ldns_signing_algorithm algorithms[KEY_COUNT] = {[KEY_P256] = LDNS_SIGN_ECDSAP256SHA256,
                                                                 [KEY_P384] = LDNS_SIGN_ECDSAP384SHA384,
                                                                 [KEY_ED448] = LDNS_SIGN_ED448,
                                                                 [KEY_RSASHA256] = LDNS_SIGN_RSASHA256,
                                                                 [KEY_RSASHA512] = LDNS_SIGN_RSASHA512,
                                                                 [KEY_RSASHA1] = LDNS_SIGN_RSASHA1,
                                                                 [KEY_RSASHA1_NSEC3] = LDNS_SIGN_RSASHA1_NSEC3};
    struct buffer dnskey = {0};
    ldns_key *made_key = ldns_key_new_frm_algorithm(algorithms[id], id >= KEY_RSASHA256 ? 2048 : 0);
    ldns_key_set_pubkey_owner(made_key, ldns_dname_new_frm_str("."));
    ldns_rr *rr = ldns_key2rr(made_key);
    put_u16(&dnskey, flags);
    put_u8(&dnskey, 3);
    put_u8(&dnskey, algorithm_of(id));
    buffer_add(&dnskey, ldns_rdf_data(ldns_rr_rdf(rr, 3)), ldns_rdf_size(ldns_rr_rdf(rr, 3)));
    ldns_rr_free(rr);
    key->key = made_key;
    key->dnskey = octets_of(&dnskey);
}

bool signer_key(const char *algorithm, const uint8_t *owner, unsigned number, unsigned flags, struct arena *arena,
                struct zone_key *ret_key)
{
    static const struct {
        const char *word;
        enum key_id id;
    } known[] = {{"p256", KEY_P256},           {"p384", KEY_P384},           {"ed448", KEY_ED448},
                 {"rsasha256", KEY_RSASHA256}, {"rsasha512", KEY_RSASHA512}, {"rsasha1", KEY_RSASHA1}};
    (void)arena;
    if (strcmp(algorithm, "ed25519") == 0) {
        make_ed25519(owner, number, flags, ret_key);
        return true;
    }
    for (size_t i = 0; i < COUNT_OF(known); i++)
        if (strcmp(algorithm, known[i].word) == 0) {
            make_random(known[i].id, flags, ret_key);
            return true;
        }
    return false;
}

/* A key tag is a sum of pairs of octets: their order does not matter to it. */
struct zone_key signer_twin(const struct zone_key *key, struct arena *arena)
{
    struct zone_key twin = {.dnskey = {arena_dup(arena, key->dnskey.bytes, key->dnskey.size), key->dnskey.size}};
    uint8_t *octets = (uint8_t *)(uintptr_t)twin.dnskey.bytes + DNSKEY_HEAD;
    for (int i = 0; i < 2; i++) {
        uint8_t octet = octets[i];
        octets[i] = octets[i + 4];
        octets[i + 4] = octet;
    }
    return twin;
}

void signer_free(struct zone_key *key)
{
    if (key->key)
        ldns_key_deep_free(key->key);
    key->key = NULL;
}

/* What is said of the key, and what is wrong with it. */
struct ds_form {
    const char *word;
    uint8_t digest, said; /* digest type: what is computed, and what is said */
    bool flipped, cut, other_tag;
    uint8_t algorithm; /* 0: the key's */
};

bool signer_ds(const char *form, const uint8_t *zone, const struct zone_key *key, struct arena *arena,
               struct dns_rdata *ret_ds)
{
    static const struct ds_form forms[] = {{.word = "sha256", .digest = 2, .said = 2},
                                           {.word = "sha1", .digest = 1, .said = 1},
                                           {.word = "sha384", .digest = 4, .said = 4},
                                           {.word = "flipped", .digest = 2, .said = 2, .flipped = true},
                                           {.word = "cut", .digest = 2, .said = 2, .cut = true},
                                           {.word = "other-tag", .digest = 2, .said = 2, .other_tag = true},
                                           {.word = "other-algorithm", .digest = 2, .said = 2, .algorithm = 8},
                                           {.word = "unknown-algorithm", .digest = 2, .said = 2, .algorithm = 253},
                                           {.word = "unknown-digest", .digest = 2, .said = 200},
                                           {.word = "sha1-as-sha256", .digest = 1, .said = 2},
                                           {.word = "sha256-as-sha1", .digest = 2, .said = 1},
                                           {.word = "sha256-as-sha384", .digest = 2, .said = 4},
                                           {.word = "sha256-as-gost", .digest = 2, .said = 3}};
    const char *text = dns_name_text(zone, arena);
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        if (strcmp(form, forms[i].word) != 0)
            continue;
        struct dns_rdata ds = ds_of(text, key->dnskey, forms[i].digest);
        uint8_t *octets = arena_dup(arena, ds.bytes, ds.size);
        octets[1] = (uint8_t)(octets[1] + forms[i].other_tag);
        octets[2] = forms[i].algorithm ? forms[i].algorithm : octets[2];
        octets[3] = forms[i].said;
        octets[ds.size - 1] ^= forms[i].flipped;
        *ret_ds = (struct dns_rdata){octets, ds.size - forms[i].cut};
        return true;
    }
    return false;
}

struct dns_rdata signer_sign(const struct signing_order *order, struct arena *arena)
{
    struct record_set set = {.owner = order->owner, .type = order->type, .ttl = order->ttl, .count = order->count};
    set.records = arena_dup(arena, order->rdata, order->count * sizeof *order->rdata);
    const struct signing signing = {.maker = order->key->key,
                                    .dnskey = order->key->dnskey,
                                    .signer = dns_name_text(order->signer, arena),
                                    .from = (uint32_t)order->from,
                                    .until = (uint32_t)order->until,
                                    .more_labels = order->more_labels};
    struct dns_rdata rrsig = sign(&signing, &set);
    if (order->forged)
        ((uint8_t *)(uintptr_t)rrsig.bytes)[rrsig.size - 1] ^= 1;
    return rrsig;
}
