package io.antiphon.peer;

import io.antiphon.codec.processor.ProcessorBypass;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** An audio processor took too long for the media clock, and was bypassed. */
@Name("io.antiphon.SlowProcessor")
@Label("Slow processor")
@Description("An audio processor took longer than the event loop can spare, and is bypassed")
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

  @Label("Detail")
  @Description("How long it took")
  String detail = "";

  @Label("Frames")
  @Description("How many it had processed by then")
  long frames;

  /** Has all that are too slow recorded, if anybody records. */
  static void watch(String peer, String direction, Processing processing) {
    processing.onBypass(bypass -> record(peer, direction, bypass));
  }

  private static void record(String peer, String direction, ProcessorBypass bypass) {
    SlowProcessorEvent event = new SlowProcessorEvent();
    if (event.isEnabled() && bypass.reason() == ProcessorBypass.Reason.SLOW) {
      event.peer = peer;
      event.processor = bypass.spec().name();
      event.direction = direction;
      event.detail = bypass.detail();
      event.frames = bypass.frames();
      event.commit();
    }
  }
}
