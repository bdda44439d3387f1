package io.antiphon.server;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import io.antiphon.codec.AudioSink;
import io.antiphon.peer.RemoteTrack;
import io.antiphon.peer.RoomRecorder;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Recordings of whole rooms: {@code rooms/<room>_<UTC timestamp>_mixed.wav}, and {@code …_<peer
 * id>.wav} for each voice, all on one time line. From any thread.
 */
final class RoomRecordings {
  private static final long FLUSH_SECONDS = 2;

  private final Path folder;
  private final Clock clock;
  private final Map<String, Map<String, RemoteTrack>> present = new HashMap<>();
  private final Map<String, Running> running = new HashMap<>();

  /** Recordings in a folder that begins to exist with the first. */
  RoomRecordings(Path folder, Clock clock) {
    this.folder = folder;
    this.clock = clock;
  }

  /** A recorder, and the sink of each member it listens to. */
  private record Running(RoomRecorder recorder, Map<String, Listening> sinks) {}

  /** A member's sink that tells when it has heard the last of them. */
  private record Listening(AudioSink sink, CompletableFuture<Void> ended) implements AudioSink {
    @Override
    public void accept(AudioFrame frame) {
      sink.accept(frame);
    }

    @Override
    public void end() {
      sink.end();
      ended.complete(null);
    }
  }

  synchronized void joined(String room, String peer, RemoteTrack voice) {
    present.computeIfAbsent(room, unused -> new LinkedHashMap<>()).put(peer, voice);
    Running recording = running.get(room);
    if (recording != null) {
      listen(recording, peer, voice);
    }
  }

  private static void listen(Running recording, String peer, RemoteTrack voice) {
    Listening sink = new Listening(recording.recorder().join(peer), new CompletableFuture<>());
    recording.sinks().put(peer, sink);
    voice.addRecorder(sink);
  }

  /** Somebody has left; with the last member the recording ends. */
  synchronized void left(String room, String peer) {
    Map<String, RemoteTrack> voices = present.get(room);
    RemoteTrack voice = voices == null ? null : voices.remove(peer);
    if (voices == null || voice == null) {
      return;
    }
    Running recording = running.get(room);
    Listening sink = recording == null ? null : recording.sinks().get(peer);
    if (sink != null) {
      voice.remove(sink);
    }
    if (voices.isEmpty()) {
      present.remove(room);
      CompletableFuture<?> unused = stop(room);
    }
  }

  /**
   * Begins to record a room.
   *
   * @return false if it is being recorded already
   */
  synchronized boolean start(String room, boolean mixed, boolean tracks) {
    if (running.containsKey(room)) {
      return false;
    }
    String prefix = room + "_" + RecordingsFolder.TIMESTAMP.format(clock.instant());
    AudioFormat mix = mixed ? AudioFormat.MONO_48K : null;
    Running recording =
        new Running(
            new RoomRecorder(folder, prefix, mix, tracks, System::nanoTime), new HashMap<>());
    running.put(room, recording);
    present.getOrDefault(room, Map.of()).forEach((peer, voice) -> listen(recording, peer, voice));
    return true;
  }

  /** Ends the recording of a room, if there is one; completed when all its files are on disk. */
  synchronized CompletableFuture<List<Path>> stop(String room) {
    Running recording = running.remove(room);
    if (recording == null) {
      return CompletableFuture.completedFuture(List.of());
    }
    Map<String, RemoteTrack> voices = present.getOrDefault(room, Map.of());
    List<CompletableFuture<Void>> ends = new ArrayList<>();
    recording
        .sinks()
        .forEach(
            (peer, sink) -> {
              ends.add(sink.ended());
              RemoteTrack voice = voices.get(peer);
              if (voice != null) {
                voice.remove(sink);
              }
            });
    return CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new))
        .orTimeout(FLUSH_SECONDS, TimeUnit.SECONDS)
        .handle((done, late) -> recording.recorder())
        .thenCompose(
            recorder -> {
              recorder.close();
              return recorder.finished();
            });
  }

  /** What records a room now; null if nothing does. */
  synchronized @Nullable RoomRecorder recorder(String room) {
    Running recording = running.get(room);
    return recording == null ? null : recording.recorder();
  }
}
