#include <sqlite3.h>

// sqlite3_config() takes variable arguments, which Swift cannot call.

/// Lets SQLite count no memory. It counts under a lock, for each of the eighty pieces that a commit of one step takes and gives back.
/// Refused, without harm, once a database was opened in the process.
static inline int sqlite_count_no_memory(void) { return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }
