#ifndef GMFLOW_CMACHINE_H
#define GMFLOW_CMACHINE_H

// The few machine and GNU calls that Swift's Glibc module does not show. Only what must be inlined into
// a hot loop is in this header; the rest is in machine.c, because _GNU_SOURCE does not reach importers.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// The raw cycle counter. Plain rdtsc: it may move a few instructions either way, and costs half of rdtscp.
static inline uint64_t cm_cycles(void) {
#if defined(__x86_64__)
    return __builtin_ia32_rdtsc();
#elif defined(__aarch64__)
    uint64_t value;
    __asm__ volatile("mrs %0, cntvct_el0" : "=r"(value));
    return value;
#else
#error "no cycle counter is known for this processor"
#endif
}

/// The cycle counter after all earlier instructions have finished.
static inline uint64_t cm_cycles_ordered(void) {
#if defined(__x86_64__)
    unsigned int core;
    return __builtin_ia32_rdtscp(&core);
#else
    __asm__ volatile("isb" ::: "memory");
    return cm_cycles();
#endif
}

/// Tells the core that this is a spin loop.
static inline void cm_pause(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#else
    __asm__ volatile("yield" ::: "memory");
#endif
}

/// The counter's frequency in Hz as the processor or hypervisor declares it, or 0.
uint64_t cm_declared_frequency(void);

/// Reads a clock (CLOCK_MONOTONIC and so on) in nanoseconds.
int64_t cm_clock_nanoseconds(int clock);

typedef enum : int { CM_WOKEN = 0, CM_TIMED_OUT = 1, CM_CHANGED = 2, CM_INTERRUPTED = 3 } cm_wait_result;

/// Sleeps while *word == expected, until woken or until the CLOCK_MONOTONIC time `deadline` (nanoseconds).
cm_wait_result cm_futex_wait(const void *_Nonnull word, uint32_t expected, int64_t deadline);

/// Wakes at most `count` sleepers on `word`.
void cm_futex_wake(const void *_Nonnull word, int count);

/// Writes the cores that the calling thread may use; returns how many there are, or -errno.
int cm_affinity_get(int *_Nonnull cores, int capacity);

/// Confines the calling thread to `cores`; 0 or an errno.
int cm_affinity_set(const int *_Nonnull cores, int count);

/// Pins the calling thread to one core; 0 or an errno.
int cm_pin_current_thread(int core);

/// The core that the caller runs on now, or -1.
int cm_current_core(void);

/// The kernel's id of the calling thread.
int cm_thread_id(void);

/// Names the calling thread; at most 15 bytes are kept by the caller's care. 0 or an errno.
int cm_set_thread_name(const char *_Nonnull name);

/// Has the calling thread woken when it asked to be (the kernel may be 50 µs late), and asks for turns of `slice`
/// nanoseconds: from Linux 6.12 on a thread that wakes for a short turn need not wait for the end of a long one.
/// 0 or an errno.
int cm_run_promptly(uint64_t slice);

/// Starts a joinable thread, pinned to `core` from its first instruction (-1: not pinned).
/// A core that is refused leaves the thread unpinned and `pinned` false. 0 or an errno.
int cm_thread_start(
    unsigned long *_Nonnull thread, bool *_Nonnull pinned, int core, size_t stack_bytes,
    void *_Nullable (*_Nonnull entry)(void *_Nullable), void *_Nullable context);

int cm_thread_join(unsigned long thread);
int cm_thread_detach(unsigned long thread);

typedef struct {
    int64_t voluntary_switches;
    int64_t involuntary_switches;
    int64_t cpu_nanoseconds;
    int64_t max_resident_bytes;
} cm_usage;

cm_usage cm_thread_usage(void);
cm_usage cm_process_usage(void);

/// Counts SIGINT and SIGTERM from now on instead of dying of them; 0 or an errno.
int cm_interrupt_install(void);
int cm_interrupt_count(void);

/// The signal that came last, 0 before the first.
int cm_interrupt_last(void);

/// Starts a program, found by the PATH, or this one again if it is null, with `words`, each ended by a zero, the first its
/// name; both outputs go to a file. It dies with the calling thread's process. 0 or an errno.
int cm_spawn(
    int32_t *_Nonnull child, const char *_Nullable program, const uint8_t *_Nonnull words, size_t count,
    const char *_Nonnull output);

/// 0 while a child runs, 1 with its exit code, 2 with the signal that ended it or -1.
int cm_child_poll(int32_t child, int32_t *_Nonnull status);

void cm_child_signal(int32_t child, int signal);

int64_t cm_page_bytes(void);
int64_t cm_memory_bytes(void);
int cm_online_cores(void);

/// Copies "name release" of the kernel, cut to `capacity` with its zero.
void cm_kernel(char *_Nonnull text, size_t capacity);

/// Reads up to `capacity` bytes of a file (of /proc or /sys); the count, or -errno.
int64_t cm_read_file(const char *_Nonnull path, uint8_t *_Nonnull bytes, size_t capacity);

#endif
