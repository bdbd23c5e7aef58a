// Analytics (folder of Orchestration): sessions with their reports, what the reports say of the participants, exports and figures.
//
// Knows: which run is a session, how a report is read whatever its columns, the tables that are derived from both, how figures are counted.
// Must not know: how a report is collected, when a session is planned, the command line.
// May import: DurableFlow (runs are read, the writer is shared), Spreadsheet, Recurrence (days in a time zone), Crypto, GRDB, Foundation; the
// folders Autowebinar, Runs and Service. Everything here can be made anew from the runs and the report files.
