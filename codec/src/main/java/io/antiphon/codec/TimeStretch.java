package io.antiphon.codec;

/**
 * Samples that wait to be played, and can be played a little faster or slower without a change of
 * pitch (WSOLA): {@link #accelerate} leaves out a period or several, {@link #decelerate} plays them
 * twice, each with a cross-fade where the signal resembles itself. {@link #splice} joins what does
 * not continue what is waiting.
 *
 * <p>At each change at most 15 ms come or go. One thread; allocates only when it is made.
 */
public final class TimeStretch {
  /** What is remembered of what was played, in milliseconds. */
  private static final int HISTORY_MILLIS = 40;

  private static final int LONGEST_SHIFT_MILLIS = 15;
  private static final int MATCHED_MILLIS = 10;
  private static final int OVERLAP_MILLIS = 5;

  /** What is as much alike as this is taken out or repeated unheard. */
  private static final double ALIKE = 0.8;

  /** What is good enough when time presses. */
  private static final double ALIKE_ENOUGH = 0.3;

  /** RMS, of 32,768, below which nobody hears a seam. */
  private static final double QUIET = 60;

  private final AudioFormat format;
  private final int channels;
  private final short[] samples;
  private final int capacity;
  private final int history;
  private final int shortestShift;
  private final int longestShift;
  private final int matched;
  private final int overlap;
  private final LikenessSearch search;
  private final PitchExtension extension;
  private final short[] tail;
  private boolean extended;

  /** Index, in samples per channel, of what is played next, and of the end. */
  private int head;

  private int end;

  /**
   * Makes an empty one.
   *
   * @param format 8,000 to 48,000 Hz
   * @param capacityPerChannel the most samples per channel that ever wait
   */
  public TimeStretch(AudioFormat format, int capacityPerChannel) {
    this.format = format;
    channels = format.channels();
    history = format.samplesPerChannel(HISTORY_MILLIS);
    shortestShift = format.sampleRateHz() / 400;
    longestShift = format.samplesPerChannel(LONGEST_SHIFT_MILLIS);
    matched = format.samplesPerChannel(MATCHED_MILLIS);
    overlap = format.samplesPerChannel(OVERLAP_MILLIS);
    capacity = 2 * history + capacityPerChannel + 2 * longestShift;
    samples = new short[capacity * channels];
    search = new LikenessSearch(format, longestShift + 2 * matched);
    extension = new PitchExtension(format);
    tail = new short[(longestShift + 2 * matched) * channels];
    head = history;
    end = history;
  }

  /** Rate and channels. */
  public AudioFormat format() {
    return format;
  }

  /** Samples per channel that wait. */
  public int available() {
    return end - head;
  }

  /** How many must wait for {@link #accelerate} to have its full choice. */
  public int enoughToAccelerate() {
    return longestShift + overlap;
  }

  /**
   * Adds samples that continue those waiting.
   *
   * @param offset index in {@code pcm} of the first, interleaved
   * @throws IllegalStateException if more would wait than there is room for
   */
  public void write(short[] pcm, int offset, int samplesPerChannel) {
    extended = false;
    makeRoom(samplesPerChannel);
    System.arraycopy(pcm, offset, samples, end * channels, samplesPerChannel * channels);
    end += samplesPerChannel;
  }

  /**
   * Adds what stands for samples that are lost: what was last, over and over, fading slowly. What
   * comes behind does not continue it, and is to be added by {@link #splice}.
   *
   * @param pcm receives a copy of what is added, interleaved
   * @param offset index in {@code pcm} of the first
   * @throws IllegalStateException as {@link #write}
   */
  public void extend(short[] pcm, int offset, int samplesPerChannel) {
    makeRoom(samplesPerChannel);
    if (!extended) {
      extension.begin(samples, end);
    }
    extended = true;
    extension.read(samples, end, samplesPerChannel);
    System.arraycopy(samples, end * channels, pcm, offset, samplesPerChannel * channels);
    end += samplesPerChannel;
  }

  /**
   * Adds samples that do not continue those waiting: what was last is drawn out until it falls into
   * step with them, and fades into them.
   *
   * @return samples per channel by which what was last has been drawn out, at most 15 ms
   * @throws IllegalStateException as {@link #write}
   */
  public int splice(short[] pcm, int offset, int samplesPerChannel) {
    int from = Math.min(overlap / 2, samplesPerChannel);
    int faded = Math.min(overlap, samplesPerChannel - from);
    int compared = Math.min(matched, samplesPerChannel - from);
    if (!extended) {
      extension.begin(samples, end);
    }
    extension.read(tail, 0, tail.length / channels);
    int drawn = 0;
    if (compared == matched && offset % channels == 0 && rms(tail, 0, matched) > QUIET) {
      search.find(pcm, offset / channels + from, tail, from, longestShift, matched, true);
      drawn = search.likeness() > ALIKE_ENOUGH ? search.shift() : 0;
    }
    write(tail, 0, drawn + from);
    makeRoom(faded);
    for (int i = 0; i < faded; i++) {
      for (int c = 0; c < channels; c++) {
        int out = tail[(drawn + from + i) * channels + c];
        int in = pcm[offset + (from + i) * channels + c];
        samples[(end + i) * channels + c] = fade(out, in, weight(i, faded), 1);
      }
    }
    end += faded;
    int rest = from + faded;
    write(pcm, offset + rest * channels, samplesPerChannel - rest);
    return drawn;
  }

