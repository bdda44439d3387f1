package io.antiphon.peer;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import io.antiphon.codec.AudioSink;
import io.antiphon.codec.FormatConversion;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Writes what it hears into a WAV file: with the rate and channels of the first frame, in 16 bits,
 * unless something else is asked for.
 *
 * <p>The file is made when the first frame arrives, and can be read at any moment: a crash loses
 * less than a second. Frames wait in a ring for the writer thread; if the disk is slower than that,
 * the newest are dropped and counted, and stand in the file as silence, so that it stays as long as
 * the call.
 *
 * <p>{@link #accept} is for one thread, all else for any.
 */
public final class WavRecorder extends Recorder implements AudioSink {
  private static final int BATCH_MILLIS = 200;

  /** What the producer and the writer thread share once the format is known. */
  private static final class Ring {
    private final AudioFormat format;
    private final short[] samples;
    private final int batch;

    Ring(AudioFormat format, Duration length) {
      this.format = format;
      int frames = format.samplesPerChannel((int) length.toMillis());
      samples = new short[frames * format.channels()];
      batch =
          Math.min(samples.length / 2, format.samplesPerChannel(BATCH_MILLIS) * format.channels());
    }
  }

  /** Where samples were dropped or silence was added: before the sample of that number. */
  private record Gap(long at, long samples) {}

  private final RecordingFormat wanted;
  private final Duration buffer;
  private final Duration lead;
  private final AtomicLong put = new AtomicLong();
  private final AtomicLong taken = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private final Queue<Gap> gaps = new ConcurrentLinkedQueue<>();
  private final AtomicLong added = new AtomicLong();
  private long leftOutInGaps;
  private long silenceWritten;
  private volatile @Nullable Ring ring;
  private @Nullable FormatConversion adapting;
  private @Nullable ConvertedWav out;

  WavRecorder(Path file, RecordingFormat wanted, Duration buffer, Duration lead) {
    super(file);
    this.wanted = wanted;
    this.buffer = buffer;
    this.lead = lead;
  }

  /** A recorder into this file, which is replaced if it exists. */
  public static WavRecorder to(Path file) {
    return new WavRecorder(file, RecordingFormat.WAV, DEFAULT_BUFFER, Duration.ZERO);
  }

  /** The same with silence of this length before the first frame, to stand beside other files. */
  static WavRecorder to(Path file, Duration lead) {
    return new WavRecorder(file, RecordingFormat.WAV, DEFAULT_BUFFER, lead);
  }

  @Override
  public void record(RemoteTrack track) {
    track.addRecorder((AudioSink) this);
  }

  @Override
  public void finish(RemoteTrack track) {
    track.remove((AudioSink) this);
  }

  /** Samples per channel dropped because the disk did not keep up. */
  public long droppedSamples() {
    Ring current = ring;
    return current == null ? 0 : dropped.get() / current.format.channels();
  }

  /** Samples per channel taken in so far, in the format that was sent. */
  public long recordedSamples() {
    Ring current = ring;
    return current == null ? 0 : put.get() / current.format.channels();
  }

  /** The rate of what was sent, in Hz; 0 before the first frame. */
  public int sampleRateHz() {
    Ring current = ring;
    return current == null ? 0 : current.format.sampleRateHz();
  }

  /**
   * Puts silence behind what was heard last, as when a connection was lost and another takes its
   * place. It takes no room in the buffer. Before the first frame there is nothing to put it
   * behind. For the thread of {@link #accept}.
   *
   * @param samplesPerChannel in the format that was sent, 0 or more
   */
  public void addSilence(long samplesPerChannel) {
    Ring current = ring;
    if (samplesPerChannel < 0) {
      throw new IllegalArgumentException("a silence of " + samplesPerChannel + " samples");
    }
    if (current != null) {
      added.addAndGet(samplesPerChannel * current.format.channels());
    }
  }

  /** Samples that are not in the ring and stand in the file as silence. */
  private long leftOut() {
    return dropped.get() + added.get();
  }

  @Override
  public void accept(AudioFrame frame) {
    if (!isOpen()) {
      return;
    }
    Ring current = ring;
    if (current == null) {
      current = new Ring(frame.format(), buffer);
      ring = current;
    }
    AudioFrame fitting = frame.format().equals(current.format) ? frame : adapted(frame, current);
    enqueue(current, fitting.samples(), fitting.length());
  }

  /** A file has one format, whatever becomes of the call: the other side has changed its codec. */
  private AudioFrame adapted(AudioFrame frame, Ring current) {
    FormatConversion conversion = adapting;
    if (conversion == null || !conversion.from().equals(frame.format())) {
      conversion = new FormatConversion(frame.format(), current.format);
      adapting = conversion;
    }
    return conversion.process(frame);
  }

  private void enqueue(Ring current, short[] samples, int count) {
    int capacity = current.samples.length;
    long end = put.get();
    if (end + count - taken.get() > capacity) {
      dropped.addAndGet(count);
      return;
    }
    if (leftOut() > leftOutInGaps) {
      gaps.add(new Gap(end, leftOut() - leftOutInGaps));
      leftOutInGaps = leftOut();
    }
    int at = (int) (end % capacity);
    int untilWrap = Math.min(count, capacity - at);
    System.arraycopy(samples, 0, current.samples, at, untilWrap);
    System.arraycopy(samples, untilWrap, current.samples, 0, count - untilWrap);
    put.set(end + count);
    if (end + count - taken.get() >= current.batch) {
      wakeWriter();
    }
  }

  @Override
  void write() throws IOException {
    Ring current = ring;
    if (current == null) {
      return;
    }
    ConvertedWav wav = out;
    if (wav == null) {
      makeFolderOf(file());
      wav = new ConvertedWav(file(), current.format, wanted, lead);
      out = wav;
    }
    int channels = current.format.channels();
    int capacity = current.samples.length;
    long end = put.get();
    for (long from = taken.get(); from < end; from = taken.get()) {
      Gap gap = gaps.peek();
      if (gap != null && gap.at() == from) {
        silence(wav, gap.samples(), channels);
        gaps.remove();
        gap = gaps.peek();
      }
      long until = gap == null ? end : Math.min(end, gap.at());
      int at = (int) (from % capacity);
      int count = (int) Math.min(until - from, capacity - at);
      wav.write(current.samples, at, count / channels);
      taken.set(from + count);
    }
    wav.flush();
  }

  private void silence(ConvertedWav wav, long samples, int channels) throws IOException {
    wav.writeSilence(samples / channels);
    silenceWritten += samples;
  }

  @Override
  void closeFile() throws IOException {
    ConvertedWav wav = out;
    Ring current = ring;
    out = null;
    if (wav != null && current != null && state() == State.RECORDING) {
      silence(wav, leftOut() - silenceWritten, current.format.channels());
    }
    if (wav != null) {
      wav.close();
    }
  }

  @Override
  public void end() {
    close();
  }
}
