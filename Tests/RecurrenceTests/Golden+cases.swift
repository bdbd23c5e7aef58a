import Recurrence

extension Golden {
    /// What the examples of the RFC leave out: leap years, weeks over the end of the year, sets, ends, and changes of the clock.
    static let rules: [Golden] = [
        Golden(
            rule: "FREQ=YEARLY", start: "2028-02-29T10:00", zone: "Etc/UTC",
            instants: "2028-02-29T10:00Z 2032-02-29T10:00Z 2036-02-29T10:00Z"),
        // 2100 is no leap year.
        Golden(
            rule: "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", start: "2093-01-01T10:00", zone: "Etc/UTC",
            instants: "2096-02-29T10:00Z 2104-02-29T10:00Z 2108-02-29T10:00Z"),
        Golden(
            rule: "FREQ=MONTHLY", start: "2026-01-31T10:00", zone: "Etc/UTC",
            instants: "2026-01-31T10:00Z 2026-03-31T10:00Z 2026-05-31T10:00Z 2026-07-31T10:00Z 2026-08-31T10:00Z"),
        // The last weekday of the month.
        Golden(
            rule: "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", start: "2026-01-01T10:00", zone: "Etc/UTC",
            instants: "2026-01-30T10:00Z 2026-02-27T10:00Z 2026-03-31T10:00Z 2026-04-30T10:00Z 2026-05-29T10:00Z 2026-06-30T10:00Z"),
        Golden(
            rule: "FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO", start: "2020-01-01T10:00", zone: "Etc/UTC",
            instants: "2020-12-28T10:00Z 2026-12-28T10:00Z 2032-12-27T10:00Z"),
        // Week 1 begins in December of some years.
        Golden(
            rule: "FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO", start: "2018-01-01T10:00", zone: "Etc/UTC",
            instants: "2018-01-01T10:00Z 2018-12-31T10:00Z 2019-12-30T10:00Z 2021-01-04T10:00Z 2022-01-03T10:00Z"),
        Golden(
            rule: "FREQ=YEARLY;BYWEEKNO=1;BYDAY=SU;WKST=SU", start: "2026-01-01T10:00", zone: "Etc/UTC",
            instants: "2026-01-04T10:00Z 2027-01-03T10:00Z 2028-01-02T10:00Z 2028-12-31T10:00Z 2029-12-30T10:00Z"),
        Golden(
            rule: "FREQ=YEARLY;BYWEEKNO=1;BYDAY=SU", start: "2026-01-01T10:00", zone: "Etc/UTC",
            instants: "2026-01-04T10:00Z 2027-01-10T10:00Z 2028-01-09T10:00Z 2029-01-07T10:00Z"),
        // 1998 has 53 weeks.
        Golden(
            rule: "FREQ=YEARLY;BYWEEKNO=-52;BYDAY=MO", start: "1996-01-01T10:00", zone: "Etc/UTC",
            instants: "1996-01-01T10:00Z 1996-12-30T10:00Z 1998-01-05T10:00Z 1999-01-04T10:00Z 2000-01-03T10:00Z"),
        // With weeks from Wednesday on, 2034 has 52, and the last of them ends on 2035-01-02.
        Golden(
            rule: "FREQ=YEARLY;BYWEEKNO=52;BYDAY=MO;WKST=WE", start: "2034-06-01T10:00", zone: "Etc/UTC",
            instants: "2035-01-01T10:00Z 2035-12-31T10:00Z"),
        // The weekday comes from the start.
        Golden(
            rule: "FREQ=YEARLY;BYWEEKNO=20", start: "2026-05-13T10:00", zone: "Etc/UTC",
            instants: "2026-05-13T10:00Z 2027-05-19T10:00Z 2028-05-17T10:00Z"),
        // The first of the first week lies before the start.
        Golden(
            rule: "FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=1", start: "2026-12-02T10:00", zone: "Etc/UTC",
            instants: "2026-12-07T10:00Z 2026-12-14T10:00Z"),
        Golden(
            rule: "FREQ=MONTHLY;BYDAY=MO,1TU", start: "2026-12-01T10:00", zone: "Etc/UTC",
            instants: """
                2026-12-01T10:00Z 2026-12-07T10:00Z 2026-12-14T10:00Z 2026-12-21T10:00Z 2026-12-28T10:00Z 2027-01-04T10:00Z
                2027-01-05T10:00Z
                """),
        Golden(
            rule: "FREQ=YEARLY;BYYEARDAY=-1,366", start: "2026-01-01T10:00", zone: "Etc/UTC",
            instants: "2026-12-31T10:00Z 2027-12-31T10:00Z 2028-12-31T10:00Z"),
        // The start does not match, so it does not count.
        Golden(
            rule: "FREQ=WEEKLY;BYDAY=WE;COUNT=2", start: "2026-12-01T19:00", zone: "Europe/Moscow",
            instants: "2026-12-02T16:00Z 2026-12-09T16:00Z"),
        Golden(
            rule: "FREQ=DAILY;BYHOUR=9,18", start: "2026-12-01T12:30", zone: "Europe/Moscow",
            instants: "2026-12-01T15:30Z 2026-12-02T06:30Z 2026-12-02T15:30Z"),
        Golden(
            rule: "FREQ=DAILY;UNTIL=20261203", start: "2026-12-01T19:00", zone: "Europe/Moscow", total: 3,
            instants: "2026-12-01T16:00Z 2026-12-02T16:00Z 2026-12-03T16:00Z"),
        Golden(
            rule: "FREQ=DAILY;UNTIL=20261203T190000", start: "2026-12-01T19:00", zone: "Europe/Moscow", total: 3,
            instants: "2026-12-01T16:00Z 2026-12-02T16:00Z 2026-12-03T16:00Z"),
        Golden(
            rule: "FREQ=DAILY;UNTIL=20261203T185959", start: "2026-12-01T19:00", zone: "Europe/Moscow", total: 2,
            instants: "2026-12-01T16:00Z 2026-12-02T16:00Z"),
        Golden(
            rule: "FREQ=DAILY;UNTIL=20261203T160000Z", start: "2026-12-01T19:00", zone: "Europe/Moscow", total: 3,
            instants: "2026-12-01T16:00Z 2026-12-02T16:00Z 2026-12-03T16:00Z"),
        Golden(
            rule: "FREQ=DAILY;UNTIL=20261203T155959Z", start: "2026-12-01T19:00", zone: "Europe/Moscow", total: 2,
            instants: "2026-12-01T16:00Z 2026-12-02T16:00Z"),
        Golden(
            rule: "FREQ=DAILY;COUNT=3", start: "2026-03-07T02:30", zone: "America/New_York", total: 3,
            instants: "2026-03-07T07:30Z 2026-03-08T07:30Z 2026-03-09T06:30Z"),
        // COUNT counts the time that does not exist.
        Golden(
            rule: "FREQ=DAILY;COUNT=3", start: "2026-03-07T02:30", zone: "America/New_York", gap: .skip, total: 2,
            instants: "2026-03-07T07:30Z 2026-03-09T06:30Z"),
        Golden(
            rule: "FREQ=DAILY;COUNT=3", start: "2026-10-31T01:30", zone: "America/New_York", overlap: .first, total: 3,
            instants: "2026-10-31T05:30Z 2026-11-01T05:30Z 2026-11-02T06:30Z"),
        Golden(
            rule: "FREQ=DAILY;COUNT=3", start: "2026-10-31T01:30", zone: "America/New_York", overlap: .last, total: 3,
            instants: "2026-10-31T05:30Z 2026-11-01T06:30Z 2026-11-02T06:30Z"),
        Golden(
            rule: "FREQ=DAILY;COUNT=3", start: "2026-10-31T01:30", zone: "America/New_York", overlap: .both, total: 4,
            instants: "2026-10-31T05:30Z 2026-11-01T05:30Z 2026-11-01T06:30Z 2026-11-02T06:30Z"),
        Golden(
            rule: "FREQ=DAILY;COUNT=3", start: "2026-03-28T02:30", zone: "Europe/Berlin", total: 3,
            instants: "2026-03-28T01:30Z 2026-03-29T01:30Z 2026-03-30T00:30Z"),
        Golden(
            rule: "FREQ=DAILY;COUNT=3", start: "2026-10-24T02:30", zone: "Europe/Berlin", overlap: .last, total: 3,
            instants: "2026-10-24T00:30Z 2026-10-25T01:30Z 2026-10-26T01:30Z"),
        // The second showing is later than UNTIL.
        Golden(
            rule: "FREQ=DAILY;UNTIL=20261025T010000Z", start: "2026-10-24T02:30", zone: "Europe/Berlin", overlap: .both, total: 2,
            instants: "2026-10-24T00:30Z 2026-10-25T00:30Z"),
        // A gap of half an hour.
        Golden(
            rule: "FREQ=DAILY;COUNT=3", start: "2026-10-03T02:15", zone: "Australia/Lord_Howe", total: 3,
            instants: "2026-10-02T15:45Z 2026-10-03T15:45Z 2026-10-04T15:15Z"),
        Golden(
            rule: "FREQ=DAILY;COUNT=3", start: "2026-04-04T01:45", zone: "Australia/Lord_Howe", overlap: .both, total: 4,
            instants: "2026-04-03T14:45Z 2026-04-04T14:45Z 2026-04-04T15:15Z 2026-04-05T15:15Z"),
    ]

