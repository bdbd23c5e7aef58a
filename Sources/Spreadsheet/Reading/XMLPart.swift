import Foundation

/// What takes the elements of one XML file inside a workbook, in their order. Names come without prefix.
protocol XMLPart: AnyObject {
    func start(_ element: String, _ attributes: [String: String]) throws
    func text(_ text: String) throws
    func end(_ element: String) throws
}
