package io.antiphon.peer;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** Something other than the next packet was played. */
@Name("io.antiphon.BufferDecision")
@Label("Buffer decision")
@Description("A jitter buffer did something else than play the next packet")
@Category("Antiphon")
@StackTrace(false)
final class BufferDecisionEvent extends Event {
  @Label("Peer")
  String peer = "";

  @Label("Reader")
  @Description("live: for the ear; recorder: for a file")
  String reader = "";

  @Label("Decision")
  @Description("conceal, repair (from the packet behind), silence, accelerate, decelerate, restart")
  String decision = "";

  @Label("Length")
  @Timespan(Timespan.MILLISECONDS)
  long length;
}
