/// All operations of the API.
enum Routes {
    static var all: [Route] {
        service + account + actions + files + runs + jobs + sessions + options + hooks + events
    }
}
