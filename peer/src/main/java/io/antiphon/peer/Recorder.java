package io.antiphon.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A recording on its way to the disk: what it hears waits in a bounded queue for a writer thread
 * that all recorders share, so that a slow disk never holds a call up.
 *
 * <p>When the file cannot be written the recorder says so by {@link #state()}, {@link #error()} and
 * in the log, keeps what is on disk, and ignores what follows: a call never ends because of its
 * recording. Any thread may ask.
 */
public abstract sealed class Recorder implements AutoCloseable permits WavRecorder, OpusRecorder {
  /** How much may wait for the disk unless said otherwise. */
  public static final Duration DEFAULT_BUFFER = Duration.ofSeconds(5);

  private static final Logger log = LoggerFactory.getLogger(Recorder.class);

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
    /** The file could not be written; {@link Recorder#error()} says why. */
    FAILED,
    /** Closed, and all on disk. */
    FINISHED
  }

  private final Path file;
  private final CompletableFuture<Path> finished = new CompletableFuture<>();
  private final AtomicBoolean drainAsked = new AtomicBoolean();
  private final AtomicBoolean closing = new AtomicBoolean();
  private volatile State state = State.RECORDING;
  private volatile @Nullable String error;

  Recorder(Path file) {
    this.file = Objects.requireNonNull(file, "file");
  }

  /**
   * A recorder into this file, which is replaced if it exists.
   *
   * @param buffer how much may wait for the disk; more is dropped and counted
   */
  public static Recorder to(Path file, RecordingFormat format, Duration buffer) {
    return format.container() == RecordingFormat.Container.OPUS
        ? new OpusRecorder(file, buffer)
        : new WavRecorder(file, format, buffer, Duration.ZERO);
  }

  /** Records this track from now on. */
  public abstract void record(RemoteTrack track);

  /**
   * Finishes once all that was said up to now is written, which waits for late packets as the track
   * does; {@link #finished()} tells when.
   */
  public abstract void finish(RemoteTrack track);

  /** The file it writes, which exists once something was heard. */
  public final Path file() {
    return file;
  }

  /** What became of the recording so far. */
  public final State state() {
    return state;
  }

  /** Why it failed, in a sentence; null while it has not. */
  public final @Nullable String error() {
    return error;
  }

  /** Completed with the file once the recorder is closed and all is on disk, or has failed. */
  public final CompletableFuture<Path> finished() {
    return finished;
  }

  /** Whether what is heard is still wanted. */
  final boolean isOpen() {
    return state == State.RECORDING && !closing.get();
  }

  /** Writes all that waits, opening the file if need be. On the writer thread. */
  abstract void write() throws IOException;

  /** Ends the file, if there is one, with all that was written. On the writer thread. */
  abstract void closeFile() throws IOException;

  /** Has the writer thread {@link #write} soon. */
  final void wakeWriter() {
    if (!drainAsked.get() && drainAsked.compareAndSet(false, true)) {
      WRITER.execute(this::drain);
    }
  }

  private void drain() {
    drainAsked.set(false);
    if (state != State.RECORDING) {
      return;
    }
    try {
      write();
    } catch (IOException e) {
      fail("The recording cannot be written to " + file + ": " + reason(e));
      try {
        closeFile();
      } catch (IOException again) {
        log.debug("closing {} failed", file, again);
      }
    }
  }

  /** What is on disk stays, and nothing more is taken. */
  final void fail(String sentence) {
    error = sentence;
    state = State.FAILED;
    log.warn("{}; the call goes on, what is on disk stays", sentence);
  }

  static void makeFolderOf(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
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

  /** Finishes the file in the background; {@link #finished()} tells when. Idempotent. */
  @Override
  public final void close() {
    if (closing.compareAndSet(false, true)) {
      WRITER.execute(this::finishFile);
    }
  }

  private void finishFile() {
    drain();
    if (state == State.RECORDING) {
      try {
        closeFile();
        state = State.FINISHED;
      } catch (IOException e) {
        fail("The recording " + file + " could not be finished: " + reason(e));
      }
    }
    finished.complete(file);
  }
}
