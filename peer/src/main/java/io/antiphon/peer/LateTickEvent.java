package io.antiphon.peer;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** The media clock was served too late. */
@Name("io.antiphon.LateTick")
@Label("Late tick")
@Description("The event loop came to a slot of the media clock half a slot late or more")
@Category("Antiphon")
@StackTrace(false)
final class LateTickEvent extends Event {
  @Label("Lateness")
  @Timespan(Timespan.NANOSECONDS)
  long lateness;

  @Label("Slots skipped")
  int slotsSkipped;

  @Label("Garbage collection")
  @Description("Collecting garbage took this much of the last second or less")
  @Timespan(Timespan.MILLISECONDS)
  long garbageCollection;
}
