#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include "CMachine.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#if defined(__x86_64__)
#include <cpuid.h>
#endif

#define BILLION 1000000000LL

// ---- clocks

#if defined(__x86_64__)
uint64_t cm_declared_frequency(void) {
    unsigned int a, b, c, d;
    if (__get_cpuid_max(0, NULL) >= 0x15) {
        __cpuid_count(0x15, 0, a, b, c, d);
        // Leaf 15h: counter / crystal = b / a, crystal in Hz = c. Many processors leave c at 0.
        if (a && b && c) return (uint64_t)c * b / a;
    }
    __cpuid(1, a, b, c, d);
    if (c & (1u << 31)) {
        // Leaf 40000010h (VMware's, also offered by KVM hosts): the guest's counter in kHz.
        __cpuid(0x40000000, a, b, c, d);
        if (a >= 0x40000010) {
            __cpuid(0x40000010, a, b, c, d);
            return (uint64_t)a * 1000;
        }
    }
    return 0;
}
#else
uint64_t cm_declared_frequency(void) {
    uint64_t value;
    __asm__ volatile("mrs %0, cntfrq_el0" : "=r"(value));
    return value;
}
#endif

int64_t cm_clock_nanoseconds(int clock) {
    struct timespec now;
    if (clock_gettime(clock, &now) != 0) return 0;
    return (int64_t)now.tv_sec * BILLION + now.tv_nsec;
}

// ---- futex

cm_wait_result cm_futex_wait(const void *word, uint32_t expected, int64_t deadline) {
    struct timespec until = {.tv_sec = deadline / BILLION, .tv_nsec = deadline % BILLION};
    // WAIT_BITSET takes an absolute time, so a repeated wait does not stretch the timeout.
    long result = syscall(
        SYS_futex, word, FUTEX_WAIT_BITSET | FUTEX_PRIVATE_FLAG, expected, &until, NULL,
        FUTEX_BITSET_MATCH_ANY);
    if (result == 0) return CM_WOKEN;
    switch (errno) {
    case ETIMEDOUT: return CM_TIMED_OUT;
    case EAGAIN: return CM_CHANGED;
    default: return CM_INTERRUPTED;
    }
}

void cm_futex_wake(const void *word, int count) {
    syscall(SYS_futex, word, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, count, NULL, NULL, 0);
}

// ---- cores

enum { MAX_CORES = 8192 };

int cm_affinity_get(int *cores, int capacity) {
    // A fixed cpu_set_t holds 1024 cores and the kernel refuses a smaller mask than its own.
    cpu_set_t *set = CPU_ALLOC(MAX_CORES);
    if (!set) return -ENOMEM;
    size_t bytes = CPU_ALLOC_SIZE(MAX_CORES);
    CPU_ZERO_S(bytes, set);
    int count = 0;
    if (sched_getaffinity(0, bytes, set) != 0) {
        count = -errno;
    } else {
        for (int core = 0; core < MAX_CORES && count < capacity; core++)
            if (CPU_ISSET_S(core, bytes, set)) cores[count++] = core;
    }
    CPU_FREE(set);
    return count;
}

int cm_affinity_set(const int *cores, int count) {
    cpu_set_t *set = CPU_ALLOC(MAX_CORES);
    if (!set) return ENOMEM;
    size_t bytes = CPU_ALLOC_SIZE(MAX_CORES);
    CPU_ZERO_S(bytes, set);
    int error = 0;
    for (int i = 0; i < count; i++) {
        if (cores[i] < 0 || cores[i] >= MAX_CORES) error = EINVAL;
        else CPU_SET_S(cores[i], bytes, set);
    }
    if (!error && sched_setaffinity(0, bytes, set) != 0) error = errno;
    CPU_FREE(set);
    return error;
}

static int with_one_core(int core, int (*use)(void *, size_t, const cpu_set_t *), void *subject) {
    if (core < 0 || core >= MAX_CORES) return EINVAL;
    cpu_set_t *set = CPU_ALLOC(MAX_CORES);
    if (!set) return ENOMEM;
    size_t bytes = CPU_ALLOC_SIZE(MAX_CORES);
    CPU_ZERO_S(bytes, set);
    CPU_SET_S(core, bytes, set);
    int error = use(subject, bytes, set);
    CPU_FREE(set);
    return error;
}

