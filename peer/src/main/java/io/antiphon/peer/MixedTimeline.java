package io.antiphon.peer;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import io.antiphon.codec.AudioSink;
import io.antiphon.codec.FormatConversion;
import io.antiphon.codec.Mixer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Sums voices that come at their own pace, slot by slot of 20 ms. A slot is handed on when
 * everybody has spoken in it and the foremost is {@value #MARGIN_SLOTS} slots ahead, for those who
 * are about to join; or when the foremost is {@value #WINDOW_SLOTS} ahead: who comes later than
 * that is not heard there.
 *
 * <p>Any thread; sums under a lock.
 */
final class MixedTimeline {
  /** Two seconds, more than the patience of those who read the voices. */
  static final int WINDOW_SLOTS = 100;

  static final int MARGIN_SLOTS = 25;

  private static final int SLOT_MILLIS = 20;

  private final AudioFormat format;
  private final int slotSamples;
  private final AudioSink out;
  private final Mixer[] slots = new Mixer[WINDOW_SLOTS];
  private final Mixer.Output listener = new Mixer.Output();
  private final AudioFrame mixed;
  private final List<Voice> voices = new ArrayList<>();
  private long nextSlot;
  private long endSlot;
  private boolean ended;

  MixedTimeline(AudioFormat format, AudioSink out) {
    this.format = format;
    this.out = out;
    slotSamples = format.samplesPerChannel(SLOT_MILLIS);
    mixed = new AudioFrame(format, slotSamples);
    for (int i = 0; i < WINDOW_SLOTS; i++) {
      slots[i] = new Mixer(format, slotSamples);
      slots[i].begin();
    }
  }

  /** A voice that begins this long after the line, in that format. */
  synchronized Voice join(Duration after, AudioFormat spoken) {
    long slot = Math.round(after.toNanos() * 1e-6 / SLOT_MILLIS);
    Voice voice = new Voice(Math.max(nextSlot, slot), spoken);
    voices.add(voice);
    return voice;
  }

  private void add(long slot, short[] pcm) {
    while (slot >= nextSlot + WINDOW_SLOTS) {
      emit();
    }
    if (slot >= nextSlot) {
      slots[(int) (slot % WINDOW_SLOTS)].add(pcm, 0);
      endSlot = Math.max(endSlot, slot + 1);
    }
  }

  /** Hands on what nobody can add to any more. */
  private void settle() {
    long complete = endSlot - MARGIN_SLOTS;
    for (Voice voice : voices) {
      complete = Math.min(complete, voice.slot);
    }
    while (nextSlot < complete) {
      emit();
    }
  }

  private void emit() {
    Mixer slot = slots[(int) (nextSlot % WINDOW_SLOTS)];
    slot.mix(listener, mixed.samples(), 0);
    mixed.setSamplesPerChannel(slotSamples);
    out.accept(mixed);
    slot.begin();
    nextSlot++;
  }

  /** Hands on all that is left. */
  synchronized void end() {
    for (Voice voice : List.copyOf(voices)) {
      voice.leave();
    }
    while (nextSlot < endSlot) {
      emit();
    }
    ended = true;
  }

  /** One who is heard. */
  final class Voice {
    private final short[] filling = new short[slotSamples * format.channels()];
    private FormatConversion conversion;
    private long slot;
    private int filled;

    private Voice(long slot, AudioFormat spoken) {
      this.slot = slot;
      conversion = new FormatConversion(spoken, format);
    }

    void accept(AudioFrame frame) {
      synchronized (MixedTimeline.this) {
        if (ended) {
          return;
        }
        if (!frame.format().equals(conversion.from())) {
          conversion = new FormatConversion(frame.format(), format);
        }
        AudioFrame fitting = conversion.process(frame);
        for (int done = 0; done < fitting.length(); ) {
          int part = Math.min(filling.length - filled, fitting.length() - done);
          System.arraycopy(fitting.samples(), done, filling, filled, part);
          filled += part;
          done += part;
          if (filled == filling.length) {
            add(slot++, filling);
            filled = 0;
          }
        }
        settle();
      }
    }

    void leave() {
      synchronized (MixedTimeline.this) {
        if (voices.remove(this)) {
          if (filled > 0) {
            java.util.Arrays.fill(filling, filled, filling.length, (short) 0);
            add(slot++, filling);
          }
          settle();
        }
      }
    }
  }
}
