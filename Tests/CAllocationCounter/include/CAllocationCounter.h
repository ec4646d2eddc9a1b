#ifndef C_ALLOCATION_COUNTER_H
#define C_ALLOCATION_COUNTER_H

#include <stdbool.h>
#include <stdint.h>

/// Allocations made by the calling thread since it began.
uint64_t allocation_count(void);

/// Whether allocations are counted in this build: not under a sanitizer, which has a malloc of its own.
bool allocations_are_counted(void);

#endif