static int pin_self(void *subject, size_t bytes, const cpu_set_t *set) {
    (void)subject;
    return pthread_setaffinity_np(pthread_self(), bytes, set);
}

static int pin_attributes(void *subject, size_t bytes, const cpu_set_t *set) {
    return pthread_attr_setaffinity_np((pthread_attr_t *)subject, bytes, set);
}

int cm_pin_current_thread(int core) { return with_one_core(core, pin_self, NULL); }

int cm_current_core(void) { return sched_getcpu(); }

// ---- threads

int cm_thread_id(void) { return (int)syscall(SYS_gettid); }

int cm_set_thread_name(const char *name) { return pthread_setname_np(pthread_self(), name); }

int cm_run_promptly(uint64_t slice) {
    // The system headers' sched_attr and those of glibc exclude each other.
    struct {
        uint32_t size, policy;
        uint64_t flags;
        int32_t nice;
        uint32_t priority;
        uint64_t runtime, deadline, period;
    } attributes = {.size = sizeof attributes};
    if (prctl(PR_SET_TIMERSLACK, 1L) != 0) return errno;
    if (syscall(SYS_sched_getattr, 0, &attributes, sizeof attributes, 0) != 0) return errno;
    if (attributes.policy != SCHED_OTHER) return 0;
    attributes.runtime = slice;
    return syscall(SYS_sched_setattr, 0, &attributes, 0) == 0 ? 0 : errno;
}

static int create(
    pthread_t *thread, int core, size_t stack_bytes, void *(*entry)(void *), void *context) {
    pthread_attr_t attributes;
    int error = pthread_attr_init(&attributes);
    if (error) return error;
    error = pthread_attr_setstacksize(&attributes, stack_bytes);
    if (!error && core >= 0) error = with_one_core(core, pin_attributes, &attributes);
    if (!error) error = pthread_create(thread, &attributes, entry, context);
    pthread_attr_destroy(&attributes);
    return error;
}

int cm_thread_start(
    unsigned long *thread, bool *pinned, int core, size_t stack_bytes, void *(*entry)(void *),
    void *context) {
    long least = sysconf(_SC_THREAD_STACK_MIN);
    if (least > 0 && stack_bytes < (size_t)least) stack_bytes = (size_t)least;
    *pinned = false;
    pthread_t made;
    if (core >= 0 && create(&made, core, stack_bytes, entry, context) == 0) {
        *pinned = true;
        *thread = made;
        return 0;
    }
    int error = create(&made, -1, stack_bytes, entry, context);
    // The least that the system names leaves out what libraries keep for each thread, which lies on the stack too.
    while (error == EINVAL && stack_bytes < (1 << 20)) {
        stack_bytes *= 2;
        error = create(&made, -1, stack_bytes, entry, context);
    }
    if (!error) *thread = made;
    return error;
}

int cm_thread_join(unsigned long thread) { return pthread_join(thread, NULL); }
int cm_thread_detach(unsigned long thread) { return pthread_detach(thread); }

// ---- usage

static cm_usage usage(int who, int clock) {
    struct rusage raw;
    cm_usage result = {0};
    if (getrusage(who, &raw) == 0) {
        result.voluntary_switches = raw.ru_nvcsw;
        result.involuntary_switches = raw.ru_nivcsw;
        result.max_resident_bytes = (int64_t)raw.ru_maxrss * 1024;
    }
    // The clock counts in nanoseconds; rusage's times are scaled from samples on some kernels.
    result.cpu_nanoseconds = cm_clock_nanoseconds(clock);
    return result;
}

cm_usage cm_thread_usage(void) { return usage(RUSAGE_THREAD, CLOCK_THREAD_CPUTIME_ID); }
cm_usage cm_process_usage(void) { return usage(RUSAGE_SELF, CLOCK_PROCESS_CPUTIME_ID); }

