package io.antiphon.peer;

import io.antiphon.codec.AudioFormat;
import org.jspecify.annotations.Nullable;

/** What was pushed, in whatever formats, taken in the format of its source. On the media clock. */
final class PushedReading {
  private final PushedAudio audio;
  private final AudioFormat format;
  private @Nullable PushConversion conversion;
  private PushSource.@Nullable Tap tap;

  PushedReading(PushedAudio audio, AudioFormat format) {
    this.audio = audio;
    this.format = format;
  }

  void setTap(PushSource.@Nullable Tap wanted) {
    tap = wanted;
  }

  /** Takes what is there of this utterance, up to so many samples per channel. */
  int take(short[] pcm, int offset, int samples) {
    AudioFormat pushed = audio.format();
    if (pushed.equals(format)) {
      int got = audio.take(pcm, offset, samples);
      tapped(pushed, pcm, offset, got);
      return got;
    }
    PushConversion current = conversion(pushed);
    int done = current.take(pcm, offset, samples);
    while (done < samples && refill(current, samples - done)) {
      done += current.take(pcm, offset + done * format.channels(), samples - done);
    }
    return done;
  }

  /** Converts more; false if there is no more of this utterance now. */
  private boolean refill(PushConversion current, int wanted) {
    int needed = current.inputFor(wanted);
    int got = audio.take(current.room(needed), 0, needed);
    if (got > 0) {
      tapped(current.format(), current.room(got), 0, got);
      current.feed(got);
      return true;
    }
    // What follows at once in the same format is filtered as one with it.
    return audio.atEnd() && !audio.continues() && current.drain();
  }

  private PushConversion conversion(AudioFormat pushed) {
    PushConversion current = conversion;
    if (current == null || !current.format().equals(pushed)) {
      current = new PushConversion(pushed, format);
      conversion = current;
    } else if (current.isOver()) {
      current.reset();
    }
    return current;
  }

  private void tapped(AudioFormat pushed, short[] pcm, int offset, int samples) {
    PushSource.Tap current = tap;
    if (current != null && samples > 0) {
      current.taken(pushed, pcm, offset, samples);
    }
  }

  /** What was cut off is not heard any more, nor is what the filter has kept of it. */
  void cutOff() {
    conversion = null;
  }
}
