import Foundation
import HTTPTypes
import HummingbirdCore
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import Orchestration

/// Cuts off whoever opens a connection and does not send a request, and refuses what is no HTTP.
///
/// Lives on its channel's event loop.
final class ConnectionWatch: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// How long a client that was refused has to read why.
    private static let farewell = TimeAmount.seconds(1)

    private let patience: TimeAmount
    private var timer: Scheduled<Void>?
    /// Requests that have begun and are not answered yet.
    private var unanswered = 0
    /// A request has begun and is not here whole.
    private var isArriving = false
    /// Why what follows the requests that are being answered is refused.
    private var refusal: Problem?
    /// Nothing more is read once the connection was refused.
    private var isRefused = false

    /// - Parameter patience: how long the first head of a request may take.
    init(patience: Duration) { self.patience = TimeAmount(patience) }

    func handlerAdded(context: ChannelHandlerContext) {
        let bound = NIOLoopBound((handler: self, context: context), eventLoop: context.eventLoop)
        timer = context.eventLoop.scheduleTask(in: patience) { bound.value.handler.cutOff(bound.value.context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) { timer?.cancel() }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isRefused, refusal == nil else { return }
        timer?.cancel()
        timer = nil
        switch unwrapInboundIn(data) {
        case .head: (unanswered, isArriving) = (unanswered + 1, true)
        case .body: break
        case .end: isArriving = false
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard !isRefused else { return promise?.fail(ChannelError.ioOnClosedChannel) ?? () }
        context.write(data, promise: promise)
        guard case .end = unwrapOutboundIn(data) else { return }
        unanswered -= 1
        if unanswered == 0, let refusal { refuse(context, refusal) }
    }

    /// What cannot be read as HTTP is refused in our own form, after the answers to what came before it. Who reads a body learns of it there.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard !isArriving, !isRefused, !(error is IOError), !(error is ChannelError) else { return context.fireErrorCaught(error) }
        let isTooLong = (error as? HTTPParserError) == .headerOverflow
        let problem =
            isTooLong ? Self.problem(.headersTooLarge, ProblemText.headersTooLarge) : Self.problem(.invalidRequestParams, ProblemText.notHTTP)
        if unanswered == 0 { refuse(context, problem) } else { refusal = problem }
    }

    private func cutOff(_ context: ChannelHandlerContext) { refuse(context, Self.problem(.requestTimeout, ProblemText.slowRequest)) }

    /// Said in both languages: which one is asked for was not read.
    private static func problem(_ code: ProblemCode, _ text: Localized) -> Problem {
        Problem(code, Localized("\(text.english) \(text.russian)", russian: text.russian))
    }

    /// Answers without a request, and ends the connection.
    private func refuse(_ context: ChannelHandlerContext, _ problem: Problem) {
        let requestId = UUID().uuidString.lowercased()
        var answer = problem.answer(.english, requestId: requestId)
        answer.headers["X-Request-Id"] = requestId
        answer.headers["Connection"] = "close"
        context.write(wrapOutboundOut(.head(answer.response().head)), promise: nil)
        if case .bytes(let data, _) = answer.content { context.write(wrapOutboundOut(.body(ByteBuffer(bytes: data))), promise: nil) }
        isRefused = true
        timer?.cancel()
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in
            // What the client is still sending would reset the connection before it has read why.
            bound.value.close(mode: .output, promise: nil)
            bound.value.eventLoop.scheduleTask(in: Self.farewell) { bound.value.close(promise: nil) }
        }
    }
}
