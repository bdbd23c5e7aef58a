// Planning (folder of Orchestration): stored jobs, their occurrences, and when each becomes a run.
//
// Knows: the tables of jobs and occurrences, the horizon, what is late, missed, overlapping or paused.
// Must not know: how a run is carried out, the network, the present time (it is passed in).
// May import: DurableFlow, GRDB, Recurrence; the folders Jobs, Autowebinar and Runs.
