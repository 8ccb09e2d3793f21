/* SPDX-License-Identifier: Apache-2.0 */
/* What only tests look at. */
#ifndef CAA_TESTING_H
#define CAA_TESTING_H

#include "caa/profile.h"

/* The I-th CA of the list; NULL at its end. */
const struct caa_profile *caa_profile_at(size_t i);

#endif
