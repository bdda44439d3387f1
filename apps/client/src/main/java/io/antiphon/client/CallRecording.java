package io.antiphon.client;

import io.antiphon.peer.WavRecorder;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What is heard in a call, in {@code <peer id>_<UTC timestamp>.wav}. */
final class CallRecording {
  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);
  private static final int MAX_ID = 64;
  private static final long FINISH_MILLIS = 3_000;

  private final WavRecorder recorder;

  private CallRecording(WavRecorder recorder) {
    this.recorder = recorder;
  }

  /** A recording that begins now. */
  static CallRecording in(Path folder, String peerId, Clock clock) {
    return new CallRecording(WavRecorder.to(folder.resolve(fileName(peerId, clock))));
  }

  /** The id is the server's word, so only harmless characters of it get into a file's name. */
  static String fileName(String peerId, Clock clock) {
    String harmless = peerId.replaceAll("[^A-Za-z0-9-]", "-");
    String id = harmless.substring(0, Math.min(MAX_ID, harmless.length()));
    return id + "_" + TIMESTAMP.format(clock.instant()) + ".wav";
  }

  WavRecorder recorder() {
    return recorder;
  }

  /** Finishes the file and says in a sentence what became of it. */
  String finish() {
    recorder.close();
    CompletableFuture<Path> finished = recorder.finished().copy();
    finished.completeOnTimeout(recorder.file(), FINISH_MILLIS, TimeUnit.MILLISECONDS).join();
    String error = recorder.error();
    if (error != null) {
      return error;
    }
    return recorder.recordedSamples() == 0
        ? "Nothing was heard, so there is no recording."
        : "Recorded to " + recorder.file() + ".";
  }
}
