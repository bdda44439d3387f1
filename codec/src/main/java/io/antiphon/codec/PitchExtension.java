package io.antiphon.codec;

/**
 * How a voice goes on when nothing more of it is known: its last period, or as many of them as fit
 * into 15 ms, over and over; for 40 ms as loud as it was, then fading by half in each 120 ms. To be
 * begun where the samples end. Allocates only when it is made.
 */
final class PitchExtension {
  private static final int LONGEST_PERIOD_MILLIS = 15;
  private static final int MATCHED_MILLIS = 10;
  private static final int SEAM_TENTHS = 25;
  private static final int FULL_MILLIS = 40;
  private static final int HALVED_MILLIS = 120;

  private final int channels;
  private final int shortestPeriod;
  private final int longestPeriod;
  private final int matched;
  private final int seam;
  private final int full;
  private final double fading;
  private final LikenessSearch search;
  private final short[] cycle;
  private int period = 1;
  private int at;
  private double gain = 1;

  PitchExtension(AudioFormat format) {
    channels = format.channels();
    shortestPeriod = format.sampleRateHz() / 400;
    longestPeriod = format.samplesPerChannel(LONGEST_PERIOD_MILLIS);
    matched = format.samplesPerChannel(MATCHED_MILLIS);
    seam = format.sampleRateHz() * SEAM_TENTHS / 10_000;
    full = format.samplesPerChannel(FULL_MILLIS);
    fading = Math.pow(0.5, 1.0 / format.samplesPerChannel(HALVED_MILLIS));
    search = new LikenessSearch(format, longestPeriod + 2 * matched);
    cycle = new short[longestPeriod * channels];
  }

  /** How many samples per channel before the end it looks at. */
  int lookBack() {
    return longestPeriod + matched;
  }

  /** Takes what comes before {@code end}, which counts samples per channel. */
  void begin(short[] samples, int end) {
    int most = longestPeriod - shortestPeriod;
    search.find(samples, end - matched, samples, end - lookBack(), most, matched, true);
    period = longestPeriod - search.shift();
    at = 0;
    gain = 1;
    // No period is a whole number of samples: what is missing at each seam fades out behind it.
    int smoothed = Math.min(period, seam);
    for (int i = 0; i < period; i++) {
      double left = Math.max(0, 1 - (double) i / smoothed);
      for (int c = 0; c < channels; c++) {
        int last = (end - 1) * channels + c;
        double missing = left * (samples[last] - samples[last - period * channels]);
        int repeated = samples[(end - period + i) * channels + c];
        cycle[i * channels + c] = TimeStretch.clip(repeated + missing);
      }
    }
  }

  /** Gives what comes next, to {@code pcm} from {@code from} on, both in samples per channel. */
  void read(short[] pcm, int from, int count) {
    for (int i = 0; i < count; i++) {
      int source = at % period * channels;
      for (int c = 0; c < channels; c++) {
        pcm[(from + i) * channels + c] = (short) Math.round(gain * cycle[source + c]);
      }
      at++;
      gain *= at > full ? fading : 1;
    }
  }
}
