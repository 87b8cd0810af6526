#include "base/parallel.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

struct shared {
    void (*work)(void *context, unsigned worker, size_t item);
    void *context;
    size_t items;
    atomic_size_t next;
};

struct hand {
    struct shared *shared;
    unsigned worker;
};

unsigned xc_parallel_workers(size_t items) {
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    size_t most = items < XC_WORKERS ? items : XC_WORKERS;
    if (cores < 1 || most < 2)
        return 1;
    return (unsigned)((size_t)cores < most ? (size_t)cores : most);
}

static void *take_items(void *argument) {
    struct hand *hand = argument;
    struct shared *shared = hand->shared;
    for (size_t item = atomic_fetch_add(&shared->next, 1); item < shared->items;
         item = atomic_fetch_add(&shared->next, 1))
        shared->work(shared->context, hand->worker, item);
    return NULL;
}

void xc_parallel_run(unsigned workers, size_t items,
                     void (*work)(void *context, unsigned worker, size_t item),
                     void *context) {
    struct shared shared = {.work = work, .context = context, .items = items};
    struct hand hands[XC_WORKERS];
    pthread_t threads[XC_WORKERS];
    unsigned started = 1;
    atomic_init(&shared.next, 0);
    for (unsigned i = 0; i < workers && i < XC_WORKERS; i++)
        hands[i] = (struct hand){&shared, i};
    while (started < workers && started < XC_WORKERS &&
           pthread_create(&threads[started], NULL, take_items, &hands[started]) == 0)
        started++;
    hands[0] = (struct hand){&shared, 0};
    (void)take_items(&hands[0]);
    for (unsigned i = 1; i < started; i++)
        (void)pthread_join(threads[i], NULL);
}