    /// Cron lines.
    static let crons: [Golden] = [
        Golden(
            cron: "0 19 * * 2,4", start: "2026-12-01T00:00", zone: "Europe/Moscow",
            instants: "2026-12-01T16:00Z 2026-12-03T16:00Z 2026-12-08T16:00Z"),
        Golden(
            cron: "*/15 9-10 * * mon", start: "2026-12-01T00:00", zone: "Etc/UTC",
            instants: "2026-12-07T09:00Z 2026-12-07T09:15Z 2026-12-07T09:30Z 2026-12-07T09:45Z 2026-12-07T10:00Z"),
        // Either day suffices.
        Golden(
            cron: "0 9 13 * fri", start: "2026-11-01T00:00", zone: "Etc/UTC",
            instants: """
                2026-11-06T09:00Z 2026-11-13T09:00Z 2026-11-20T09:00Z 2026-11-27T09:00Z 2026-12-04T09:00Z 2026-12-11T09:00Z
                2026-12-13T09:00Z 2026-12-18T09:00Z
                """),
        // A star in front: both must be met.
        Golden(
            cron: "0 9 */2 * fri", start: "2026-11-01T00:00", zone: "Etc/UTC",
            instants: "2026-11-13T09:00Z 2026-11-27T09:00Z 2026-12-11T09:00Z 2026-12-25T09:00Z 2027-01-01T09:00Z"),
        Golden(
            cron: "0 9 1,15 * *", start: "2026-11-02T00:00", zone: "Etc/UTC",
            instants: "2026-11-15T09:00Z 2026-12-01T09:00Z 2026-12-15T09:00Z"),
        Golden(
            cron: "0 0 29 2 *", start: "2093-01-01T00:00", zone: "Etc/UTC",
            instants: "2096-02-29T00:00Z 2104-02-29T00:00Z"),
        Golden(
            cron: "0 12 * * fri-mon", start: "2026-12-01T00:00", zone: "Etc/UTC",
            instants: "2026-12-04T12:00Z 2026-12-05T12:00Z 2026-12-06T12:00Z 2026-12-07T12:00Z 2026-12-11T12:00Z"),
        Golden(
            cron: "0 12 * * 5-7", start: "2026-12-01T00:00", zone: "Etc/UTC",
            instants: "2026-12-04T12:00Z 2026-12-05T12:00Z 2026-12-06T12:00Z 2026-12-11T12:00Z"),
        Golden(
            cron: "0 12 * * 7", start: "2026-12-01T00:00", zone: "Etc/UTC",
            instants: "2026-12-06T12:00Z 2026-12-13T12:00Z"),
        Golden(
            cron: "0 12 * * 0", start: "2026-12-01T00:00", zone: "Etc/UTC",
            instants: "2026-12-06T12:00Z 2026-12-13T12:00Z"),
        Golden(
            cron: "0 22-2/2 * * *", start: "2026-12-01T00:00", zone: "Etc/UTC",
            instants: "2026-12-01T00:00Z 2026-12-01T02:00Z 2026-12-01T22:00Z 2026-12-02T00:00Z"),
        Golden(
            cron: "5/20 8 * * *", start: "2026-12-01T00:00", zone: "Etc/UTC",
            instants: "2026-12-01T08:05Z 2026-12-01T08:25Z 2026-12-01T08:45Z 2026-12-02T08:05Z"),
        Golden(
            cron: "0 9 ? JAN,jul 1-5", start: "2026-12-31T00:00", zone: "Etc/UTC",
            instants: "2027-01-01T09:00Z 2027-01-04T09:00Z 2027-01-05T09:00Z"),
        Golden(
            cron: "@yearly", start: "2026-12-01T00:00", zone: "Etc/UTC",
            instants: "2027-01-01T00:00Z 2028-01-01T00:00Z"),
        Golden(
            cron: "@monthly", start: "2026-12-01T00:01", zone: "Etc/UTC",
            instants: "2027-01-01T00:00Z 2027-02-01T00:00Z"),
        Golden(
            cron: "@weekly", start: "2026-12-01T00:00", zone: "Etc/UTC",
            instants: "2026-12-06T00:00Z 2026-12-13T00:00Z"),
        Golden(
            cron: "@midnight", start: "2026-12-01T00:00", zone: "Europe/Moscow",
            instants: "2026-11-30T21:00Z 2026-12-01T21:00Z"),
        Golden(
            cron: "@hourly", start: "2026-12-01T00:30", zone: "Etc/UTC",
            instants: "2026-12-01T01:00Z 2026-12-01T02:00Z"),
        // 02:30 is moved onto 03:30, and the two are one.
        Golden(
            cron: "30 * * * *", start: "2026-03-29T01:00", zone: "Europe/Berlin",
            instants: "2026-03-29T00:30Z 2026-03-29T01:30Z 2026-03-29T02:30Z"),
        Golden(
            cron: "30 * * * *", start: "2026-10-25T01:00", zone: "Europe/Berlin",
            instants: "2026-10-24T23:30Z 2026-10-25T00:30Z 2026-10-25T02:30Z"),
        Golden(
            cron: "30 * * * *", start: "2026-10-25T01:00", zone: "Europe/Berlin", overlap: .both,
            instants: "2026-10-24T23:30Z 2026-10-25T00:30Z 2026-10-25T01:30Z 2026-10-25T02:30Z"),
        // Instants are in order, though the clock goes back between them.
        Golden(
            cron: "*/30 * * * *", start: "2026-10-25T02:00", zone: "Europe/Berlin", overlap: .both,
            instants: "2026-10-25T00:00Z 2026-10-25T00:30Z 2026-10-25T01:00Z 2026-10-25T01:30Z 2026-10-25T02:00Z"),
        Golden(
            cron: "0 2 * * *", start: "2026-03-28T00:00", zone: "Europe/Berlin", gap: .skip,
            instants: "2026-03-28T01:00Z 2026-03-30T00:00Z"),
    ]
}
