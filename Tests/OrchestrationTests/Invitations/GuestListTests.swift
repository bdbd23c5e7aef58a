import Foundation
import Recurrence
import Testing

@testable import DurableFlow
@testable import Orchestration

/// How a table of guests is read.
@Suite("GuestList", .timeLimit(.minutes(5)))
struct GuestListTests {
    private let zones = ZoneDatabase()
    private let place: [String: JSONValue] = ["space": "Продажи", "room": "Планёрка"]

    private func list(_ text: String, _ more: [String: JSONValue] = [:]) throws -> GuestList {
        try GuestList(csv: Data(text.utf8), common: place.merging(more) { $1 }, zones: zones)
    }

    private func order(_ guest: Guest, room: String = "r1", connection: String = "default") -> ActionOrder {
        guest.order(spaceId: "s1", roomId: room, connection: connection, opensConnection: false, actor: "test")
    }

    @Test(
        "columns are told by name in both languages, whatever case, spaces and order",
        arguments: [
            "username,role,externalUserId,email,phone,ttl,isPermanent,externalMeetingId\nАнна,moderator,7,a@b.ru,79001112233,60,false,m",
            "Имя;Роль;Внешний ID;Почта;Телефон;ttl;isPermanent;externalMeetingId\r\nАнна;Модератор;7;a@b.ru;79001112233;60;нет;m\r\n",
            "ФИО , РОЛЬ,внешний id,Электронная почта,телефон,Срок действия ссылки секунд,Многоразовая ссылка,id встречи в вашей системе"
                + "\n Анна , role_room_moderator ,7,a@b.ru,79001112233,60,No,m",
            "\u{FEFF}external meeting id,Is Permanent,TTL,Phone,E-mail,external_user_id,Role,User Name\nm,FALSE,60,79001112233,a@b.ru,7,Moderator,Анна",
        ])
    func columns(text: String) throws {
        let list = try list(text)
        #expect(list.badRows.isEmpty && list.unknownHeadings.isEmpty, "\(list.badRows) \(list.unknownHeadings)")
        let arguments = try #require(list.guests.first).arguments
        #expect(
            arguments.values == [
                "space": "Продажи", "room": "Планёрка", "username": "Анна", "role": "moderator", "externalUserId": "7", "email": "a@b.ru",
                "phone": "79001112233", "ttl": 60, "isPermanent": false, "externalMeetingId": "m",
            ])
    }

    @Test("an empty cell takes what holds for all, and without that the default; a cell that is not empty goes before")
    func defaults() throws {
        let text = "Имя,Почта,ttl,Роль\nАнна,a@b.ru,,\nБорис,b@b.ru,60,user\n"
        let plain = try list(text).guests.map(\.arguments)
        #expect(plain.map { $0.integer("ttl") } == [86_400, 60] && plain.map { $0.text("role") } == ["user", "user"])
        #expect(plain[0].boolean("isPermanent") == true)
        let common = try list(text, ["ttl": "300", "role": "moderator"]).guests.map(\.arguments)
        #expect(common.map { $0.integer("ttl") } == [300, 60] && common.map { $0.text("role") } == ["moderator", "user"])
    }

    @Test(
        "what many write, or a spreadsheet has spoilt, is nobody's mark",
        arguments: ["-,", ",нет", ",-", "нет,+", "@,", "a@,", "@b.ru,", ",\"7,9261E+10\"", ",7.9261e+10"])
    func nobody(cells: String) throws {
        let list = try list("Имя,Почта,Телефон\nАнна,\(cells)\nБорис,-,+7 926\n")
        #expect(list.badRows.map(\.line) == [2] && list.guests.map(\.line) == [3])
    }

    @Test(
        "what stands for no external id is none: the address, or else the phone, tells the guests apart",
        arguments: ["-", "—", "нет", "No", "n/a", "Н/Д"])
    func noId(word: String) throws {
        let guests = try list("Имя,Внешний ID,Почта,Телефон\nАнна,\(word),a@b.ru,\nБорис,\(word),b@b.ru,\nВера,\(word),,7926\n").guests
        #expect(guests.map(\.identity) == ["\0email a@b.ru", "\0email b@b.ru", "\0phone 7926"])
        #expect(try list("Имя,Внешний ID\nАнна,\(word)\n").badRows.map(\.line) == [2])
        #expect(try list("Имя,Внешний ID\nАнна,а-1\n").guests.map(\.identity) == ["\0externalUserId а-1"])
    }

    @Test("bad rows are told by line with the file's own headings, and the others are not touched by them")
    func badRows() throws {
        let list = try list(
            """
            Имя,Внешний ID,Роль,ttl,Город
            "Анна
            Иванова",1,,,Омск
            Борис,2,,,"Омск
            Томск"
            ,3,,,
            Вера,4,admin,,
            Глеб,5,,604801,
            Дина,2,,,
            Егор,,,,
            Женя,7,,
            ,,,,
            Зоя,8,,,

            """)
        #expect(list.guests.map(\.line) == [4, 13])
        #expect(list.guests.map { $0.arguments.text("username") } == ["Борис", "Зоя"])
        #expect(list.unknownHeadings == ["Город"])
        #expect(list.guests.first?.cells == ["Борис", "2", "", "", "Омск\nТомск"])
        let expected = [
            (2, "Имя: "), (6, "Имя: the member is missing"), (7, "Роль: expected one of user, moderator, found \"admin\""),
            (8, "ttl: expected a number from 1 to 604800, found 604801"), (9, "the same guest as in line 4"),
            (10, "give externalUserId, an email with @, or a phone in digits"),
            (11, "the row has 4 cells, the first line has 5"),
        ]
        try #require(list.badRows.map(\.line) == expected.map(\.0), "\(list.badRows)")
        for (row, (_, reason)) in zip(list.badRows, expected) { #expect(row.reason.hasPrefix(reason), "\(row)") }
        #expect(list.badRows[5].username == "Егор" && list.badRows[3].externalUserId == "5")
    }

    @Test("a guest is known again by the external id, else by e-mail whatever its case, else by the digits of the phone; once for each meeting")
    func duplicates() throws {
        let list = try list(
            """
            Имя;Внешний ID;Почта;Телефон;externalMeetingId
            А;1;a@b.ru;;
            Б;2;a@b.ru;;
            В;1;;;
            Г;1;;;m
            Д;;C@d.ru;1;
            Е;;c@D.ru;2;
            Ж;;;'+7 (900) 111;
            З;;;7900-111;
            """)
        #expect(list.guests.map(\.line) == [2, 3, 5, 6, 8])
        #expect(list.badRows.map(\.line) == [4, 7, 9])
        #expect(list.badRows.map(\.reason).map { $0.contains("line 2") || $0.contains("line 6") || $0.contains("line 8") } == [true, true, true])
        #expect(list.guests.last?.arguments.text("phone") == "+7 (900) 111")
    }

    @Test(
        "a table that is no guest list is refused with what to mend",
        arguments: [
            ("", "The file is empty"), ("Почта\na@b.ru", "There is no column with the name of the guest"),
            ("Имя,Роль\nА,user", "There is no column by which a guest is known again"),
            ("Имя,ФИО,Почта\nА,А,a@b.ru", "The columns \"Имя\" and \"ФИО\" both are username"), ("Имя,Почта\n\"А", "Line 2: "),
        ])
    func refused(text: String, message: String) {
        let error = #expect(throws: OperatorError.self) { try list(text) }
        #expect(error.map { "\($0)".hasPrefix(message) } == true, "\(error.map { "\($0)" } ?? "")")
    }

    @Test("one guest in one room and meeting has one key, whatever else is said of the guest; all others have another")
    func keys() throws {
        let guests = try list("Имя,id,Внешний ID,externalMeetingId,Роль\nА,,1,,user\nА,,2,,user\nА,,1,m,user\n").guests
        let renamed = try list("ФИО,externalUserId\nАнна,1\n", ["ttl": 60, "role": "moderator"]).guests
        try #require(guests.count == 3 && renamed.count == 1)
        #expect(order(guests[0]).key == order(renamed[0]).key)
        let others = guests.map { order($0).key } + [order(guests[0], room: "r2").key, order(guests[0], connection: "other").key]
        #expect(Set(others).count == 5)
        #expect(order(guests[0]).key.wholeMatch(of: /command@[0-9A-HJKMNP-TV-Z]{26}/) != nil)
        let arguments = order(guests[0]).arguments
        #expect(arguments.reference(.space) == .id("s1") && arguments.reference(.room) == .id("r1"))
    }

    @Test("a list that was handed out is a list of guests again")
    func handedOut() throws {
        let list = try list("Имя,Почта,url,expiresAt\nАнна,a@b.ru,https://example.com,2026-12-01T00:00:00.000Z\n")
        #expect(list.guests.count == 1 && list.unknownHeadings.isEmpty)
    }

    @Test("an id that is written alike in other code points is the same guest's, in another list as in the same")
    func codePoints() throws {
        let orders = try ["\u{0439}", "\u{0438}\u{0306}"].map { order(try #require(try list("Имя,Внешний ID\nАнна,\($0)-1\n").guests.first)) }
        #expect(orders[0].key == orders[1].key)
    }
}
