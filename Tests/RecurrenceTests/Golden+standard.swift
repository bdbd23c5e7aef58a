import Recurrence

extension Golden {
    /// The examples of RFC 5545 section 3.8.5.3, with the dates that it lists.
    static let standard: [Golden] = [
        Golden(
            rule: "FREQ=DAILY;COUNT=10", start: "1997-09-02T09:00", zone: "America/New_York", total: 10,
            instants: """
                1997-09-02T13:00Z 1997-09-03T13:00Z 1997-09-04T13:00Z 1997-09-05T13:00Z 1997-09-06T13:00Z 1997-09-07T13:00Z
                1997-09-08T13:00Z 1997-09-09T13:00Z 1997-09-10T13:00Z 1997-09-11T13:00Z
                """),
        Golden(
            rule: "FREQ=DAILY;UNTIL=19971224T000000Z", start: "1997-09-02T09:00", zone: "America/New_York", total: 113, last: "1997-12-23T14:00Z",
            instants: "1997-09-02T13:00Z 1997-09-03T13:00Z 1997-09-04T13:00Z"),
        Golden(
            rule: "FREQ=DAILY;INTERVAL=2", start: "1997-09-02T09:00", zone: "America/New_York",
            instants: "1997-09-02T13:00Z 1997-09-04T13:00Z 1997-09-06T13:00Z 1997-09-08T13:00Z 1997-09-10T13:00Z"),
        Golden(
            rule: "FREQ=DAILY;INTERVAL=10;COUNT=5", start: "1997-09-02T09:00", zone: "America/New_York", total: 5,
            instants: "1997-09-02T13:00Z 1997-09-12T13:00Z 1997-09-22T13:00Z 1997-10-02T13:00Z 1997-10-12T13:00Z"),
        Golden(
            rule: "FREQ=YEARLY;UNTIL=20000131T140000Z;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA", start: "1998-01-01T09:00", zone: "America/New_York",
            total: 93, last: "2000-01-31T14:00Z",
            instants: "1998-01-01T14:00Z 1998-01-02T14:00Z 1998-01-03T14:00Z"),
        Golden(
            rule: "FREQ=DAILY;UNTIL=20000131T140000Z;BYMONTH=1", start: "1998-01-01T09:00", zone: "America/New_York", total: 93,
            last: "2000-01-31T14:00Z",
            instants: "1998-01-01T14:00Z 1998-01-02T14:00Z 1998-01-03T14:00Z"),
        Golden(
            rule: "FREQ=WEEKLY;COUNT=10", start: "1997-09-02T09:00", zone: "America/New_York", total: 10,
            instants: """
                1997-09-02T13:00Z 1997-09-09T13:00Z 1997-09-16T13:00Z 1997-09-23T13:00Z 1997-09-30T13:00Z 1997-10-07T13:00Z
                1997-10-14T13:00Z 1997-10-21T13:00Z 1997-10-28T14:00Z 1997-11-04T14:00Z
                """),
        Golden(
            rule: "FREQ=WEEKLY;UNTIL=19971224T000000Z", start: "1997-09-02T09:00", zone: "America/New_York", total: 17,
            instants: """
                1997-09-02T13:00Z 1997-09-09T13:00Z 1997-09-16T13:00Z 1997-09-23T13:00Z 1997-09-30T13:00Z 1997-10-07T13:00Z
                1997-10-14T13:00Z 1997-10-21T13:00Z 1997-10-28T14:00Z 1997-11-04T14:00Z 1997-11-11T14:00Z 1997-11-18T14:00Z
                1997-11-25T14:00Z 1997-12-02T14:00Z 1997-12-09T14:00Z 1997-12-16T14:00Z 1997-12-23T14:00Z
                """),
        Golden(
            rule: "FREQ=WEEKLY;INTERVAL=2;WKST=SU", start: "1997-09-02T09:00", zone: "America/New_York",
            instants: """
                1997-09-02T13:00Z 1997-09-16T13:00Z 1997-09-30T13:00Z 1997-10-14T13:00Z 1997-10-28T14:00Z 1997-11-11T14:00Z
                1997-11-25T14:00Z 1997-12-09T14:00Z 1997-12-23T14:00Z 1998-01-06T14:00Z 1998-01-20T14:00Z 1998-02-03T14:00Z
                1998-02-17T14:00Z
                """),
        Golden(
            rule: "FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH", start: "1997-09-02T09:00", zone: "America/New_York", total: 10,
            instants: """
                1997-09-02T13:00Z 1997-09-04T13:00Z 1997-09-09T13:00Z 1997-09-11T13:00Z 1997-09-16T13:00Z 1997-09-18T13:00Z
                1997-09-23T13:00Z 1997-09-25T13:00Z 1997-09-30T13:00Z 1997-10-02T13:00Z
                """),
        Golden(
            rule: "FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR", start: "1997-09-01T09:00", zone: "America/New_York",
            total: 25,
            instants: """
                1997-09-01T13:00Z 1997-09-03T13:00Z 1997-09-05T13:00Z 1997-09-15T13:00Z 1997-09-17T13:00Z 1997-09-19T13:00Z
                1997-09-29T13:00Z 1997-10-01T13:00Z 1997-10-03T13:00Z 1997-10-13T13:00Z 1997-10-15T13:00Z 1997-10-17T13:00Z
                1997-10-27T14:00Z 1997-10-29T14:00Z 1997-10-31T14:00Z 1997-11-10T14:00Z 1997-11-12T14:00Z 1997-11-14T14:00Z
                1997-11-24T14:00Z 1997-11-26T14:00Z 1997-11-28T14:00Z 1997-12-08T14:00Z 1997-12-10T14:00Z 1997-12-12T14:00Z
                1997-12-22T14:00Z
                """),
        Golden(
            rule: "FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH", start: "1997-09-02T09:00", zone: "America/New_York", total: 8,
            instants: """
                1997-09-02T13:00Z 1997-09-04T13:00Z 1997-09-16T13:00Z 1997-09-18T13:00Z 1997-09-30T13:00Z 1997-10-02T13:00Z
                1997-10-14T13:00Z 1997-10-16T13:00Z
                """),
        Golden(
            rule: "FREQ=MONTHLY;COUNT=10;BYDAY=1FR", start: "1997-09-05T09:00", zone: "America/New_York", total: 10,
            instants: """
                1997-09-05T13:00Z 1997-10-03T13:00Z 1997-11-07T14:00Z 1997-12-05T14:00Z 1998-01-02T14:00Z 1998-02-06T14:00Z
                1998-03-06T14:00Z 1998-04-03T14:00Z 1998-05-01T13:00Z 1998-06-05T13:00Z
                """),
        Golden(
            rule: "FREQ=MONTHLY;UNTIL=19971224T000000Z;BYDAY=1FR", start: "1997-09-05T09:00", zone: "America/New_York", total: 4,
            instants: "1997-09-05T13:00Z 1997-10-03T13:00Z 1997-11-07T14:00Z 1997-12-05T14:00Z"),
        Golden(
            rule: "FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU", start: "1997-09-07T09:00", zone: "America/New_York", total: 10,
            instants: """
                1997-09-07T13:00Z 1997-09-28T13:00Z 1997-11-02T14:00Z 1997-11-30T14:00Z 1998-01-04T14:00Z 1998-01-25T14:00Z
                1998-03-01T14:00Z 1998-03-29T14:00Z 1998-05-03T13:00Z 1998-05-31T13:00Z
                """),
        Golden(
            rule: "FREQ=MONTHLY;COUNT=6;BYDAY=-2MO", start: "1997-09-22T09:00", zone: "America/New_York", total: 6,
            instants: "1997-09-22T13:00Z 1997-10-20T13:00Z 1997-11-17T14:00Z 1997-12-22T14:00Z 1998-01-19T14:00Z 1998-02-16T14:00Z"),
        Golden(
            rule: "FREQ=MONTHLY;BYMONTHDAY=-3", start: "1997-09-28T09:00", zone: "America/New_York",
            instants: "1997-09-28T13:00Z 1997-10-29T14:00Z 1997-11-28T14:00Z 1997-12-29T14:00Z 1998-01-29T14:00Z 1998-02-26T14:00Z"),
        Golden(
            rule: "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15", start: "1997-09-02T09:00", zone: "America/New_York", total: 10,
            instants: """
                1997-09-02T13:00Z 1997-09-15T13:00Z 1997-10-02T13:00Z 1997-10-15T13:00Z 1997-11-02T14:00Z 1997-11-15T14:00Z
                1997-12-02T14:00Z 1997-12-15T14:00Z 1998-01-02T14:00Z 1998-01-15T14:00Z
                """),
        Golden(
            rule: "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1", start: "1997-09-30T09:00", zone: "America/New_York", total: 10,
            instants: """
                1997-09-30T13:00Z 1997-10-01T13:00Z 1997-10-31T14:00Z 1997-11-01T14:00Z 1997-11-30T14:00Z 1997-12-01T14:00Z
                1997-12-31T14:00Z 1998-01-01T14:00Z 1998-01-31T14:00Z 1998-02-01T14:00Z
                """),
        Golden(
            rule: "FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15", start: "1997-09-10T09:00", zone: "America/New_York", total: 10,
            instants: """
                1997-09-10T13:00Z 1997-09-11T13:00Z 1997-09-12T13:00Z 1997-09-13T13:00Z 1997-09-14T13:00Z 1997-09-15T13:00Z
                1999-03-10T14:00Z 1999-03-11T14:00Z 1999-03-12T14:00Z 1999-03-13T14:00Z
                """),
        Golden(
            rule: "FREQ=MONTHLY;INTERVAL=2;BYDAY=TU", start: "1997-09-02T09:00", zone: "America/New_York",
            instants: """
                1997-09-02T13:00Z 1997-09-09T13:00Z 1997-09-16T13:00Z 1997-09-23T13:00Z 1997-09-30T13:00Z 1997-11-04T14:00Z
                1997-11-11T14:00Z 1997-11-18T14:00Z 1997-11-25T14:00Z 1998-01-06T14:00Z 1998-01-13T14:00Z 1998-01-20T14:00Z
                1998-01-27T14:00Z 1998-03-03T14:00Z 1998-03-10T14:00Z 1998-03-17T14:00Z 1998-03-24T14:00Z 1998-03-31T14:00Z
                """),
        Golden(
            rule: "FREQ=YEARLY;COUNT=10;BYMONTH=6,7", start: "1997-06-10T09:00", zone: "America/New_York", total: 10,
            instants: """
                1997-06-10T13:00Z 1997-07-10T13:00Z 1998-06-10T13:00Z 1998-07-10T13:00Z 1999-06-10T13:00Z 1999-07-10T13:00Z
                2000-06-10T13:00Z 2000-07-10T13:00Z 2001-06-10T13:00Z 2001-07-10T13:00Z
                """),
        Golden(
            rule: "FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3", start: "1997-03-10T09:00", zone: "America/New_York", total: 10,
            instants: """
                1997-03-10T14:00Z 1999-01-10T14:00Z 1999-02-10T14:00Z 1999-03-10T14:00Z 2001-01-10T14:00Z 2001-02-10T14:00Z
                2001-03-10T14:00Z 2003-01-10T14:00Z 2003-02-10T14:00Z 2003-03-10T14:00Z
                """),
        Golden(
            rule: "FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200", start: "1997-01-01T09:00", zone: "America/New_York", total: 10,
            instants: """
                1997-01-01T14:00Z 1997-04-10T13:00Z 1997-07-19T13:00Z 2000-01-01T14:00Z 2000-04-09T13:00Z 2000-07-18T13:00Z
                2003-01-01T14:00Z 2003-04-10T13:00Z 2003-07-19T13:00Z 2006-01-01T14:00Z
                """),
        Golden(
            rule: "FREQ=YEARLY;BYDAY=20MO", start: "1997-05-19T09:00", zone: "America/New_York",
            instants: "1997-05-19T13:00Z 1998-05-18T13:00Z 1999-05-17T13:00Z"),
        Golden(
            rule: "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", start: "1997-05-12T09:00", zone: "America/New_York",
            instants: "1997-05-12T13:00Z 1998-05-11T13:00Z 1999-05-17T13:00Z"),
        Golden(
            rule: "FREQ=YEARLY;BYMONTH=3;BYDAY=TH", start: "1997-03-13T09:00", zone: "America/New_York",
            instants: """
                1997-03-13T14:00Z 1997-03-20T14:00Z 1997-03-27T14:00Z 1998-03-05T14:00Z 1998-03-12T14:00Z 1998-03-19T14:00Z
                1998-03-26T14:00Z 1999-03-04T14:00Z 1999-03-11T14:00Z 1999-03-18T14:00Z 1999-03-25T14:00Z
                """),
        Golden(
            rule: "FREQ=YEARLY;BYDAY=TH;BYMONTH=6,7,8", start: "1997-06-05T09:00", zone: "America/New_York",
            instants: """
                1997-06-05T13:00Z 1997-06-12T13:00Z 1997-06-19T13:00Z 1997-06-26T13:00Z 1997-07-03T13:00Z 1997-07-10T13:00Z
                1997-07-17T13:00Z 1997-07-24T13:00Z 1997-07-31T13:00Z 1997-08-07T13:00Z 1997-08-14T13:00Z 1997-08-21T13:00Z
                1997-08-28T13:00Z 1998-06-04T13:00Z 1998-06-11T13:00Z 1998-06-18T13:00Z 1998-06-25T13:00Z 1998-07-02T13:00Z
                """),
        Golden(
            rule: "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", start: "1997-09-02T09:00", zone: "America/New_York",
            instants: "1998-02-13T14:00Z 1998-03-13T14:00Z 1998-11-13T14:00Z 1999-08-13T13:00Z 2000-10-13T13:00Z"),
        Golden(
            rule: "FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13", start: "1997-09-13T09:00", zone: "America/New_York",
            instants: """
                1997-09-13T13:00Z 1997-10-11T13:00Z 1997-11-08T14:00Z 1997-12-13T14:00Z 1998-01-10T14:00Z 1998-02-07T14:00Z
                1998-03-07T14:00Z 1998-04-11T13:00Z 1998-05-09T13:00Z 1998-06-13T13:00Z
                """),
        Golden(
            rule: "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8", start: "1996-11-05T09:00", zone: "America/New_York",
            instants: "1996-11-05T14:00Z 2000-11-07T14:00Z 2004-11-02T14:00Z"),
        Golden(
            rule: "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", start: "1997-09-04T09:00", zone: "America/New_York", total: 3,
            instants: "1997-09-04T13:00Z 1997-10-07T13:00Z 1997-11-06T14:00Z"),
        Golden(
            rule: "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2", start: "1997-09-29T09:00", zone: "America/New_York",
            instants: """
                1997-09-29T13:00Z 1997-10-30T14:00Z 1997-11-27T14:00Z 1997-12-30T14:00Z 1998-01-29T14:00Z 1998-02-26T14:00Z
                1998-03-30T14:00Z
                """),
        Golden(
            rule: "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", start: "1997-08-05T09:00", zone: "America/New_York", total: 4,
            instants: "1997-08-05T13:00Z 1997-08-10T13:00Z 1997-08-19T13:00Z 1997-08-24T13:00Z"),
        Golden(
            rule: "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", start: "1997-08-05T09:00", zone: "America/New_York", total: 4,
            instants: "1997-08-05T13:00Z 1997-08-17T13:00Z 1997-08-19T13:00Z 1997-08-31T13:00Z"),
        Golden(
            rule: "FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5", start: "2007-01-15T09:00", zone: "America/New_York", total: 5,
            instants: "2007-01-15T14:00Z 2007-01-30T14:00Z 2007-02-15T14:00Z 2007-03-15T13:00Z 2007-03-30T13:00Z"),
        Golden(
            rule: "FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16;BYMINUTE=0,20,40", start: "1997-09-02T09:00", zone: "America/New_York",
            instants: "1997-09-02T13:00Z 1997-09-02T13:20Z 1997-09-02T13:40Z 1997-09-02T14:00Z 1997-09-02T14:20Z"),
    ]
}
