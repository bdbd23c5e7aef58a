// Drift (folder of Orchestration): what livedigital and the job files hold that is not as the service left it, and how that is mended.
//
// Knows: which runs are on show, what they published, what livedigital shows instead, which drafts are ours, what each remedy does.
// Must not know: how a run is carried out, the present time (it is passed in), tables and switches of the command line.
// May import: DurableFlow, GRDB, LivedigitalAPI; the folders Autowebinar, Flows, Jobs, Planning, Runs, Service, Connections, Rooms.
