package io.antiphon.peer;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** An audio processor took too long for the media clock. */
@Name("io.antiphon.SlowProcessor")
@Label("Slow processor")
@Description("An audio processor took longer for a frame than the event loop can spare")
@Category("Antiphon")
@StackTrace(false)
final class SlowProcessorEvent extends Event {
  @Label("Peer")
  String peer = "";

  @Label("Processor")
  String processor = "";

  @Label("Direction")
  @Description("inbound: what the peer says; outbound: what it hears")
  String direction = "";

  @Label("Time taken")
  @Timespan(Timespan.NANOSECONDS)
  long took;

  /** Records it, if anybody records. */
  static void record(String peer, String processor, String direction, long tookNanos) {
    SlowProcessorEvent event = new SlowProcessorEvent();
    if (event.isEnabled()) {
      event.peer = peer;
      event.processor = processor;
      event.direction = direction;
      event.took = tookNanos;
      event.commit();
    }
  }
}
