package io.antiphon.server;

import io.antiphon.peer.PeerConnection;
import io.antiphon.peer.StageCapture;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The capture of one peer's audio, stage by stage; from any thread. */
final class PeerCapture {
  private final String id;
  private final PeerConnection connection;
  private final Path folder;
  private @Nullable StageCapture capture;
  private boolean running;

  PeerCapture(String id, PeerConnection connection, Path folder) {
    this.id = id;
    this.connection = connection;
    this.folder = folder;
  }

  /** Starts one into new files; false if one is running. */
  synchronized boolean start(Instant now) {
    if (running) {
      return false;
    }
    StageCapture started =
        new StageCapture(folder, id + "_" + RecordingsFolder.TIMESTAMP.format(now));
    connection.startCapture(started);
    capture = started;
    running = true;
    return true;
  }

  /** Ends it, if one is running; completed when its files are on disk. */
  CompletableFuture<?> stop() {
    StageCapture current;
    synchronized (this) {
      current = capture;
      running = false;
    }
    if (current == null) {
      return CompletableFuture.completedFuture(null);
    }
    return connection
        .stopCapture()
        .handle((done, failure) -> current)
        .thenCompose(
            stopped -> {
              stopped.close();
              return stopped.finished();
            });
  }

  /** {@code {"state","folder","files","error"}}. */
  synchronized Map<String, Object> describe() {
    Map<String, Object> shape = new LinkedHashMap<>();
    StageCapture current = capture;
    if (current == null) {
      shape.put("state", "off");
      return shape;
    }
    String error = current.error();
    shape.put("state", error != null ? "failed" : running ? "capturing" : "finished");
    List<String> names =
        current.files().stream().map(file -> String.valueOf(file.getFileName())).sorted().toList();
    shape.put("files", names);
    if (error != null) {
      shape.put("error", error);
    }
    return shape;
  }
}
