/* SPDX-License-Identifier: Apache-2.0 */
#include "chance.h"

#include "util/memory.h"

#include <limits.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

struct chance {
    EVP_CIPHER_CTX *cipher;
};

struct chance *chance_new(const uint8_t *seed)
{
    static const uint8_t nonce[16] = {0};
    struct chance *chance = memory_zero(sizeof *chance);
    chance->cipher = EVP_CIPHER_CTX_new();
    if (!chance->cipher || EVP_EncryptInit_ex(chance->cipher, EVP_chacha20(), NULL, seed, nonce) != 1)
        memory_exhausted();
    return chance;
}

void chance_free(struct chance *chance)
{
    if (!chance)
        return;
    EVP_CIPHER_CTX_free(chance->cipher);
    free(chance);
}

void chance_take(struct chance *chance, void *bytes, size_t size)
{
    int written;
    memset(bytes, 0, size);
    if (size > INT_MAX || EVP_EncryptUpdate(chance->cipher, bytes, &written, bytes, (int)size) != 1)
        abort(); /* without unpredictable ids no answer could be trusted */
}
