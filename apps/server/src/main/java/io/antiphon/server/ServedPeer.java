package io.antiphon.server;

import io.antiphon.codec.AudioSource;
import io.antiphon.peer.ConnectionState;
import io.antiphon.peer.ContentHint;
import io.antiphon.peer.PeerConnection;
import io.antiphon.peer.RecentAudio;
import io.antiphon.peer.Recorder;
import io.antiphon.peer.RecordingFormat;
import io.antiphon.peer.RemoteTrack;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** One browser or client that is with us: its connection, and the recording of what it says. */
final class ServedPeer {
  private static final Logger log = LoggerFactory.getLogger(ServedPeer.class);

  private final String id;
  private final @Nullable String name;
  private final @Nullable String room;
  private final Instant since;
  private final PeerConnection connection;
  private final RecordingsFolder recordings;
  private final MediaConfig media;
  private final PeerCapture capture;
  private final @Nullable RecentAudio recent;
  private final List<RemoteTrack> tracks = new ArrayList<>();
  private final List<CompletableFuture<?>> unfinished = new ArrayList<>();
  private @Nullable Recorder recorder;
  private RecordingFormat format = RecordingFormat.WAV;
  private boolean wanted;
  private boolean left;

  ServedPeer(
      String id,
      @Nullable String name,
      @Nullable String room,
      Instant since,
      PeerConnection connection,
      RecordingsFolder recordings,
      MediaConfig media,
      boolean record) {
    this.id = id;
    this.name = name;
    this.room = room;
    this.since = since;
    this.connection = connection;
    this.recordings = recordings;
    this.media = media;
    capture = new PeerCapture(id, connection, media.captures());
    recent = media.recent().isZero() ? null : new RecentAudio(media.recent());
    wanted = record;
    connection.onTrack(this::onTrack);
    if (media.captureAll()) {
      capture.start(since);
    }
  }

  String id() {
    return id;
  }

  @Nullable String name() {
    return name;
  }

  @Nullable String room() {
    return room;
  }

  Instant since() {
    return since;
  }

  PeerConnection connection() {
    return connection;
  }

  /** Plays this to the peer. */
  void hear(AudioSource source) {
    connection.addTrack(source).setContentHint(ContentHint.MUSIC);
  }

  /** What the peer said last; null if that is not kept. */
  @Nullable RecentAudio recent() {
    return recent;
  }

  /** The capture of the peer's audio, stage by stage. */
  PeerCapture capture() {
    return capture;
  }

  private synchronized void onTrack(RemoteTrack track) {
    tracks.add(track);
    RecentAudio kept = recent;
    if (kept != null && tracks.size() == 1) {
      track.addRecorder(kept);
    }
    if (wanted && recorder == null) {
      record(track);
    }
  }

  private void record(RemoteTrack track) {
    Recorder started =
        Recorder.to(
            recordings.newFile(id, format.container()), format, media.audio().recorderBuffer());
    unfinished.add(started.finished());
    recorder = started;
    started.record(track);
  }

  /** The recording under way or the last one; null if there was none. */
  synchronized @Nullable Recorder recorder() {
    return recorder;
  }

  /** Whether what the peer says is being recorded now. */
  synchronized boolean isRecording() {
    Recorder current = recorder;
    return wanted && current != null && current.state() == Recorder.State.RECORDING;
  }

  /** Starts a recording into a new file; false if one is running. */
  synchronized boolean startRecording(RecordingFormat wantedFormat) {
    if (isRecording()) {
      return false;
    }
    wanted = true;
    format = wantedFormat;
    recorder = null;
    if (!tracks.isEmpty()) {
      record(tracks.get(0));
    }
    return true;
  }

  /**
   * Finishes the recording, if one is running, with all that was said up to now; completed when the
   * file is.
   */
  synchronized CompletableFuture<?> stopRecording() {
    wanted = false;
    Recorder current = recorder;
    if (current == null) {
      return CompletableFuture.completedFuture(null);
    }
    tracks.forEach(current::finish);
    return current.finished();
  }

  /** Says in the log what became of the connection. */
  void onState(ConnectionState state) {
    try (MDC.MDCCloseable peer = MDC.putCloseable("peer", id)) {
      String reason = connection.reason();
      switch (state) {
        case CONNECTED -> log.info("connected");
        case FAILED -> log.info("failed: {}", reason == null ? "no reason is known" : reason);
        case CLOSED -> log.info("closed{}", reason == null ? "" : ": " + reason);
        default -> log.debug("is {}", state);
      }
    }
  }

  /** Ends the call; completed when all its recordings are on disk. */
  CompletableFuture<?> leave() {
    connection.close();
    synchronized (this) {
      if (!left) {
        left = true;
        Recorder current = recorder;
        if (current != null) {
          // Not before its track has handed over what still waits for late packets.
          CompletableFuture<Void> unused = connection.closed().thenRun(current::close);
        }
        unfinished.add(connection.closed().thenCompose(closed -> capture.stop()));
      }
      return CompletableFuture.allOf(unfinished.toArray(CompletableFuture[]::new));
    }
  }
}
