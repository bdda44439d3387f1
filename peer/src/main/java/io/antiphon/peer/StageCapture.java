package io.antiphon.peer;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import io.antiphon.codec.AudioSink;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Writes what passes at each stage of one peer's audio into WAV files, {@code
 * <prefix>_<nn>-<stage>_<rate>_<channels>ch.wav}, to find out where it goes wrong.
 *
 * <p>A file is made when something passes its stage, and a further one when the format changes
 * there. Each has the bounded queue of a {@link WavRecorder}: a slow disk loses pieces of the
 * capture, never of the call. The {@code accept} methods are for the event loop, all else for any
 * thread.
 */
public final class StageCapture implements AudioSink, AutoCloseable {
  /** The file that a stage goes to at present. */
  private record Open(WavRecorder file, AudioFormat format) {}

  private final Path folder;
  private final String prefix;
  private final Map<CaptureStage, Open> open = new EnumMap<>(CaptureStage.class);
  private final List<WavRecorder> all = new ArrayList<>();
  private @Nullable AudioFrame lent;
  private boolean closed;

  /**
   * Makes a capture with no file yet.
   *
   * @param folder made when the first file is
   * @param prefix of all file names, such as {@code <peer>_<UTC timestamp>}
   */
  public StageCapture(Path folder, String prefix) {
    this.folder = folder;
    this.prefix = prefix;
  }

  /** What passes a stage. */
  synchronized void accept(CaptureStage stage, AudioFrame frame) {
    if (closed || frame.samplesPerChannel() == 0) {
      return;
    }
    Open current = open.get(stage);
    if (current == null || !current.format().equals(frame.format())) {
      if (current != null) {
        current.file().close();
      }
      current = new Open(newFile(stage, frame.format()), frame.format());
      open.put(stage, current);
    }
    current.file().accept(frame);
  }

  /**
   * The same for samples in an array.
   *
   * @param present samples per channel that are there, from 0
   * @param total how many to capture; behind those that are there, silence
   */
  synchronized void accept(
      CaptureStage stage, AudioFormat format, short[] pcm, int offset, int present, int total) {
    AudioFrame frame = lent;
    if (frame == null || !frame.format().equals(format) || frame.capacityPerChannel() < total) {
      frame = new AudioFrame(format, total);
      lent = frame;
    }
    int length = present * format.channels();
    System.arraycopy(pcm, offset, frame.samples(), 0, length);
    Arrays.fill(frame.samples(), length, total * format.channels(), (short) 0);
    frame.setSamplesPerChannel(total);
    accept(stage, frame);
  }

  private WavRecorder newFile(CaptureStage stage, AudioFormat format) {
    String name =
        String.format(
            Locale.ROOT, "%s_%s_%d_%dch", prefix, stage, format.sampleRateHz(), format.channels());
    Path path = folder.resolve(name + ".wav");
    for (int i = 2; taken(path); i++) {
      path = folder.resolve(name + "-" + i + ".wav");
    }
    WavRecorder file = WavRecorder.to(path);
    all.add(file);
    return file;
  }

  private boolean taken(Path path) {
    return all.stream().anyMatch(file -> file.file().equals(path));
  }

  /** What is recorded of the peer is what comes after the processors. */
  @Override
  public void accept(AudioFrame frame) {
    accept(CaptureStage.PROCESSED, frame);
  }

  /** The files so far. */
  public synchronized List<Path> files() {
    return all.stream().map(Recorder::file).toList();
  }

  /** Why a file could not be written, in a sentence; null while all can. */
  public synchronized @Nullable String error() {
    for (WavRecorder file : all) {
      if (file.error() != null) {
        return file.error();
      }
    }
    return null;
  }

  /** Completed with all files once the capture is closed and they are on disk. */
  public synchronized CompletableFuture<List<Path>> finished() {
    return CompletableFuture.allOf(
            all.stream().map(Recorder::finished).toArray(CompletableFuture[]::new))
        .thenApply(done -> files());
  }

  @Override
  public void end() {
    close();
  }

  /** Finishes the files in the background. Idempotent. */
  @Override
  public synchronized void close() {
    closed = true;
    all.forEach(WavRecorder::close);
  }
}
