package io.antiphon.bench;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import io.antiphon.codec.LevelMeter;
import io.antiphon.codec.opus.OpusEncoder;
import io.antiphon.codec.wav.WavFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a caller says, encoded before.
 *
 * @param payloads of 20 ms each, to be said again and again
 * @param levelsDbov of each, as RFC 6464 has them
 */
record Speech(List<byte[]> payloads, List<Integer> levelsDbov) {
  static final Speech SILENCE = of(AudioSource.silence(AudioFormat.MONO_48K), 50);

  private static final int SLOT_SAMPLES = 960;
  private static final int CLICK_EVERY = 50;

  static Speech of(WavFile file) {
    return of(AudioSource.once(file).as(AudioFormat.MONO_48K), Integer.MAX_VALUE);
  }

  /** A file again and again, each packet with a copy of the one before (in-band FEC). */
  static Speech redundant(WavFile file, int slots) {
    OpusEncoder encoder = OpusEncoder.builder().bitrate(32_000).fec(20).build();
    return of(AudioSource.loop(file).as(AudioFormat.MONO_48K), slots, encoder);
  }

  /** One slot of a tone in each second of silence. */
  static Speech clicks() {
    AudioSource tone = AudioSource.tone(AudioFormat.MONO_48K, 511, -6);
    return of(
        new AudioSource() {
          private int slots;

          @Override
          public AudioFormat format() {
            return tone.format();
          }

          @Override
          public int read(short[] pcm, int offset, int samplesPerChannel) {
            return slots++ % CLICK_EVERY == 0 ? tone.read(pcm, offset, samplesPerChannel) : 0;
          }
        },
        CLICK_EVERY);
  }

  private static Speech of(AudioSource source, int mostSlots) {
    return of(source, mostSlots, OpusEncoder.builder().bitrate(32_000).build());
  }

  private static Speech of(AudioSource source, int mostSlots, OpusEncoder encoder) {
    List<byte[]> payloads = new ArrayList<>();
    List<Integer> levels = new ArrayList<>();
    short[] pcm = new short[SLOT_SAMPLES];
    byte[] payload = new byte[OpusEncoder.MAX_PAYLOAD_BYTES];
    while (payloads.size() < mostSlots) {
      int read = source.read(pcm, 0, SLOT_SAMPLES);
      if (read != SLOT_SAMPLES && read != 0) {
        break; // the end
      }
      Arrays.fill(pcm, read, SLOT_SAMPLES, (short) 0);
      int length = encoder.encode(pcm, 0, SLOT_SAMPLES, payload, 0, payload.length);
      payloads.add(Arrays.copyOf(payload, length));
      levels.add(LevelMeter.levelDbov(pcm, 0, SLOT_SAMPLES));
    }
    return new Speech(List.copyOf(payloads), List.copyOf(levels));
  }
}
