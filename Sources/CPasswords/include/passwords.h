#pragma once
#include <stddef.h>

// The Bloom filter of common passwords that bin/common-passwords writes; that script names its sources.
const unsigned char *tryzore_common_passwords(void);
size_t tryzore_common_passwords_length(void);
