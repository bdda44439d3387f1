package io.antiphon.peer;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** A peer's connection is in a new state. */
@Name("io.antiphon.PeerState")
@Label("Peer state")
@Description("A peer's connection has changed its state")
@Category("Antiphon")
@StackTrace(false)
final class PeerStateEvent extends Event {
  @Label("Peer")
  String peer = "";

  @Label("State")
  String state = "";

  @Label("Reason")
  @Nullable String reason;

  /** Records it, if anybody records. */
  static void record(String peer, ConnectionState state, @Nullable String reason) {
    PeerStateEvent event = new PeerStateEvent();
    if (event.isEnabled()) {
      event.peer = peer;
      event.state = state.toString();
      event.reason = reason;
      event.commit();
    }
  }
}
