package io.antiphon.ice;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.random.RandomGenerator;

/** What STUN servers are being asked from a port: our addresses as they see them. */
final class ReflexiveQueries {
  private final UdpPort port;
  private final RandomGenerator random;
  private final Listener listener;
  private final List<Asked> queries = new ArrayList<>();

  private record Asked(IceServerUrl url, ReflexiveQuery query) {}

  /** Hears what was answered. */
  interface Listener {
    /** The server sees this one of our addresses, {@code base}, at {@code mapped}. */
    void onMapped(InetSocketAddress base, InetSocketAddress mapped);

    /** The server is of no use, in words. */
    void onFailed(IceServerUrl url, String reason);
  }

  ReflexiveQueries(UdpPort port, RandomGenerator random, Listener listener) {
    this.port = port;
    this.random = random;
    this.listener = listener;
  }

  void ask(long nowNanos, IceServerUrl url, InetSocketAddress base, InetSocketAddress server) {
    ReflexiveQuery query = new ReflexiveQuery(nowNanos, base, server, random);
    queries.add(new Asked(url, query));
    port.add(query);
    flush(query);
  }

  private void flush(ReflexiveQuery query) {
    for (ByteBuffer m = query.pollTransmit(); m != null; m = query.pollTransmit()) {
      port.send(query.base(), query.server(), m);
    }
  }

  boolean isEmpty() {
    return queries.isEmpty();
  }

  void advanceTo(long nowNanos) {
    for (int i = 0; i < queries.size(); i++) {
      ReflexiveQuery query = queries.get(i).query();
      query.advanceTo(nowNanos);
      flush(query);
    }
  }

  /** Tells of what was answered, or was not. */
  void attend() {
    if (queries.isEmpty()) {
      return;
    }
    for (Iterator<Asked> each = queries.iterator(); each.hasNext(); ) {
      Asked asked = each.next();
      if (asked.query().isOver()) {
        each.remove();
        port.remove(asked.query());
        InetSocketAddress mapped = asked.query().mapped();
        if (mapped == null) {
          listener.onFailed(asked.url(), String.valueOf(asked.query().failure()));
        } else {
          listener.onMapped(asked.query().base(), mapped);
        }
      }
    }
  }

  void consider(Earliest earliest) {
    queries.forEach(asked -> asked.query().nextTimeoutNanos().ifPresent(earliest::consider));
  }

  void close() {
    queries.forEach(asked -> port.remove(asked.query()));
    queries.clear();
  }
}
