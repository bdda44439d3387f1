package io.antiphon.peer;

import io.antiphon.codec.AudioSink;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The capture of a call's first section, while one runs. On the loop. */
final class CallCapture {
  private final List<InboundAudio> sections;
  private @Nullable StageCapture capture;

  CallCapture(List<InboundAudio> sections) {
    this.sections = sections;
  }

  /** Captures from now on; null to end that. */
  void set(@Nullable StageCapture wanted) {
    StageCapture before = capture;
    if (before != null && before != wanted) {
      sections.forEach(inbound -> inbound.transceiver().receiver().remove(before));
      into(null);
      before.close();
    }
    capture = wanted;
    into(wanted);
  }

  /** There is a first section now. */
  void onFirstSection() {
    into(capture);
  }

  private void into(@Nullable StageCapture wanted) {
    if (!sections.isEmpty()) {
      RemoteTrack track = sections.get(0).transceiver().receiver();
      track.setCapture(wanted);
      if (wanted != null) {
        track.addRecorder((AudioSink) wanted);
      }
    }
  }
}
