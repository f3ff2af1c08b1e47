#include "passwords.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char bloom[] = {
#embed "common.bloom"
};

const unsigned char *tryzore_common_passwords(void) { return bloom; }

size_t tryzore_common_passwords_length(void) { return sizeof bloom; }
