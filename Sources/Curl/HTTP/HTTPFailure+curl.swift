import CLibcurl
import Foundation

extension HTTPFailure {
    /// What a result of libcurl means, in our words. libcurl's own text is left out where it might quote the request.
    ///
    /// - Parameter host: the server that was to be asked.
    static func meaning(of result: CURLcode, systemError: Int, requestWasSent: Bool, host: String) -> (code: Code, message: String) {
        func because(_ text: String) -> String {
            systemError == 0 ? text : "\(text) (\(String(cString: strerror(Int32(clamping: systemError)))))"
        }
        let ownWords = String(cString: curl_easy_strerror(result))
        switch result {
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL, CURLE_NOT_BUILT_IN:
            // After an answer it is the server's fault: a redirect to such an address, or an answer that is not HTTP.
            return requestWasSent
                ? (.malformedAnswer, "the answer is not HTTP, or redirects to an address that is not allowed")
                : (.invalidRequest, "the address is malformed")
        case CURLE_COULDNT_RESOLVE_HOST: return (.nameNotFound, "the name of the server was not found")
        case CURLE_COULDNT_RESOLVE_PROXY: return (.nameNotFound, "the name of the proxy was not found")
        case CURLE_COULDNT_CONNECT: return (.cannotConnect, because("no connection could be opened"))
        case CURLE_PROXY: return (.cannotConnect, "the proxy opened no connection")
        case CURLE_OPERATION_TIMEDOUT: return (.timedOut, requestWasSent ? "no whole answer came in time" : "no connection was opened in time")
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_PINNEDPUBKEYNOTMATCH:
            return (.untrusted, "the certificate of \(host) is not trusted")
        case CURLE_SSL_CACERT_BADFILE: return (.untrusted, "the file of trusted authorities cannot be read")
        case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_SSL_ENGINE_INITFAILED, CURLE_SSL_CLIENTCERT,
            CURLE_USE_SSL_FAILED:
            return (.notEncrypted, "no encrypted connection could be opened (\(ownWords))")
        case CURLE_TOO_MANY_REDIRECTS: return (.malformedAnswer, "the server redirects more often than allowed")
        case CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING: return (.malformedAnswer, "the answer is not HTTP")
        case CURLE_GOT_NOTHING: return (.connectionLost, "the server closed the connection without an answer")
        case CURLE_PARTIAL_FILE: return (.connectionLost, "the connection ended before the answer was whole")
        case CURLE_SEND_ERROR, CURLE_RECV_ERROR: return (.connectionLost, because("the connection was lost"))
        default: return (requestWasSent ? .connectionLost : .cannotConnect, "the request failed (\(ownWords))")
        }
    }
}
