package io.antiphon.server;

import io.antiphon.signaling.HttpCall;
import io.antiphon.signaling.HttpReply;
import io.antiphon.signaling.SignalingException;
import io.antiphon.signaling.SignalingServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Lists the recordings and hands them out. */
final class RecordingRoutes {
  private final RecordingsFolder recordings;
  private final Executor disk;

  RecordingRoutes(RecordingsFolder recordings, Executor disk) {
    this.recordings = recordings;
    this.disk = disk;
  }

  void addTo(SignalingServerBuilder http) {
    http.route("GET", "/recordings", call -> CompletableFuture.supplyAsync(this::list, disk));
    http.route("GET", "/recordings/{name}", this::download);
  }

  private HttpReply list() {
    try {
      return HttpReply.json(Map.of("recordings", recordings.list()));
    } catch (IOException e) {
      throw new UncheckedIOException("the recordings cannot be listed", e);
    }
  }

  private CompletionStage<HttpReply> download(HttpCall call) {
    String name = call.pathParameter("name");
    return CompletableFuture.supplyAsync(
        () ->
            recordings
                .file(name)
                .map(HttpReply::file)
                .orElseThrow(
                    () ->
                        new SignalingException(
                            404,
                            "Not Found",
                            "There is no such recording; GET /recordings lists those there are.")),
        disk);
  }
}
