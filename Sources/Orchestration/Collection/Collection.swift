// Collection (folder of Orchestration): the flow that gathers the reports of the calls of a space over a span of time, as a value.
//
// Knows: which lists are to be asked for, which reports are missing, when a report that is not there is asked for again and when it is given up.
// Must not know: HTTP, files, the journal, the present time. It performs nothing; `CollectionPerformer` carries its calls out.
// May import: DurableFlow (the protocol `Flow` and its values), LivedigitalAPI (formats and dates), Foundation.
