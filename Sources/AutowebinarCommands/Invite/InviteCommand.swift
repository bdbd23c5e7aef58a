package import ArgumentParser

/// `autowebinar invite`.
package struct InviteCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "invite", abstract: "Invitations: when participants come, and by which link.",
        subcommands: [InviteList.self, InviteCreate.self, InvitePersonal.self])

    package init() {}
}
