/* SPDX-License-Identifier: Apache-2.0 */
#include "sentences_table.h"

#include "sentences.h"
