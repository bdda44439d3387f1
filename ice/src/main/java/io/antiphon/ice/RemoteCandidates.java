package io.antiphon.ice;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The candidates that the other side has signalled, as far as they are of use. */
final class RemoteCandidates implements Iterable<Candidate> {
  private static final int MAX = 50;
  private final List<Candidate> usable = new ArrayList<>();

  /** Adds one, or says why not. */
  @Nullable String add(Candidate candidate) {
    String reason = whyUnusable(candidate);
    if (reason == null) {
      usable.add(candidate);
    }
    return reason;
  }

  private @Nullable String whyUnusable(Candidate candidate) {
    if (!candidate.isUdp()) {
      return "not UDP";
    }
    if (candidate.component() != Candidate.COMPONENT_RTP) {
      return "another component";
    }
    InetSocketAddress address = candidate.socketAddress();
    if (address == null) {
      return "a host name";
    }
    InetAddress ip = address.getAddress();
    if (address.getPort() == 0 || ip.isAnyLocalAddress() || ip.isMulticastAddress()) {
      return "nowhere to send to";
    }
    return usable.size() >= MAX ? "one too many" : null;
  }

  @Override
  public Iterator<Candidate> iterator() {
    return usable.iterator();
  }
}
