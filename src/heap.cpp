// How jemalloc keeps this program's heap: jemalloc(3), TUNING, and docs/decisions/0012-a-heap-for-threads.md.

// jemalloc reads it before main, by this name. One arena: what one thread frees is room for the next document of
// another. What nobody used for a minute goes back to the system; at once, each update would have to fetch it again.
extern "C" __attribute__((visibility("default"))) const char* malloc_conf;
const char* malloc_conf = "narenas:1,dirty_decay_ms:60000";
