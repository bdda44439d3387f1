package io.antiphon.server;

import io.antiphon.codec.AudioSource;
import io.antiphon.codec.processor.ProcessorBypass;
import io.antiphon.peer.ConnectionState;
import io.antiphon.peer.ContentHint;
import io.antiphon.peer.DtmfSender;
import io.antiphon.peer.PeerConnection;
import io.antiphon.peer.Processing;
import io.antiphon.peer.RecentAudio;
import io.antiphon.peer.Recorder;
import io.antiphon.peer.RecordingFormat;
import io.antiphon.peer.RemoteTrack;
import io.antiphon.peer.RoomMode;
import io.antiphon.peer.Transceiver;
import io.antiphon.sdp.Direction;
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
  private final Instant since;
  private final PeerConnection connection;
  private final Transceiver audio;
  private final RecordingsFolder recordings;
  private final MediaConfig media;
  private final PeerCapture capture;
  private final LiveAudio live;
  private final Listeners listeners = new Listeners();
  private final @Nullable RecentAudio recent;
  private final PeerJournal journal;
  private final PressedKeys pressed = new PressedKeys();
  private final List<RemoteTrack> tracks = new ArrayList<>();
  private final List<CompletableFuture<?>> unfinished = new ArrayList<>();
  private volatile @Nullable String room;
  private @Nullable Recorder recorder;
  private RecordingFormat format = RecordingFormat.WAV;
  private boolean wanted;

  ServedPeer(
      String id,
      @Nullable String name,
      Instant since,
      PeerConnection connection,
      RecordingsFolder recordings,
      MediaConfig media,
      boolean record) {
    this.id = id;
    this.name = name;
    this.since = since;
    this.connection = connection;
    this.recordings = recordings;
    this.media = media;
    capture = new PeerCapture(id, connection, media.captures());
    recent = media.recent().isZero() ? null : new RecentAudio(media.recent());
    wanted = record;
    journal = new PeerJournal(id, connection, this::recorder);
    audio = connection.addTransceiver(Direction.SENDRECV);
    live = new LiveAudio(id, media);
    audio.interject(live.source());
    audio.receiver().processing().onBypass(bypass -> report("inbound", bypass));
    audio.processing().onBypass(bypass -> report("outbound", bypass));
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
    audio.setContentHint(ContentHint.MUSIC);
    audio.replaceSource(source);
  }

  /** Lets the peer into a room, out of the one it may be in. */
  void enter(String newRoom, RoomMode mode, Rooms rooms) {
    leaveRoom(rooms);
    room = newRoom;
    audio.setContentHint(ContentHint.MUSIC);
    rooms.join(newRoom, mode, id, connection, audio);
  }

  void leaveRoom(Rooms rooms) {
    String left = room;
    if (left != null) {
      rooms.leave(left, id);
    }
  }

  /** What changes the peer's voice before it is recorded, mixed or forwarded. */
  Processing inboundProcessing() {
    return audio.receiver().processing();
  }

  /** What changes what the peer hears. */
  Processing outboundProcessing() {
    return audio.processing();
  }

  private void report(String direction, ProcessorBypass bypass) {
    try (MDC.MDCCloseable peer = MDC.putCloseable("peer", id)) {
      log.warn(
          "the {} processor {} is bypassed: {}", direction, bypass.spec().name(), bypass.detail());
    }
  }

  /** What the peer said last; null if that is not kept. */
  @Nullable RecentAudio recent() {
    return recent;
  }

  /** Presses keys towards the peer. */
  DtmfSender keys() {
    return audio.dtmf();
  }

  /** Those that the peer has pressed. */
  PressedKeys pressed() {
    return pressed;
  }

  /** What is pushed to the peer. */
  LiveAudio live() {
    return live;
  }

  /** Who listens to what it says. */
  Listeners listeners() {
    return listeners;
  }

  /** The capture of the peer's audio, stage by stage. */
  PeerCapture capture() {
    return capture;
  }

  private synchronized void onTrack(RemoteTrack track) {
    tracks.add(track);
    track.onDtmf(pressed::press);
    RecentAudio kept = recent;
    if (tracks.size() == 1) {
      listeners.follow(track);
    }
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
    recordings.tally().add(started);
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
    // The track closes it, once it has what was still on its way.
    tracks.forEach(current::finish);
    return current.finished();
  }

  /** Says in the log what became of the connection. */
  void onState(ConnectionState state) {
    journal.onState(state);
  }

  /** Ends the call, which ends its recording; completed when all its recordings are on disk. */
  CompletableFuture<?> leave() {
    live.close();
    listeners.end();
    connection.close();
    synchronized (this) {
      unfinished.add(connection.closed().thenCompose(closed -> capture.stop()));
      return CompletableFuture.allOf(unfinished.toArray(CompletableFuture[]::new));
    }
  }
}
