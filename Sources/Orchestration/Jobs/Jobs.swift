// Jobs (folder of Orchestration): job files, the desired state that people describe, as values.
//
// Knows: the keys of a job file and their defaults, and which occurrences a job has.
// Must not know: runs, the store, the remote API, the present time, but as it is told.
// May import: Foundation, Recurrence; the folder Documents.
