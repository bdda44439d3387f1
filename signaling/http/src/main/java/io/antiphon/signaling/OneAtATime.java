package io.antiphon.signaling;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;

/**
 * Hands on one message for each {@code read}, though one network read may decode to many.
 *
 * <p>Netty's own FlowControlHandler stalls (4.2.20) when {@code read} is called for the next
 * message while the one before is still being handed on.
 */
final class OneAtATime extends ChannelDuplexHandler {
  private final ArrayDeque<Object> waiting = new ArrayDeque<>();
  private boolean wanted;
  private boolean passing;

  @Override
  public void read(ChannelHandlerContext ctx) {
    wanted = true;
    pass(ctx);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    waiting.add(message);
    pass(ctx);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    // What was read was only a part of a message.
    if (wanted && waiting.isEmpty()) {
      ctx.read();
    }
    ctx.fireChannelReadComplete();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    waiting.forEach(ReferenceCountUtil::release);
    waiting.clear();
  }

  private void pass(ChannelHandlerContext ctx) {
    if (passing) {
      return;
    }
    passing = true;
    try {
      while (!waiting.isEmpty() && (wanted || ctx.channel().config().isAutoRead())) {
        wanted = false;
        ctx.fireChannelRead(waiting.remove());
      }
    } finally {
      passing = false;
    }
    if (wanted) {
      ctx.read();
    }
  }
}
