import LivedigitalAPI
import Orchestration

extension Routes {
    static let account: [Route] = [
        Route(
            .get, "/v1/me", "getMe", group: "account", "Whose key this is, asked of livedigital: the test of a connection.",
            successes: [.json(.object([("id", .text()), ("label", .text()), ("hooksAvailable", .boolean)]), "The account.")]
        ) { call, services in
            guard let tenant = call.tenant else { throw Problem(.unauthorized, ProblemText.noKey) }
            let user = try await services.authoriser.account(of: tenant)
            return .json([
                "id": .string(user.id ?? call.connection), "label": .string(user.email ?? user.name ?? user.id ?? call.connection),
                "hooksAvailable": true,
            ])
        }
    ]
}
