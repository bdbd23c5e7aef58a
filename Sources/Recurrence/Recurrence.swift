// Recurrence: wall time, time zones and the dates of a schedule, as pure values.
//
// Knows: the proleptic Gregorian calendar, time zone files (RFC 9636), which instants a wall time names, and which occurrences a schedule has.
// Must not know: the current time (it is passed in), files other than the zone database, job files, livedigital.
// May import: Foundation, Synchronization.
