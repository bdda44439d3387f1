package io.antiphon.codec.opus;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import io.antiphon.codec.CodecException;

/**
 * Runs the codec until the JVM has compiled it. Without that the first frames of the first call
 * take longer to code than to play.
 */
public final class OpusWarmUp {
  private static final int FRAMES = 150;

  private OpusWarmUp() {}

  /**
   * Encodes, decodes and conceals a few seconds of tone in every mode that calls use, on the
   * calling thread. To be called once, before a server says that it is ready.
   */
  public static void run() {
    warm(OpusApplication.VOIP, 32_000, FRAMES);
    warm(OpusApplication.AUDIO, 32_000, FRAMES);
    warm(OpusApplication.VOIP, 16_000, FRAMES);
  }

  private static void warm(OpusApplication application, int bitrateBps, int frames) {
    OpusEncoder encoder =
        OpusEncoder.builder().application(application).bitrate(bitrateBps).fec(10).build();
    OpusDecoder decoder = new OpusDecoder(1);
    AudioSource tone = AudioSource.tone(AudioFormat.MONO_48K, 433, -12);
    short[] pcm = new short[960];
    byte[] packet = new byte[OpusEncoder.MAX_PAYLOAD_BYTES];
    try {
      for (int i = 0; i < frames; i++) {
        tone.read(pcm, 0, 960);
        int bytes = encoder.encode(pcm, 0, 960, packet, 0, packet.length);
        if (i % 10 == 9) {
          decoder.decodeFec(packet, 0, bytes, 960, pcm, 0);
        } else if (i % 10 == 5) {
          decoder.decodeLost(960, pcm, 0);
        }
        decoder.decode(packet, 0, bytes, pcm, 0);
      }
    } catch (CodecException e) {
      throw new IllegalStateException("the encoder made what the decoder refuses", e);
    }
  }
}
