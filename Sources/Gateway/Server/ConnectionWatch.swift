import Foundation
import HTTPTypes
import HummingbirdCore
import NIOCore
import NIOHTTPTypes
import Orchestration

/// Cuts off whoever opens a connection and does not send a request, and knows whether the client has hung up.
///
/// Lives on its channel's event loop.
final class ConnectionWatch: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let patience: TimeAmount
    private var timer: Scheduled<Void>?
    /// The client will send nothing more: it has closed the connection, or its half of it.
    private(set) var hasHungUp = false

    /// - Parameter patience: how long the first head of a request may take.
    init(patience: Duration) { self.patience = TimeAmount(patience) }

    func handlerAdded(context: ChannelHandlerContext) {
        let bound = NIOLoopBound((handler: self, context: context), eventLoop: context.eventLoop)
        timer = context.eventLoop.scheduleTask(in: patience) { bound.value.handler.cutOff(bound.value.context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) { timer?.cancel() }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        hasHungUp = true
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        timer?.cancel()
        timer = nil
        context.fireChannelRead(data)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .inputClosed? = event as? ChannelEvent { hasHungUp = true }
        context.fireUserInboundEventTriggered(event)
    }

    private func cutOff(_ context: ChannelHandlerContext) {
        let requestId = UUID().uuidString.lowercased()
        var answer = Problem(.requestTimeout, ProblemText.slowRequest).answer(.english, requestId: requestId)
        answer.headers["X-Request-Id"] = requestId
        answer.headers["Connection"] = "close"
        context.write(wrapOutboundOut(.head(answer.response().head)), promise: nil)
        if case .bytes(let data, _) = answer.content { context.write(wrapOutboundOut(.body(ByteBuffer(bytes: data))), promise: nil) }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        context.close(promise: nil)
    }
}
