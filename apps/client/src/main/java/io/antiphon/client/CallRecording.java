package io.antiphon.client;

import io.antiphon.codec.AudioFrame;
import io.antiphon.codec.AudioSink;
import io.antiphon.peer.WavRecorder;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What is heard in a call, in {@code <peer id>_<UTC timestamp>.wav}: one file, however often the
 * connection was lost and taken up again. Where there was none the file is silent, for as long as
 * it took; it is named after the first peer that we were.
 *
 * <p>It is fed by one connection after the other, each on its event loop.
 */
final class CallRecording implements AudioSink {
  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);
  private static final int MAX_ID = 64;
  private static final long FINISH_MILLIS = 3_000;

  private final WavRecorder recorder;
  private final LongSupplier nanoTime;
  private boolean begun;
  private boolean interrupted;
  private long startNanos;
  private long silentSamples;

  CallRecording(WavRecorder recorder, LongSupplier nanoTime) {
    this.recorder = recorder;
    this.nanoTime = nanoTime;
  }

  /** A recording that begins now. */
  static CallRecording in(Path folder, String peerId, Clock clock) {
    return new CallRecording(
        WavRecorder.to(folder.resolve(fileName(peerId, clock))), System::nanoTime);
  }

  /**
   * The id is the server's word, so only harmless characters of it get into a file's name; of a
   * WHIP session's URL the last part.
   */
  static String fileName(String peerId, Clock clock) {
    String last = peerId.startsWith("http") ? peerId.replaceFirst(".*/", "") : peerId;
    String harmless = last.replaceAll("[^A-Za-z0-9-]", "-");
    String id = harmless.substring(0, Math.min(MAX_ID, harmless.length()));
    return id + "_" + TIMESTAMP.format(clock.instant()) + ".wav";
  }

  @Override
  public void accept(AudioFrame frame) {
    if (!begun) {
      begun = true;
      startNanos = nanoTime.getAsLong();
    } else if (interrupted) {
      bridge();
    }
    interrupted = false;
    recorder.accept(frame);
  }

  /** A new connection speaks: the file is brought to where its time says that we are. */
  private void bridge() {
    double seconds = (nanoTime.getAsLong() - startNanos) * 1e-9;
    long missing =
        (long) (seconds * recorder.sampleRateHz()) - recorder.recordedSamples() - silentSamples;
    if (missing > 0) {
      recorder.addSilence(missing);
      silentSamples += missing;
    }
  }

  /** A connection is over; another may follow, so the file stays open. */
  @Override
  public void end() {
    interrupted = true;
  }

  /** The file. */
  Path file() {
    return recorder.file();
  }

  /** Why it cannot be written any more, in a sentence; null if it can. */
  @Nullable String error() {
    return recorder.error();
  }

  /** Finishes the file and says what became of it. */
  CallEvent finish() {
    recorder.close();
    CompletableFuture<Path> finished = recorder.finished().copy();
    finished.completeOnTimeout(recorder.file(), FINISH_MILLIS, TimeUnit.MILLISECONDS).join();
    String error = recorder.error();
    if (error != null) {
      return CallEvent.recordingFailed(Sentences.withFullStop(error));
    }
    return recorder.recordedSamples() == 0
        ? CallEvent.recordingFailed("Nothing was heard, so there is no recording.")
        : CallEvent.recording(recorder.file(), "Recorded to " + recorder.file() + ".");
  }
}
