import Foundation

/// What the layers below say, as whoever asks over HTTP is told it: they advise whoever runs the service what to set and which command to give, and name
/// files of its disk. Left of it is what can be done over HTTP.
enum TenantText {
    /// What one of the hints has, so that a text without any is not searched.
    private static let marks = ["livedigital.", "server.", "storage.", "autowebinar ", "Cannot ", " key", "asked to slow", " is paused: "]

    private static let set =
        #"set \w+\.(?:method, \.path or \.idMember|method or \.path|idMember) in the file that livedigital\.contract names(?: \(now [^)]*\))?\."#

    private static let settings = [
        (" ?Either livedigital has no report of it, or the path differs: \(set)", ""),
        ("Either (.+?) is unknown to this token, or the path differs: \(set)", "Unknown to this token: $1."),
        (#"; put the final one into livedigital\.baseURL.+?, or \#(set)"#, "."),
        (" ?(?:The (?:method|answer) differs from [^;]+; |If livedigital always answers so, )?\(set)", ""),
        (#"; name the member as .+? in the file that livedigital\.contract names"#, ""),
        (#"; check the row in the file that livedigital\.contract names"#, ""),
        (#" ?Check livedigital\.baseURL \([^)]+\)(?:\.|, or put .+? once the server is trusted\.)"#, ""),
        (#"set livedigital\.waitingRoomOn to it, or give it here"#, "give it here"),
        (#"Set livedigital\.waitingRoomOn: a room"#, "Give the word itself: a room"),
        (
            #"(?:the folder of )?the key file .+? (?:is missing|vanished|cannot be|may be) .+|(?:/.+?|\S+) does not hold a key: 32 bytes in base64 are expected"#,
            "the service cannot open its secrets at present"
        ),
        (#"; add it with: autowebinar connection add \S+"#, "; ask with its token"),
        (#"^connection \S+ is paused: "#, "the connection is paused: "),
        (#"server\.publicURL is not set, so "#, ""),
        (#"; use one, or set server\.allowPrivateHooks where hooks of your own network are wanted"#, "; use one"),
        (
            #"Cannot (?:make|write|name|open|sync|read) the (?:file|folder) .+?(?:as soon as there is some|(?:change|that) storage\.data(?: names)?)\."#,
            "The service cannot store or read the report at present."
        ),
    ]

    /// A run does not know who asked for patience.
    private static let others = [(#"^asked to slow down$"#, "livedigital asks for fewer requests at a time; the run goes on by itself")]

    private static let commands = [
        (#"`autowebinar (run|job|session) list` shows them all"#, "GET /v1/$1s shows them all"),
        (#"autowebinar report call --space (\S+) --room (\S+) --call (\S+)"#, "GET /v1/calls/$3/report?spaceId=$1&roomId=$2"),
        (#"look at: autowebinar run list"#, "look at: GET /v1/runs"),
        (#"autowebinar run show (\S+)"#, "GET /v1/runs/$1"),
        (#"autowebinar run retry (\S+)"#, "POST /v1/runs/$1/retry"),
        (#"autowebinar run resolve (\S+) --adopt ([^\s;]+)"#, #"POST /v1/runs/$1/resolve {"adopt":"$2"}"#),
        (#"autowebinar run resolve (\S+) --not-done"#, #"POST /v1/runs/$1/resolve {"undone":true}"#),
        (#"; (?:fetch it|go on) with: autowebinar (?:record download|serve)"#, ""),
    ]

    private static let hints = (settings + commands + others).compactMap { pattern, rest in
        (try? NSRegularExpression(pattern: pattern, options: .dotMatchesLineSeparators)).map { (expression: $0, rest: rest) }
    }

    /// The text without such hints, or with what there is over HTTP in their place.
    static func of(_ text: String) -> String {
        guard marks.contains(where: text.contains) else { return text }
        return hints.reduce(text) { text, hint in
            hint.expression.stringByReplacingMatches(in: text, range: NSRange(text.startIndex..., in: text), withTemplate: hint.rest)
        }
    }
}
