package io.antiphon.signaling;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;
import java.util.function.Consumer;

/** The server's half of the opening handshake (RFC 6455 §4.2.2); puts the codec into place. */
final class WebSocketHandshake {
  private WebSocketHandshake() {}

  /**
   * Answers 101.
   *
   * @param done told on the loop whether it has gone out
   */
  static void perform(
      ChannelHandlerContext ctx, HttpRequest request, int maxFrameBytes, Consumer<Boolean> done) {
    WebSocketDecoderConfig config =
        WebSocketDecoderConfig.newBuilder()
            .maxFramePayloadLength(maxFrameBytes)
            .withUTF8Validator(false) // whole messages are checked, not fragments
            .allowExtensions(false)
            .build();
    FullHttpRequest whole =
        new DefaultFullHttpRequest(
            request.protocolVersion(),
            request.method(),
            request.uri(),
            Unpooled.EMPTY_BUFFER,
            request.headers(),
            EmptyHttpHeaders.INSTANCE);
    new WebSocketServerHandshaker13(request.uri(), null, config)
        .handshake(ctx.channel(), whole)
        .addListener(written -> done.accept(written.isSuccess()));
  }
}