// ---- interrupts

// A lock-free atomic is the only shared state that a signal handler may touch beside sig_atomic_t.
static atomic_int interrupts;
_Static_assert(ATOMIC_INT_LOCK_FREE == 2, "an int is always lock-free");

static atomic_int last_interrupt;

static void count_interrupt(int signal) {
    atomic_store_explicit(&last_interrupt, signal, memory_order_seq_cst);
    atomic_fetch_add_explicit(&interrupts, 1, memory_order_seq_cst);
}

int cm_interrupt_install(void) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = count_interrupt;
    // Restarted calls: a half-written report must not fail with EINTR because the user asked to drain.
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    if (sigaction(SIGINT, &action, NULL) != 0) return errno;
    if (sigaction(SIGTERM, &action, NULL) != 0) return errno;
    // A parent that blocks signals hands its mask down, and then Ctrl-C would never arrive.
    sigset_t both;
    sigemptyset(&both);
    sigaddset(&both, SIGINT);
    sigaddset(&both, SIGTERM);
    return pthread_sigmask(SIG_UNBLOCK, &both, NULL);
}

int cm_interrupt_count(void) { return atomic_load_explicit(&interrupts, memory_order_seq_cst); }
int cm_interrupt_last(void) { return atomic_load_explicit(&last_interrupt, memory_order_seq_cst); }

// ---- the machine

int64_t cm_page_bytes(void) { return sysconf(_SC_PAGESIZE); }
int cm_online_cores(void) { return (int)sysconf(_SC_NPROCESSORS_ONLN); }

int64_t cm_memory_bytes(void) { return (int64_t)sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGESIZE); }

void cm_kernel(char *text, size_t capacity) {
    struct utsname names;
    if (uname(&names) != 0) {
        if (capacity) text[0] = 0;
        return;
    }
    snprintf(text, capacity, "%s %s", names.sysname, names.release);
}

int64_t cm_read_file(const char *path, uint8_t *bytes, size_t capacity) {
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return -errno;
    size_t length = 0;
    while (length < capacity) {
        ssize_t got = read(file, bytes + length, capacity - length);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) {
            int error = errno;
            close(file);
            return -error;
        }
        if (got == 0) break;
        length += (size_t)got;
    }
    close(file);
    return (int64_t)length;
}

// ---- child processes

int cm_spawn(
    int32_t *child, const char *program, const uint8_t *words, size_t count, const char *output) {
    size_t total = 0;
    for (size_t i = 0; i < count; i++) total += words[i] == 0;
    char **list = calloc(total + 1, sizeof(char *));
    if (list == NULL) return ENOMEM;
    size_t start = 0, n = 0;
    for (size_t i = 0; i < count; i++) {
        if (words[i] != 0) continue;
        list[n++] = (char *)words + start;
        start = i + 1;
    }
    int in = open("/dev/null", O_RDONLY | O_CLOEXEC);
    int out = open(output, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    pid_t parent = getpid();
    pid_t id = in < 0 || out < 0 ? -1 : fork();
    if (id == 0) {
        // Only calls that are safe after fork until the program is replaced.
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent) _exit(127);
        if (dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(out, 2) < 0) _exit(127);
        if (program == NULL)
            execv("/proc/self/exe", list);
        else
            execvp(program, list);
        _exit(127);
    }
    int error = id < 0 ? errno : 0;
    if (in >= 0) close(in);
    if (out >= 0) close(out);
    free(list);
    *child = id;
    return error;
}

int cm_child_poll(int32_t child, int32_t *status) {
    int ended;
    pid_t id = waitpid(child, &ended, WNOHANG);
    if (id == 0 || (id < 0 && errno == EINTR)) return 0;
    *status = -1;
    if (id < 0) return 2;
    if (WIFEXITED(ended)) {
        *status = WEXITSTATUS(ended);
        return 1;
    }
    if (WIFSIGNALED(ended)) *status = WTERMSIG(ended);
    return 2;
}

void cm_child_signal(int32_t child, int signal) {
    if (child > 0) kill(child, signal);
}
