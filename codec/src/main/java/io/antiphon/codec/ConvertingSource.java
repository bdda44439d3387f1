package io.antiphon.codec;

import java.util.Arrays;

/**
 * A source seen through a {@link FormatConversion}. Where the source falls silent or ends, silence
 * goes in until the filter has played out.
 */
final class ConvertingSource implements AudioSource {
  private final AudioSource source;
  private final FormatConversion conversion;
  private short[] input = new short[0];

  /** What was converted; the last {@code pending} samples per channel of it are not yet taken. */
  private short[] output = new short[0];

  private int produced;
  private int pending;

  /** Samples of silence still to put in before nothing can be heard any more. */
  private int tail;

  private boolean ended;

  ConvertingSource(AudioSource source, AudioFormat wanted) {
    this.source = source;
    this.conversion = new FormatConversion(source.format(), wanted);
  }

  @Override
  public AudioFormat format() {
    return conversion.to();
  }

  @Override
  public int read(short[] pcm, int offset, int samplesPerChannel) {
    int written = take(pcm, offset, samplesPerChannel);
    if (written < samplesPerChannel && refill(conversion.inputFor(samplesPerChannel - written))) {
      int channels = conversion.to().channels();
      written += take(pcm, offset + written * channels, samplesPerChannel - written);
    }
    return written == 0 && ended && samplesPerChannel > 0 ? -1 : written;
  }

  private int take(short[] pcm, int offset, int wanted) {
    int channels = conversion.to().channels();
    int part = Math.min(pending, wanted);
    System.arraycopy(output, (produced - pending) * channels, pcm, offset, part * channels);
    pending -= part;
    return part;
  }

  /**
   * Pulls and converts this many samples per channel; false if there is nothing to hear in them.
   */
  private boolean refill(int needed) {
    int channels = conversion.from().channels();
    if (input.length < needed * channels) {
      input = new short[needed * channels];
    }
    int got = ended ? -1 : source.read(input, 0, needed);
    ended |= got < 0;
    got = Math.max(0, got);
    if (got > 0) {
      tail = 2 * conversion.latencyInputSamples();
    } else if (tail == 0) {
      return false;
    }
    Arrays.fill(input, got * channels, needed * channels, (short) 0);
    int played = Math.min(tail, needed - got);
    tail -= played;
    int fed = ended ? got + played : needed;
    produced = conversion.outputFor(fed);
    if (output.length < produced * conversion.to().channels()) {
      output = new short[produced * conversion.to().channels()];
    }
    conversion.convert(input, 0, fed, output, 0);
    pending = produced;
    return true;
  }
}
