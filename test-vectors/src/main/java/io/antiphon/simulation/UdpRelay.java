package io.antiphon.simulation;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A bad network between two real sockets on 127.0.0.1: a {@link SimulatedNetwork} each way.
 *
 * <pre>
 * near ⇄ {@link #farAddress} [ network ] {@link #nearAddress} ⇄ far
 * </pre>
 *
 * <p>The near side sends to {@link #farAddress}, which stands for the far side, and the other way
 * round. To put it between two peers, replace the addresses in the descriptions that they give each
 * other. It has one thread; its methods may be called from any.
 */
public final class UdpRelay implements AutoCloseable {
  private static final int MAX_DATAGRAM = 2_048;
  private static final long IDLE_MILLIS = 50;

  /** One way through. */
  private static final class Way {
    private final DatagramChannel in;
    private final DatagramChannel out;
    private final SimulatedNetwork network;
    private volatile @Nullable Consumer<byte[]> observer;
    private volatile @Nullable Consumer<byte[]> arrivalObserver;
    private volatile @Nullable SocketAddress only;
    private volatile @Nullable SocketAddress to;

    Way(DatagramChannel in, DatagramChannel out, SimulatedNetwork network) {
      this.in = in;
      this.out = out;
      this.network = network;
    }
  }

  private final Selector selector = Selector.open();
  private final DatagramChannel near = open();
  private final DatagramChannel far = open();
  private final Way outward;
  private final Way homeward;
  private final Thread thread = new Thread(this::run, "udp-relay");
  private final long startNanos = System.nanoTime();
  private volatile @Nullable NetworkConditions changed;
  private volatile boolean closed;

  /**
   * Opens a relay and starts it.
   *
   * @param seed of all chance in it
   */
  public UdpRelay(long seed, NetworkConditions conditions) throws IOException {
    outward = new Way(far, near, new SimulatedNetwork(seed, conditions));
    homeward = new Way(near, far, new SimulatedNetwork(seed + 1, conditions));
    near.register(selector, SelectionKey.OP_READ);
    far.register(selector, SelectionKey.OP_READ);
    thread.setDaemon(true);
    thread.start();
  }

  private static DatagramChannel open() throws IOException {
    DatagramChannel channel = DatagramChannel.open();
    channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    channel.configureBlocking(false);
    return channel;
  }

  /** What the far side takes for the near one. */
  public InetSocketAddress nearAddress() throws IOException {
    return (InetSocketAddress) near.getLocalAddress();
  }

  /** What the near side takes for the far one. */
  public InetSocketAddress farAddress() throws IOException {
    return (InetSocketAddress) far.getLocalAddress();
  }

  /** Where datagrams go that come out at the far end; needed only until the far side has sent. */
  public void setFar(InetSocketAddress address) {
    outward.to = address;
  }

  /** Where datagrams go that come out at the near end; needed only until the near side has sent. */
  public void setNear(InetSocketAddress address) {
    homeward.to = address;
  }

  /** The weather changes both ways, within a few milliseconds. */
  public void setConditions(NetworkConditions conditions) {
    changed = conditions;
    selector.wakeup();
  }

  /** Shows each datagram that the near side sends, before anything happens to it. */
  public void observeNear(Consumer<byte[]> observer) {
    outward.observer = observer;
  }

  /** Shows each datagram of the near side that comes through, as it is handed to the far side. */
  public void observeArrivals(Consumer<byte[]> observer) {
    outward.arrivalObserver = observer;
  }

  /** Takes datagrams to {@link #nearAddress} from this address alone. */
  public void admitFarOnly(InetSocketAddress address) {
    homeward.only = address;
    outward.to = address;
  }

  private void run() {
    ByteBuffer datagram = ByteBuffer.allocate(MAX_DATAGRAM);
    try {
      while (!closed) {
        NetworkConditions next = changed;
        if (next != null) {
          changed = null;
          outward.network.setConditions(next);
          homeward.network.setConditions(next);
        }
        take(outward, homeward, datagram);
        take(homeward, outward, datagram);
        give(outward);
        give(homeward);
        selector.select(Math.max(1, millisToNext()));
        selector.selectedKeys().clear();
      }
    } catch (IOException e) {
      if (!closed) {
        throw new java.io.UncheckedIOException("the relay broke down", e);
      }
    }
  }

  private long nowNanos() {
    return System.nanoTime() - startNanos;
  }

  private void take(Way way, Way back, ByteBuffer datagram) throws IOException {
    datagram.clear();
    for (SocketAddress from = way.in.receive(datagram);
        from != null;
        from = way.in.receive(datagram.clear())) {
      SocketAddress only = way.only;
      if (only != null && !only.equals(from)) {
        continue;
      }
      back.to = from;
      datagram.flip();
      byte[] copy = new byte[datagram.remaining()];
      datagram.get(copy);
      Consumer<byte[]> observer = way.observer;
      if (observer != null) {
        observer.accept(copy);
      }
      way.network.send(nowNanos(), copy, 0, copy.length);
    }
  }

  private void give(Way way) throws IOException {
    for (byte[] datagram = way.network.poll(nowNanos());
        datagram != null;
        datagram = way.network.poll(nowNanos())) {
      SocketAddress to = way.to;
      if (to != null) {
        way.out.send(ByteBuffer.wrap(datagram), to);
        Consumer<byte[]> observer = way.arrivalObserver;
        if (observer != null) {
          observer.accept(datagram);
        }
      }
    }
  }

  private long millisToNext() {
    long waitNanos = TimeUnit.MILLISECONDS.toNanos(IDLE_MILLIS);
    for (Way way : new Way[] {outward, homeward}) {
      OptionalLong next = way.network.nextArrivalNanos();
      if (next.isPresent()) {
        waitNanos = Math.min(waitNanos, next.getAsLong() - nowNanos());
      }
    }
    return TimeUnit.NANOSECONDS.toMillis(waitNanos);
  }

  @Override
  public void close() throws IOException {
    closed = true;
    selector.wakeup();
    try {
      thread.join(1_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    selector.close();
    near.close();
    far.close();
  }
}
