import Foundation
import Orchestration
import Testing

@testable import Gateway

@Suite(.timeLimit(.minutes(1)))
struct AlbatoKitTests {
    private let page = AlbatoKit(origin: "https://hooks.example.com").text

    @Test("The page names every action, parameter, list, trigger and error, and is the same each time it is made")
    func whole() {
        #expect(page == AlbatoKit(origin: "https://hooks.example.com").text)
        for action in ActionCatalog.all {
            #expect(page.contains("### \(action.title.russian)\n"), "\(action.name) has a section")
            let section =
                page.components(separatedBy: "### \(action.title.russian)\n").dropFirst().first?.components(separatedBy: "\n### ").first ?? ""
            #expect(section.contains("https://hooks.example.com/v1/"), "\(action.name) has an address")
            for parameter in action.parameters where parameter.isRequired {
                #expect(section.contains("| `\(parameter.name)` | \(parameter.label.russian) |"), "\(action.name) asks for \(parameter.name)")
            }
        }
        for list in OfferedList.allCases { #expect(page.contains("/v1/options/\(list.rawValue)")) }
        for type in EventType.allCases { #expect(page.contains("Событие `\(type.rawValue)`")) }
        for code in ProblemCode.allCases { #expect(page.contains("| \(code.status) | `\(code.rawValue)` |")) }
        #expect(!page.contains("{spaceId}/") || page.contains("{{spaceId}}"), "parameters are written as the platform writes them")
    }

    @Test("The switches are labelled with what the API means, and a reusable link is the default")
    func labels() {
        #expect(page.contains("| `isMicrophonePublishingAllowed` | Участникам разрешено включать микрофон |"))
        #expect(page.contains("| `isPermanent` | Многоразовая ссылка | да/нет | нет | тело |"))
        #expect(page.contains("по умолчанию true"))
    }
}
