// LivedigitalAPI: the operations of livedigital that the service uses, as one contract table and one typed client.
//
// Knows: methods, paths, member names, JSON, dates on the wire, and what an answer of livedigital means.
// Must not know: jobs, runs, the journal, when to try again. It sends once and says exactly what became of it.
// May import: Curl (the transport protocol and its values), Foundation, Synchronization.
