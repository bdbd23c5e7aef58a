import Testing

@testable import Curl

@Suite(.timeLimit(.minutes(5))) struct LoopbackExemptionTests {
    @Test(arguments: [
        ([:], "localhost,127.0.0.0/8,::1"),
        (["no_proxy": "example.org"], "example.org,localhost,127.0.0.0/8,::1"),
        (["NO_PROXY": "example.org", "no_proxy": "a.test"], "a.test,localhost,127.0.0.0/8,::1"),
        (["NO_PROXY": "*"], "*"),
    ])
    func `the loopback addresses join the list of the environment`(environment: [String: String], list: String) {
        #expect(LoopbackExemption.fromEnvironment(environment) == list)
    }
}
