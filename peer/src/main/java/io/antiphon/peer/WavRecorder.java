package io.antiphon.peer;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import io.antiphon.codec.AudioSink;
import io.antiphon.codec.ChannelMix;
import io.antiphon.codec.wav.WavWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what it hears into a WAV file: 16 bit, with the rate and channels of the first frame.
 *
 * <p>The file is made when the first frame arrives, and can be read at any moment: a crash loses
 * less than a second. Frames wait in a ring of five seconds for a writer thread that all recorders
 * share; if the disk is slower than that, the newest are dropped and counted. When the file cannot
 * be written the recorder says so by {@link #state()} and {@link #error()}, keeps what is on disk,
 * and ignores what follows: a call never ends because of its recording.
 *
 * <p>{@link #accept} is for one thread, all else for any.
 */
public final class WavRecorder implements AudioSink, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(WavRecorder.class);
  private static final int RING_SECONDS = 5;
  private static final int BATCH_MILLIS = 200;

  private static final Executor WRITER =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "antiphon-recorder");
            thread.setDaemon(true);
            return thread;
          });

  /** What became of the recording. */
  public enum State {
    /** Nothing heard yet, or being written. */
    RECORDING,
    /** The file could not be written; {@link WavRecorder#error()} says why. */
    FAILED,
    /** Closed, and all on disk. */
    FINISHED
  }

  /** What the producer and the writer thread share once the format is known. */
  private static final class Ring {
    private final AudioFormat format;
    private final short[] samples;

    Ring(AudioFormat format) {
      this.format = format;
      samples = new short[RING_SECONDS * format.sampleRateHz() * format.channels()];
    }

    AudioFormat format() {
      return format;
    }

    short[] samples() {
      return samples;
    }
  }

  private final Path file;
  private final CompletableFuture<Path> finished = new CompletableFuture<>();
  private final AtomicBoolean drainAsked = new AtomicBoolean();
  private final AtomicLong put = new AtomicLong();
  private final AtomicLong taken = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private volatile @Nullable Ring ring;
  private volatile State state = State.RECORDING;
  private volatile @Nullable String error;
  private volatile boolean closing;
  private short[] converted = new short[0];
  private @Nullable WavWriter writer;

  private WavRecorder(Path file) {
    this.file = Objects.requireNonNull(file, "file");
  }

  /** A recorder into this file, which is replaced if it exists. */
  public static WavRecorder to(Path file) {
    return new WavRecorder(file);
  }

  /** The file it writes, which exists once something was heard. */
  public Path file() {
    return file;
  }

  /** What became of the recording so far. */
  public State state() {
    return state;
  }

  /** Why it failed, in a sentence; null while it has not. */
  public @Nullable String error() {
    return error;
  }

  /** Samples per channel dropped because the disk did not keep up. */
  public long droppedSamples() {
    Ring current = ring;
    return current == null ? 0 : dropped.get() / current.format().channels();
  }

  /** Samples per channel taken in so far. */
  public long recordedSamples() {
    Ring current = ring;
    return current == null ? 0 : put.get() / current.format().channels();
  }

  @Override
  public void accept(AudioFrame frame) {
    if (closing || state != State.RECORDING) {
      return;
    }
    Ring current = ring;
    if (current == null) {
      current = new Ring(frame.format());
      ring = current;
    }
    short[] samples = frame.samples();
    int count = frame.samplesPerChannel() * current.format().channels();
    if (frame.format().channels() != current.format().channels()) {
      samples = mixed(frame, current.format().channels(), count);
    }
    enqueue(current, samples, count);
  }

  private short[] mixed(AudioFrame frame, int channels, int count) {
    if (converted.length < count) {
      converted = new short[count];
    }
    ChannelMix.mix(
        frame.samples(),
        0,
        frame.format().channels(),
        converted,
        0,
        channels,
        frame.samplesPerChannel());
    return converted;
  }

  private void enqueue(Ring current, short[] samples, int count) {
    int capacity = current.samples().length;
    long end = put.get();
    if (end + count - taken.get() > capacity) {
      dropped.addAndGet(count);
      return;
    }
    int at = (int) (end % capacity);
    int untilWrap = Math.min(count, capacity - at);
    System.arraycopy(samples, 0, current.samples(), at, untilWrap);
    System.arraycopy(samples, untilWrap, current.samples(), 0, count - untilWrap);
    put.set(end + count);
    AudioFormat format = current.format();
    int batch = format.sampleRateHz() * format.channels() * BATCH_MILLIS / 1000;
    if (end + count - taken.get() >= batch && drainAsked.compareAndSet(false, true)) {
      WRITER.execute(this::drain);
    }
  }

  /** On the writer thread. */
  private void drain() {
    drainAsked.set(false);
    Ring current = ring;
    if (current == null || state != State.RECORDING) {
      return;
    }
    try {
      write(current);
    } catch (IOException e) {
      fail(e);
    }
  }

  private void write(Ring current) throws IOException {
    WavWriter out = writer;
    if (out == null) {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      out = new WavWriter(file, current.format());
      writer = out;
    }
    int channels = current.format().channels();
    int capacity = current.samples().length;
    long end = put.get();
    for (long from = taken.get(); from < end; from = taken.get()) {
      int at = (int) (from % capacity);
      int count = (int) Math.min(end - from, capacity - at);
      out.write(current.samples(), at, count / channels);
      taken.set(from + count);
    }
    out.flush();
  }

  private void fail(IOException e) {
    error = "The recording cannot be written to " + file + ": " + reason(e);
    state = State.FAILED;
    log.warn("{}; the call goes on, what is on disk stays", error);
    closeWriter();
  }

  private static String reason(IOException e) {
    String message = e.getMessage() == null ? "" : e.getMessage();
    return switch (e.getClass().getSimpleName()) {
      case "AccessDeniedException" -> "access denied";
      case "NoSuchFileException" -> "no such folder";
      case "FileAlreadyExistsException" -> "a file stands where its folder should be";
      default -> message;
    };
  }

  private void closeWriter() {
    WavWriter out = writer;
    writer = null;
    if (out != null) {
      try {
        out.close();
      } catch (IOException e) {
        log.debug("closing {} failed", file, e);
        if (state == State.RECORDING) {
          error = "The recording " + file + " could not be finished: " + reason(e);
          state = State.FAILED;
        }
      }
    }
  }

  @Override
  public void end() {
    close();
  }

  /** Finishes the file in the background; {@link #finished()} tells when. Idempotent. */
  @Override
  public void close() {
    if (!closing) {
      closing = true;
      WRITER.execute(this::finish);
    }
  }

  /** On the writer thread. */
  private void finish() {
    drain();
    closeWriter();
    if (state == State.RECORDING) {
      state = State.FINISHED;
    }
    finished.complete(file);
  }

  /** Completed with the file once the recorder is closed and all is on disk, or has failed. */
  public CompletableFuture<Path> finished() {
    return finished;
  }
}
