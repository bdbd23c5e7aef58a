import AutowebinarCommands

@main
enum Main {
    static func main() async {
        await CommandLineEntry.run()
    }
}
