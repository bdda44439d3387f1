package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.opus.OpusDecoder;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A listener who is switched between encoders that hear the same. */
class MixSwitchTest {
  private static final int SLOTS = 300;
  private static final int[] SWITCHES = {100, 210, 260};
  private static final double HERTZ = 433;
  private static final double AMPLITUDE = 6_000;

  private final PastSlots past = new PastSlots();
  private final MixSource common = new MixSource(past);
  private final MixSource own = new MixSource(past);

  private void fill(int slot) {
    past.add(common.pcm());
    for (int i = 0; i < SlotAudio.SAMPLES; i++) {
      double angle = 2 * Math.PI * HERTZ * (slot * (double) SlotAudio.SAMPLES + i) / 48_000;
      short sample = (short) Math.round(AMPLITUDE * Math.sin(angle));
      common.pcm()[2 * i] = sample;
      common.pcm()[2 * i + 1] = sample;
    }
    common.setSilent(false);
    own.copy(common);
  }

  private static Encoding encoding() {
    return Encoding.of(
        new CodecParameters(AudioCodec.OPUS, 111, Map.of("useinbandfec", "1")),
        2,
        ContentHint.MUSIC,
        AudioConfig.defaults());
  }

  private static SharedSource source(MixSource mix) {
    return new SharedSource(mix, AudioConfig.defaults());
  }

  /** What is heard by somebody who goes to a new encoder at each switch. */
  private short[] heard(boolean switching) throws Exception {
    OpusDecoder decoder = new OpusDecoder(1);
    short[] heard = new short[SLOTS * 960];
    EncodedSource current = source(common).encoded(encoding(), null);
    int switched = 0;
    for (int slot = 0; slot < SLOTS; slot++) {
      fill(slot);
      if (switching && switched < SWITCHES.length && slot == SWITCHES[switched]) {
        switched++;
        current = source(switched % 2 == 1 ? own : common).encoded(encoding(), null);
      }
      current.advanceTo(slot);
      decoder.decode(current.payload(0), 0, current.payloadLength(0), heard, slot * 960);
    }
    return heard;
  }

  @Test
  void isNotHeard() throws Exception {
    short[] straight = heard(false);
    short[] switched = new MixSwitchTest().heard(true);
    double steepest = AMPLITUDE * 2 * Math.PI * HERTZ / 48_000;
    for (int at : SWITCHES) {
      double step = 0;
      double noise = 0;
      double signal = 0;
      for (int i = at * 960 - 960; i < at * 960 + 1_920; i++) {
        step = Math.max(step, Math.abs(switched[i] - switched[i - 1]));
        noise += Math.pow(switched[i] - straight[i], 2);
        signal += Math.pow(straight[i], 2);
      }
      double snr = 10 * Math.log10(signal / (noise + 1));
      assertTrue(step < 1.2 * steepest, "at " + at + ": a step of " + step);
      assertTrue(snr > 25, "at " + at + ": " + snr + " dB");
    }
  }

  @Test
  void theEncoderHearsTheSlotsBeforeItsFirst() {
    for (int slot = 0; slot < 7; slot++) {
      fill(slot);
    }
    assertEquals(5, own.pastSlots());
    short[] newest = own.pastPcm(4).clone();
    fill(7);
    assertEquals(newest[960], own.pastPcm(3)[960], "each moves up by one");
  }
}
