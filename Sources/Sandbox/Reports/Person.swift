/// Somebody who comes to calls and sessions: the same number is the same person, in every report.
struct Person: Sendable, Equatable {
    var name: String
    /// Empty where the person came without giving one.
    var email: String
    var phone: String
    /// The id that the person has in the customer's own system; empty where the link carried none.
    var externalUserId: String
    var platform: String
    var browser: String

    var isMobile: Bool { ["Android", "iOS"].contains(platform) }

    /// The person with this number. The first five have what makes exports hard: a letter with dots, a curly apostrophe, quotes, no address.
    init(_ number: Int) {
        let devices = [("Windows", "Chrome"), ("macOS", "Safari"), ("Android", "Chrome"), ("Linux", "Firefox"), ("iOS", "Safari")]
        (platform, browser) = devices[number % devices.count]
        if number < Self.first.count {
            (name, email, phone) = Self.first[number]
        } else {
            name = Self.givenNames[number % 10] + " " + Self.familyNames[number / 10 % 10]
            email = "guest\(number)@example.com"
            phone = number % 3 == 0 ? "" : "+7999" + String(1_000_000 + number)
        }
        externalUserId = "crm-\(number)"
        // Every seventh knows nobody: no address, no id, so no report can tell whether they come again.
        if number % 7 == 2 { (email, phone, externalUserId) = ("", "", "") }
    }

    private static let first = [
        ("Анна Кузнецова", "anna.k@example.com", "+79990000001"), ("Борис Ёлкин", "boris@example.com", "+79990000002"),
        ("Мария О’Нил", "", ""), ("Тимур Гарипов", "timur@example.com", ""),
        ("Ольга, отдел \"Продажи\"", "olga@example.com", "+79990000005"),
    ]
    private static let givenNames = ["Алия", "Виктор", "Галина", "Денис", "Евгения", "Илья", "Карина", "Лев", "Нина", "Юрий"]
    private static let familyNames = [
        "Абрамян", "Бондаренко", "Вайс", "Гусейн", "Дым", "Ермак", "Жук", "Зимина-Рот", "Ким", "Ли",
    ]
}
