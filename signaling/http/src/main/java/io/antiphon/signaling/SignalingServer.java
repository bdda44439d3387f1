package io.antiphon.signaling;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * An HTTP/1.1 server (RFC 9110, RFC 9112) for signaling: offers, candidates, routes of one's own,
 * and the resources of a page.
 *
 * <p>Every error is {@code application/problem+json} (RFC 9457) with a sentence that says what to
 * fix. It runs on two network threads and, for files, at most two more. Thread-safe.
 */
public final class SignalingServer implements AutoCloseable {
  private static final int NETWORK_THREADS = 2;
  private static final int FILE_THREADS = 2;
  private static final int BACKLOG = 1024;
  private static final long CLOSE_MILLIS = 2_000;

  private final EventLoopGroup loops;
  private final ExecutorService files;
  private final ChannelGroup connections;
  private final Channel listener;

  private SignalingServer(
      EventLoopGroup loops, ExecutorService files, ChannelGroup connections, Channel listener) {
    this.loops = loops;
    this.files = files;
    this.connections = connections;
    this.listener = listener;
  }

  /** Starts with what a server needs to know. */
  public static SignalingServerBuilder builder() {
    return new SignalingServerBuilder();
  }

  static SignalingServer start(
      String host, int port, RouteTable routes, CrossOrigin crossOrigin, HttpSettings settings)
      throws IOException {
    InetAddress address = resolve(host);
    EventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(
            NETWORK_THREADS,
            new DefaultThreadFactory("antiphon-http", true),
            NioIoHandler.newFactory());
    ExecutorService files = fileExecutor();
    ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    Admission admission = new Admission(routes, crossOrigin, settings.maxBodyBytes());
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.AUTO_READ, false)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    if (connections.size() >= settings.maxConnections()) {
                      channel.close().addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
                      return;
                    }
                    connections.add(channel);
                    new HttpConnection(admission, settings, files).join(channel.pipeline());
                  }
                })
            .bind(address, port)
            .awaitUninterruptibly();
    SignalingServer server = new SignalingServer(loops, files, connections, bound.channel());
    if (!bound.isSuccess()) {
      server.close();
      throw cannotListen(host, port, bound.cause());
    }
    return server;
  }

  /** Where it listens, with the port it really got. */
  public InetSocketAddress address() {
    return (InetSocketAddress) listener.localAddress();
  }

  /** The same as the start of a URL, such as {@code http://127.0.0.1:8910}. */
  public URI uri() {
    String host = address().getAddress().getHostAddress();
    int zone = host.indexOf('%');
    String plain = zone < 0 ? host : host.substring(0, zone);
    return URI.create(
        "http://"
            + (plain.indexOf(':') < 0 ? plain : "[" + plain + "]")
            + ":"
            + address().getPort());
  }

  /** Stops listening, breaks off what is under way, and frees the port. Idempotent. */
  @Override
  public void close() {
    listener.close().awaitUninterruptibly(CLOSE_MILLIS);
    connections.close().awaitUninterruptibly(CLOSE_MILLIS);
    loops
        .shutdownGracefully(0, CLOSE_MILLIS, TimeUnit.MILLISECONDS)
        .awaitUninterruptibly(CLOSE_MILLIS);
    files.shutdownNow();
  }

  private static InetAddress resolve(String host) throws IOException {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new IOException("cannot listen on " + host + ": no such host is known", e);
    }
  }

  private static ExecutorService fileExecutor() {
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            FILE_THREADS,
            FILE_THREADS,
            10,
            TimeUnit.SECONDS,
            // At most one task waits per connection, and connections are limited.
            new LinkedBlockingQueue<>(),
            new DefaultThreadFactory("antiphon-http-files", true));
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }

  private static IOException cannotListen(String host, int port, Throwable cause) {
    String where = "cannot listen on " + host + " port " + port + ": ";
    String reason = String.valueOf(cause.getMessage());
    if (cause instanceof BindException && reason.contains("in use")) {
      return new IOException(where + "another program already does; choose another port", cause);
    }
    if (cause instanceof BindException && reason.contains("assign")) {
      return new IOException(where + "this machine does not have that address", cause);
    }
    return new IOException(where + reason, cause);
  }
}
