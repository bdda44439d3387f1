package io.antiphon.peer;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import io.antiphon.codec.AudioSink;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Records a whole room: all voices mixed into {@code <prefix>_mixed.wav}, each alone in {@code
 * <prefix>_<member>.wav}, or both. All files begin with the recording, so that they lie above one
 * another on one time line: before a member's first word there is silence.
 *
 * <p>A member's place on the line is when the first frame of theirs comes; from there on their own
 * RTP time counts. Each member's sink is for one thread; members may live on different ones.
 */
public final class RoomRecorder implements AutoCloseable {
  private final Path folder;
  private final String prefix;
  private final boolean tracks;
  private final LongSupplier clockNanos;
  private final long startNanos;
  private final @Nullable MixedTimeline mix;
  private final @Nullable WavRecorder mixed;
  private final List<WavRecorder> files = new ArrayList<>();

  /**
   * Begins a recording.
   *
   * @param prefix of the names of all its files
   * @param mixFormat of the mixed file; null for none
   * @param tracks whether each member gets a file of their own
   * @param clockNanos a monotonic clock, such as {@code System::nanoTime}
   */
  public RoomRecorder(
      Path folder,
      String prefix,
      @Nullable AudioFormat mixFormat,
      boolean tracks,
      LongSupplier clockNanos) {
    this.folder = folder;
    this.prefix = prefix;
    this.tracks = tracks;
    this.clockNanos = clockNanos;
    startNanos = clockNanos.getAsLong();
    if (mixFormat == null) {
      mixed = null;
      mix = null;
    } else {
      mixed = WavRecorder.to(folder.resolve(prefix + "_mixed.wav"));
      mix = new MixedTimeline(mixFormat, mixed);
      files.add(mixed);
    }
  }

  /**
   * Somebody joins.
   *
   * @param name of the member, for the file; letters, digits, {@code .}, {@code _}, {@code -}
   * @return the sink for what they say, to be added as a recorder; its end is their leaving
   */
  public AudioSink join(String name) {
    return new Member(name);
  }

  /** All files so far. */
  public synchronized List<Path> files() {
    return files.stream().map(Recorder::file).toList();
  }

  /** Why a file could not be written, in a sentence; null while all can. */
  public synchronized @Nullable String error() {
    return files.stream()
        .map(Recorder::error)
        .filter(each -> each != null)
        .findFirst()
        .orElse(null);
  }

  /** Completed with all files once the recording is closed and they are on disk. */
  public synchronized CompletableFuture<List<Path>> finished() {
    return CompletableFuture.allOf(
            files.stream().map(Recorder::finished).toArray(CompletableFuture[]::new))
        .thenApply(done -> files());
  }

  /** Ends the recording for everybody, in the background. Idempotent. */
  @Override
  public void close() {
    if (mix != null) {
      mix.end();
    }
    synchronized (this) {
      files.forEach(WavRecorder::close);
    }
  }

  private synchronized WavRecorder newTrack(String name, Duration lead) {
    Path path = folder.resolve(prefix + "_" + name + ".wav");
    for (int i = 2; files().contains(path); i++) {
      path = folder.resolve(prefix + "_" + name + "-" + i + ".wav");
    }
    WavRecorder track = WavRecorder.to(path, lead);
    files.add(track);
    return track;
  }

  private final class Member implements AudioSink {
    private final String name;
    private @Nullable WavRecorder track;
    private MixedTimeline.@Nullable Voice voice;

    Member(String name) {
      this.name = name;
    }

    @Override
    public void accept(AudioFrame frame) {
      if (track == null && voice == null) {
        begin(frame);
      }
      if (track != null) {
        track.accept(frame);
      }
      if (voice != null) {
        voice.accept(frame);
      }
    }

    private void begin(AudioFrame frame) {
      // The frame has been said when it comes.
      long lead =
          clockNanos.getAsLong() - startNanos - frame.format().nanos(frame.samplesPerChannel());
      Duration before = Duration.ofNanos(Math.max(0, lead));
      if (tracks) {
        track = newTrack(name, before);
      }
      if (mix != null) {
        voice = mix.join(before, frame.format());
      }
    }

    @Override
    public void end() {
      if (track != null) {
        track.close();
      }
      if (voice != null) {
        voice.leave();
      }
    }
  }
}
