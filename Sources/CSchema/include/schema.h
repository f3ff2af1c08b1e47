#pragma once
#include <stddef.h>

// One migration file, embedded as it stands in db/migrations.
struct tryzore_migration {
  const char *name; // "0001_roles"
  const unsigned char *text;
  size_t length;
};

size_t tryzore_migration_count(void);
struct tryzore_migration tryzore_migration(size_t index);
