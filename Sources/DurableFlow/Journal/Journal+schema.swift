import GRDB

/// The tables of the journal. Migrations are named and append-only.
enum JournalSchema {
    static func register(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("journal-1") { db in
            try db.execute(
                sql: """
                    -- One row a run. `state` is RunState; `due_ms` is set exactly while the run may be claimed.
                    CREATE TABLE flow(
                      id INTEGER PRIMARY KEY,
                      key TEXT NOT NULL UNIQUE,
                      kind TEXT NOT NULL,
                      version INTEGER NOT NULL,
                      lane TEXT NOT NULL,
                      state INTEGER NOT NULL CHECK(state BETWEEN 0 AND 9),
                      step INTEGER NOT NULL DEFAULT 1,            -- ordinal of the current step
                      step_name TEXT,
                      attempt INTEGER NOT NULL DEFAULT 1,         -- of the current step
                      failures INTEGER NOT NULL DEFAULT 0,        -- tries in a row that decided nothing
                      doubts INTEGER NOT NULL DEFAULT 0,          -- attempts of this step that were unknown and found undone
                      since_ms INTEGER,                           -- first try of the current step
                      due_ms INTEGER,
                      owner TEXT,
                      fence INTEGER NOT NULL DEFAULT 0,
                      cancel INTEGER NOT NULL DEFAULT 0,          -- 0 no, 1 asked for, 2 received by the flow
                      resolution TEXT,                            -- what an operator said of the open intent
                      ctx BLOB NOT NULL,                          -- the flow, as JSON
                      note TEXT,                                  -- question, reason or last error, for people
                      created_ms INTEGER NOT NULL,
                      updated_ms INTEGER NOT NULL) STRICT;
                    CREATE INDEX flow_due ON flow(lane, due_ms, id) WHERE due_ms IS NOT NULL;
                    -- One row an attempt. `state` is StepState.
                    CREATE TABLE step(
                      flow INTEGER NOT NULL REFERENCES flow(id),
                      n INTEGER NOT NULL,
                      attempt INTEGER NOT NULL,
                      name TEXT NOT NULL,
                      state INTEGER NOT NULL CHECK(state BETWEEN 0 AND 5),
                      kind INTEGER NOT NULL,
                      marker TEXT,
                      fingerprint BLOB,
                      request BLOB,
                      started_ms INTEGER NOT NULL,
                      done_ms INTEGER,
                      error TEXT,
                      PRIMARY KEY(flow, n, attempt)) STRICT, WITHOUT ROWID;
                    CREATE UNIQUE INDEX step_open ON step(flow) WHERE state = 0;           -- at most one open intent a run
                    CREATE UNIQUE INDEX step_once ON step(flow, n) WHERE state IN (1, 3);  -- one success a step
                    -- What the remote side made for which run.
                    CREATE TABLE remote(
                      kind TEXT NOT NULL,
                      identifier TEXT NOT NULL,
                      flow INTEGER NOT NULL REFERENCES flow(id),
                      how TEXT NOT NULL,
                      PRIMARY KEY(kind, identifier)) STRICT, WITHOUT ROWID;
                    CREATE TABLE lane(
                      name TEXT PRIMARY KEY,
                      paused_reason TEXT,
                      paused_ms INTEGER) STRICT;
                    -- What another process asks the owner to do.
                    CREATE TABLE command(
                      id INTEGER PRIMARY KEY,
                      verb TEXT NOT NULL,
                      argument BLOB NOT NULL,
                      asked_ms INTEGER NOT NULL,
                      answered_ms INTEGER,
                      failed INTEGER,
                      answer TEXT) STRICT;
                    CREATE INDEX command_open ON command(id) WHERE answered_ms IS NULL;
                    CREATE TABLE audit(
                      id INTEGER PRIMARY KEY,
                      flow INTEGER,
                      at_ms INTEGER NOT NULL,
                      actor TEXT NOT NULL,
                      what TEXT NOT NULL) STRICT;
                    """)
        }
        migrator.registerMigration("journal-2") { db in
            try db.execute(
                sql: """
                    -- At most one open intent a run and one success a step, in one index: each further one is a page more in every commit.
                    DROP INDEX step_open;
                    DROP INDEX step_once;
                    CREATE UNIQUE INDEX step_guard ON step(flow, CASE state WHEN 0 THEN 0 ELSE n END) WHERE state IN (0, 1, 3);
                    -- What an owner that died was working on.
                    CREATE INDEX flow_running ON flow(id) WHERE state = 1;
                    """)
        }
        migrator.registerMigration("journal-3") { db in
            try db.execute(
                sql: """
                    ALTER TABLE flow ADD COLUMN origin INTEGER NOT NULL DEFAULT 0;         -- RunRow.Origin
                    -- One row each time that a backup took the place of the database.
                    CREATE TABLE restoration(
                      id INTEGER PRIMARY KEY,
                      at_ms INTEGER NOT NULL,
                      settled_ms INTEGER NOT NULL) STRICT;                                 -- what was on its way then has arrived or never will
                    """)
        }
        migrator.registerMigration("journal-4") { db in
            // A changed description that the flow has not received yet.
            try db.execute(sql: "ALTER TABLE flow ADD COLUMN amendment BLOB")
        }
        migrator.registerMigration("journal-held") { db in
            // Watched from outside; touched by held runs alone.
            try db.execute(sql: "CREATE INDEX flow_held ON flow(id) WHERE state = 8")
        }
        migrator.registerMigration("journal-forget") { db in
            // Who forgets a run must not read through what all others made.
            try db.execute(sql: "CREATE INDEX remote_flow ON remote(flow)")
        }
        migrator.registerMigration("journal-guard") { db in
            // SQLite makes a table of its own for a list of three values or more, anew in each statement that writes a step: a tenth of its cost.
            try db.execute(
                sql: """
                    DROP INDEX step_guard;
                    CREATE UNIQUE INDEX step_guard ON step(flow, CASE state WHEN 0 THEN 0 ELSE n END) WHERE state < 2 OR state = 3;
                    """)
        }
    }
}
