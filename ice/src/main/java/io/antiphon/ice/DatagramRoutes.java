package io.antiphon.ice;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whose datagram is it: the transports on a port, by ufrag and by remote address. */
final class DatagramRoutes {
  private final Map<String, Attachment> byUfrag = new HashMap<>();
  private final Map<InetSocketAddress, Route> byRemote = new HashMap<>();
  private final Map<IceTransport, Attachment> byTransport = new HashMap<>();

  private final List<ReflexiveQuery> queries = new ArrayList<>();

  void add(ReflexiveQuery query) {
    queries.add(query);
  }

  void remove(ReflexiveQuery query) {
    queries.remove(query);
  }

  /** Who has asked a server what this answers; null if nobody has. */
  @Nullable ReflexiveQuery queryOf(InetSocketAddress remote, ByteBuffer stun) {
    if (queries.isEmpty() || !StunFraming.isAnswer(StunFraming.type(stun))) {
      return null;
    }
    TransactionId id = TransactionId.of(stun);
    for (ReflexiveQuery query : queries) {
      if (query.server().equals(remote) && query.awaits(id)) {
        return query;
      }
    }
    return null;
  }

  void attach(IceTransport transport, DatagramListener listener) {
    Attachment attachment = new Attachment(transport, listener);
    if (byTransport.putIfAbsent(transport, attachment) != null) {
      throw new IllegalStateException("attached already");
    }
    transport.observe(attachment);
  }

  void detach(IceTransport transport) {
    Attachment attachment = byTransport.remove(transport);
    if (attachment != null) {
      transport.observe(RouteObserver.NONE);
      byUfrag.values().removeIf(owner -> owner == attachment);
      for (InetSocketAddress remote : List.copyOf(byRemote.keySet())) {
        attachment.onRemoteGone(remote);
      }
    }
  }

  /** The transport whose peer has proved to be at this address, or null. Allocates nothing. */
  @Nullable Attachment ofProven(InetSocketAddress remote) {
    Route route = byRemote.get(remote);
    return route == null ? null : route.proven;
  }

  /** The transport that a well-formed STUN message is for, or null. */
  @Nullable Attachment ofStun(InetSocketAddress remote, ByteBuffer stun) {
    if (StunFraming.type(stun) == StunFraming.BINDING_REQUEST) {
      String ufrag = StunFraming.localUfrag(stun);
      return ufrag == null ? null : byUfrag.get(ufrag);
    }
    Route route = byRemote.get(remote);
    return route == null ? null : route.ofAnswer(TransactionId.of(stun));
  }

  /** A remote address, and who has to do with it. */
  private static final class Route {
    /** Who may send checks there: several, if a peer signals another one's address as its own. */
    final List<Attachment> checking = new ArrayList<>(1);

    /** Whose peer was seen there last, by its password. */
    @Nullable Attachment proven;

    @Nullable Attachment ofAnswer(TransactionId id) {
      for (Attachment attachment : checking) {
        if (attachment.transport.awaits(id)) {
          return attachment;
        }
      }
      return null;
    }
  }

  /** A transport on the port, and who takes its datagrams. */
  final class Attachment implements RouteObserver {
    private final IceTransport transport;
    private final DatagramListener listener;

    private Attachment(IceTransport transport, DatagramListener listener) {
      this.transport = transport;
      this.listener = listener;
    }

    IceTransport transport() {
      return transport;
    }

    DatagramListener listener() {
      return listener;
    }

    @Override
    public void onUfrag(String localUfrag) {
      byUfrag.put(localUfrag, this);
    }

    @Override
    public void onUfragGone(String localUfrag) {
      byUfrag.remove(localUfrag, this);
    }

    @Override
    public void onRemote(InetSocketAddress remote) {
      route(remote);
    }

    @Override
    public void onRemoteProven(InetSocketAddress remote) {
      route(remote).proven = this;
    }

    private Route route(InetSocketAddress remote) {
      Route route = byRemote.computeIfAbsent(remote, unused -> new Route());
      if (!route.checking.contains(this)) {
        route.checking.add(this);
      }
      return route;
    }

    @Override
    public void onRemoteGone(InetSocketAddress remote) {
      Route route = byRemote.get(remote);
      if (route == null) {
        return;
      }
      route.checking.remove(this);
      if (route.proven == this) {
        route.proven = null;
      }
      if (route.checking.isEmpty()) {
        byRemote.remove(remote);
      }
    }
  }
}