  /**
   * Takes out what waits.
   *
   * @param offset index in {@code pcm} of the first, interleaved
   * @return samples per channel taken, as many as wanted unless fewer wait
   */
  public int read(short[] pcm, int offset, int samplesPerChannel) {
    int taken = Math.min(samplesPerChannel, available());
    System.arraycopy(samples, head * channels, pcm, offset, taken * channels);
    head += taken;
    return taken;
  }

  /**
   * Leaves out some of what is to be played next, if there is a place where that is not heard.
   *
   * @param most samples per channel; fewer than 2.5 ms cannot be left out
   * @param urgent whether a place will do where it may be heard
   * @return samples per channel left out; 0 if there was no place
   */
  public int accelerate(int most, boolean urgent) {
    int longest = Math.min(Math.min(longestShift, most), available() - overlap);
    if (longest < shortestShift) {
      return 0;
    }
    int lead = matched - overlap;
    int from = head - lead;
    search.find(
        samples, from, samples, from + shortestShift, longest - shortestShift, matched, false);
    if (!isGoodEnough(from, urgent)) {
      return 0;
    }
    int left = shortestShift + search.shift();
    int faded = Math.min(overlap, left);
    double likeness = search.likeness();
    for (int i = 0; i < faded * channels; i++) {
      int in = (head + left) * channels + i;
      int out = samples[head * channels + i];
      samples[in] = fade(out, samples[in], weight(i / channels, faded), likeness);
    }
    int kept = (head - history) * channels;
    System.arraycopy(samples, kept, samples, kept + left * channels, history * channels);
    head += left;
    return left;
  }

  /**
   * Plays some of what was played last once more, if there is a place where that is not heard.
   *
   * @param most samples per channel; fewer than 2.5 ms cannot be put in
   * @param urgent whether a place will do where it may be heard
   * @return samples per channel put in; 0 if there was no place, or less than 5 ms wait
   */
  public int decelerate(int most, boolean urgent) {
    int longest = Math.min(longestShift, most);
    if (longest < shortestShift || available() < overlap) {
      return 0;
    }
    makeRoom(longest);
    int from = head - (matched - overlap);
    search.find(samples, from, samples, from - longest, longest - shortestShift, matched, true);
    if (!isGoodEnough(from, urgent)) {
      return 0;
    }
    int put = longest - search.shift();
    int faded = Math.min(overlap, put);
    double likeness = search.likeness();
    int at = head * channels;
    int more = put * channels;
    System.arraycopy(samples, at, samples, at + more, available() * channels);
    for (int i = 0; i < faded * channels; i++) {
      double weight = weight(i / channels, faded);
      samples[at + i] = fade(samples[at + more + i], samples[at - more + i], weight, likeness);
    }
    int rest = faded * channels;
    System.arraycopy(samples, at - more + rest, samples, at + rest, more - rest);
    end += put;
    return put;
  }

  private boolean isGoodEnough(int from, boolean urgent) {
    return search.likeness() >= (urgent ? ALIKE_ENOUGH : ALIKE)
        || rms(samples, from, matched) < QUIET;
  }

  private double rms(short[] pcm, int from, int count) {
    double energy = 0;
    for (int i = from * channels; i < (from + count) * channels; i++) {
      energy += pcm[i] * pcm[i];
    }
    return Math.sqrt(energy / (count * channels));
  }

  /** Of what comes in, 0 to 1: half a period of a cosine. */
  private static double weight(int index, int count) {
    return 0.5 - 0.5 * Math.cos(Math.PI * (index + 0.5) / count);
  }

  /** Keeps the power: what is alike adds up by amplitude, what is not, by energy. */
  private static short fade(int out, int in, double weight, double likeness) {
    double other = 1 - weight;
    double alike = Math.max(0, Math.min(1, likeness));
    double power = weight * weight + other * other + 2 * alike * weight * other;
    double sum = (out * other + in * weight) / Math.sqrt(power);
    return clip(sum);
  }

  static short clip(double sample) {
    return (short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, Math.round(sample)));
  }

  /** Moves all to the front when there is no room behind. */
  private void makeRoom(int more) {
    if (end + more <= capacity) {
      return;
    }
    int gone = head - history;
    if (end - gone + more > capacity) {
      throw new IllegalStateException(available() + " samples wait, no room for " + more);
    }
    System.arraycopy(samples, gone * channels, samples, 0, (end - gone) * channels);
    head -= gone;
    end -= gone;
  }
}
