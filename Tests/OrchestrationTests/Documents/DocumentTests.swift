import Foundation
import Orchestration
import Testing

@Suite(.timeLimit(.minutes(5)))
struct DocumentTests {
    /// What is said about a text that is read as a map of texts.
    private func mistakes(_ text: String, _ decode: (DocumentValue) -> Void = { _ = $0.map(["a", "b", "c"]) }) -> [String] {
        mistakes(Data(text.utf8), decode)
    }

    private func mistakes(_ data: Data, _ decode: (DocumentValue) -> Void = { _ = $0.map(["a", "b", "c"]) }) -> [String] {
        do {
            try Document.decode(data, file: "x.yaml") { value in decode(value) }
            return []
        } catch {
            return error.diagnostics.map(\.description)
        }
    }

    @Test("a file that is no YAML is refused at the place where it stops being one")
    func syntax() {
        #expect(
            mistakes("a: 1\nb: [1, 2\nc: 3\n") == [
                "x.yaml:3:2: not valid YAML: did not find expected ',' or ']' (while parsing a flow sequence at line 2); "
                    + "check the indentation, quotes and colons there"
            ])
        #expect(mistakes("a: \"b\n").first?.hasPrefix("x.yaml:2:1: not valid YAML: found unexpected end of stream") == true)
        #expect(mistakes("a: 1\n  b: 2\n").first?.hasPrefix("x.yaml:2:4: not valid YAML: mapping values are not allowed") == true)
        #expect(mistakes("a: *missing\n").first?.hasPrefix("x.yaml:1:4: not valid YAML: found undefined alias") == true)
        #expect(mistakes("a: b\u{1}c\n") == ["x.yaml:1:5: not valid YAML: control characters are not allowed"])
    }

    @Test("an empty file, several documents and a document of another form are told apart")
    func form() {
        #expect(mistakes("") == ["x.yaml:1:1: the file is empty"])
        #expect(mistakes("# nothing\n") == ["x.yaml:1:1: the file is empty"])
        #expect(mistakes("a: 1\n---\nb: 2\n") == ["x.yaml:2:1: the file has several documents; keep one document per file, without a second \"---\""])
        #expect(mistakes("- a\n") == ["x.yaml:1:1: expected keys with values, found the list [a]; known keys are a, b, c"])
        #expect(mistakes("---\na: 1\n") == [])
        #expect(mistakes("\u{FEFF}d: 1\n") == ["x.yaml:1:1: d: unknown key; known keys are a, b, c"])
    }

    @Test("a file that is not UTF-8, too large, missing, a folder or a pipe is refused")
    func bytes() throws {
        #expect(mistakes(Data("a: 1\nb: \u{44F}".utf8) + [0xFF]) == ["x.yaml:2:5: the file is not UTF-8 text; save it with the encoding UTF-8"])
        #expect(
            mistakes(Data("a: ".utf8) + Data(repeating: UInt8(ascii: "x"), count: 1_048_574)) == ["x.yaml: the file is larger than 1 MiB; split it"])
        let folder = FileManager.default.temporaryDirectory.appending(path: "documents-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func problem(_ path: String) -> String? {
            #expect(throws: DiagnosticList.self) { try Document.read(path: path) { _ in true } }?.diagnostics.first?.problem
        }
        #expect(problem(folder.path + "/none.yaml") == "there is no such file")
        #expect(problem(folder.path) == "this is a folder")
        #expect(mkfifo(folder.path + "/pipe.yaml", 0o600) == 0)
        #expect(problem(folder.path + "/pipe.yaml") == "this is no ordinary file", "nobody writes into it, so its end would never come")
        try Data(repeating: UInt8(ascii: "#"), count: 1_048_577).write(to: folder.appending(path: "large.yaml"))
        #expect(problem(folder.path + "/large.yaml") == "the file is larger than 1 MiB")
    }

    @Test("every repeated key is reported beside the other mistakes")
    func duplicates() {
        #expect(
            mistakes("a: 1\nd: 2\na: 3\n'b': {c: 1, c: 2}\nb: 1\na: 4\n") == [
                "x.yaml:2:1: d: unknown key; known keys are a, b, c",
                "x.yaml:3:1: a: the key \"a\" is given more than once; keep one of them",
                "x.yaml:5:1: b: the key \"b\" is given more than once; keep one of them",
                "x.yaml:6:1: a: the key \"a\" is given more than once; keep one of them",
            ])
        #expect(
            mistakes("a: 1\nb:\n- c: 1\n- c: {a: 2, 'a': 3}\n").contains(
                "x.yaml:4:13: b[1].c.a: the key \"a\" is given more than once; keep one of them"))
        #expect(mistakes("\"a\\u0062\": 1\nab: 2\n").first?.contains("more than once") == true)
        #expect(mistakes("имя: 1\nимя: 2\n").first == "x.yaml:2:1: имя: the key \"имя\" is given more than once; keep one of them")
    }

    @Test("what a comma has cut off a value inside braces is told as that, an empty key of its own line is not")
    func cutValue() {
        #expect(
            mistakes("{a: FREQ=WEEKLY;BYDAY=TU,TH}\n") == [
                "x.yaml:1:26: TH: unknown key; a comma ends a value inside braces; put that of a in quotes"
            ])
        #expect(mistakes("a: TU\nTH:\n") == ["x.yaml:2:1: TH: unknown key; known keys are a, b, c"])
    }

    @Test("unknown keys name the known one that is near, at any depth, and a key of a later version says so")
    func unknownKeys() {
        #expect(
            mistakes("outer:\n  inner:\n    timzone: 1\n    zebra: 2\n    rrule: 3\n") { document in
                _ = document.map(["outer"])?.required("outer") { outer in
                    outer.map(["inner"])?.required("inner") { $0.map(["timezone"], unavailable: ["rrule"]) }
                }
            } == [
                "x.yaml:3:5: outer.inner.timzone: unknown key; did you mean \"timezone\"?",
                "x.yaml:4:5: outer.inner.zebra: unknown key; known keys are timezone",
                "x.yaml:5:5: outer.inner.rrule: not available in this version; remove the key",
            ])
    }

    @Test("a missing key is reported at its parent; an empty one counts as left out where it may be")
    func missingKeys() throws {
        #expect(
            mistakes("a: 1\nb:\n  c: 1\n") { document in
                let map = document.map(["a", "b"])
                _ = map?.required("b") { $0.map(["c", "d"])?.required("d") { $0.text() } }
                _ = map?.required("e") { $0.text() }
            } == ["x.yaml:1:1: e: the key is missing; add \"e: …\"", "x.yaml:2:1: b.d: the key is missing; add \"d: …\""])
        #expect(mistakes("a:\n") { _ = $0.map(["a"])?.required("a") { $0.text() } } == ["x.yaml:1:1: a: expected a text, found nothing"])
        let empty = try Document.decode(Data("a: null\n".utf8), file: "x.yaml") { document in
            [document.map(["a"])?.optional("a") { $0.text() }]
        }
        #expect(empty == [nil])
    }

    @Test("scalars keep their text", arguments: ["19:00", "yes", "no", "2026-12-01", "0x1F", "1e3", "012", "1_000", ".inf", "010:30", "<<", "="])
    func keepsText(text: String) throws {
        let read = try Document.decode(Data("a: \(text)\n".utf8), file: "x.yaml") { $0.map(["a"])?.required("a") { $0.text() } }
        #expect(read == text)
    }

    @Test("aliases are values like any other, keys that are no text are refused")
    func aliases() throws {
        let text = try Document.decode(Data("a: &x one\nb: [*x, *x]\n".utf8), file: "x.yaml") { document in
            document.map(["a", "b"])?.required("b") { $0.list { $0.text() } }
        }
        #expect(text == ["one", "one"])
        #expect(mistakes("[a]: 1\n") == ["x.yaml:1:1: a key must be a plain text"])
    }

    @Test("aliases of aliases and deep nesting end in a diagnostic, not in a crash or a full memory")
    func bounds() {
        let levels = (1...30).map { "k\($0): &k\($0) [*k\($0 - 1), *k\($0 - 1), *k\($0 - 1), *k\($0 - 1), *k\($0 - 1)]" }
        let laughs = "k0: &k0 ha\n" + levels.joined(separator: "\n")
        #expect(mistakes(laughs) == ["x.yaml:1:1: too many aliases for a document of this size; write the values out instead of *aliases"])
        #expect(mistakes(laughs + "\n? *k30\n: 1\n").count == 1)
        let few = "k0: &k0 [\(Array(repeating: "x", count: 20_000).joined(separator: ","))]\nk1: [*k0, *k0, *k0, *k0, *k0]\n"
        #expect(mistakes(few).first?.contains("the document is too large, at most 100000 values are read") == true)
        #expect(mistakes("a: " + String(repeating: "[", count: 40) + String(repeating: "]", count: 40)).first?.contains("at most 32 levels") == true)
        #expect(mistakes(String(repeating: "[", count: 900) + String(repeating: "]", count: 900)).count == 1)
        #expect(mistakes(String(repeating: "[", count: 500_000)).count == 1)
        #expect(mistakes(String(repeating: "- ", count: 500_000)).count == 1)
        #expect(mistakes(String(repeating: "? ", count: 500_000)).count == 1)
        #expect(mistakes(String(repeating: "a: {", count: 200_000)).count == 1)
    }

    @Test("a file full of mistakes names the first hundred and counts the others")
    func manyMistakes() throws {
        let text = (0..<250).map { "key\($0): 1\n" }.joined()
        let list = #expect(throws: DiagnosticList.self) { try Document.decode(Data(text.utf8), file: "x.yaml") { $0.map(["a"]) } }
        #expect(list?.diagnostics.count == 100)
        #expect(list?.description.hasSuffix("\nand 150 more") == true)
    }
}
