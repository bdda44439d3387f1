package io.antiphon.client;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import io.antiphon.codec.LevelMeter;
import io.antiphon.peer.ConnectionState;
import io.antiphon.peer.Endpoint;
import io.antiphon.peer.RemoteTrack;
import io.antiphon.peer.StatsReport;
import java.io.IOException;
import java.time.Clock;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call of a server, over as many connections as it takes: sends the source, hears the other
 * side in the speaker and the recording.
 *
 * <p>Dialling, restarting and closing are for one thread at a time; all else for any.
 */
final class Call implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Call.class);
  private static final long WARM_UP_SECONDS = 4;

  /** A connection's new state. */
  private record Change(Connection connection, ConnectionState state) {}

  private final CallConfig config;
  private final AudioSource said;
  private final LevelMeter outLevel = new LevelMeter();
  private final LevelMeter inLevel = new LevelMeter();
  private final BlockingQueue<Change> changes = new LinkedBlockingQueue<>();
  private volatile Connection connection;
  private volatile @Nullable CallRecording recording;

  /**
   * Prepares a call; nothing is sent yet.
   *
   * @throws CallException if the server's host is unknown, or no UDP port can be had
   */
  Call(CallConfig config) throws CallException {
    this.config = config;
    said = new MeteredSource(config.source().as(AudioFormat.MONO_48K), outLevel);
    connection = open();
  }

  private Connection open() throws CallException {
    Connection opened =
        Connection.open(
            config.signaling(), config.server(), config.gathering(), said, config.sourceClock());
    opened.listen(state -> changes.add(new Change(opened, state)), this::hear);
    return opened;
  }

  /** On the event loop. */
  private void hear(RemoteTrack track) {
    track.addSink(frame -> inLevel.measure(frame.samples(), 0, frame.length()));
    config.listeners().forEach(track::addSink);
    track.setDeviceClock(config.listenerClock());
    CallRecording file = recording;
    if (file != null) {
      track.addRecorder(file);
    }
  }

  /**
   * Calls the server. The connection comes up afterwards.
   *
   * @throws CallException if the server cannot be reached, refuses, or answers with nonsense
   */
  void dial() throws CallException, InterruptedException {
    warmUp();
    connection.dial(this::beginRecording);
  }

  private void beginRecording(String id) {
    if (config.recordings() != null && recording == null) {
      recording = CallRecording.in(config.recordings(), id, Clock.systemUTC());
    }
  }

  /** A second now, or else gaps in the first second of the call. */
  private static void warmUp() throws InterruptedException {
    try {
      Endpoint.warmUpAudio().get(WARM_UP_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      log.debug("calling before everything is warm", e);
    }
  }

  /** Looks for a new path, as the same peer. */
  void restartIce() throws IOException, CallException, InterruptedException {
    connection.restartIce();
  }

  /** Calls anew, over a new connection. The one before ends first, whatever becomes of this. */
  void redial() throws CallException, InterruptedException {
    Connection before = connection;
    before.close();
    Connection next = open();
    connection = next;
    next.dial(id -> {});
    if (!before.id().equals(next.id())) {
      before.hangUp();
    }
  }

  /**
   * Waits for the state of the connection that is in use to change.
   *
   * @return the new state; null if it has not changed for so long
   */
  @Nullable ConnectionState awaitChange(long millis) throws InterruptedException {
    Change change = changes.poll(millis, TimeUnit.MILLISECONDS);
    return change != null && change.connection() == connection ? change.state() : null;
  }

  /** What the server calls us at present. */
  String id() {
    return connection.id();
  }

  /** Why the connection failed or was closed, in words; null if there is nothing to say. */
  @Nullable String reason() {
    return connection.reason();
  }

  /** Statistics of the connection in use. */
  CompletableFuture<StatsReport> stats() {
    return connection.stats();
  }

  /** Level of what was sent last, 0 to 127 below the loudest. */
  int outDbov() {
    return outLevel.levelDbov();
  }

  /** Level of what was heard last, likewise. */
  int inDbov() {
    return inLevel.levelDbov();
  }

  /** Why the recording cannot be written any more, in a sentence; null if it can. */
  @Nullable String recordingError() {
    CallRecording file = recording;
    return file == null ? null : file.error();
  }

  /** Says goodbye by RTCP, DTLS and HTTP, in this order, and frees the port. Takes a second. */
  @Override
  public void close() {
    Connection last = Objects.requireNonNull(connection);
    last.close();
    last.hangUp();
  }

  /** What became of the recording; null if there was to be none. After closing. */
  @Nullable CallEvent finishRecording() {
    CallRecording file = recording;
    return file == null ? null : file.finish();
  }
}
