package io.antiphon.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import io.antiphon.peer.Endpoint;
import io.antiphon.peer.EndpointConfig;
import io.antiphon.peer.PeerConfig;
import io.antiphon.peer.PeerConnection;
import io.antiphon.peer.SessionDescription;
import java.io.IOException;
import java.net.InetAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A server within the test's process, a peer that says a tone of 511 Hz to it, and its HTTP. */
final class ServedCall implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Server server;
  private final Endpoint endpoint;
  private final PeerConnection caller;
  private final HttpClient http = HttpClient.newHttpClient();
  private final String id;

  ServedCall(Path folder, MediaConfig media) throws Exception {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    server =
        Server.start(
            new ServerConfig(
                "127.0.0.1",
                0,
                Path.of("../../static/sample.wav"),
                "sample",
                folder.resolve("recordings"),
                true,
                NetworkConfig.on(loopback),
                Duration.ofSeconds(30),
                media));
    endpoint = Endpoint.open(EndpointConfig.loopback());
    caller = PeerConnection.create(PeerConfig.on(endpoint));
    caller.addTrack(AudioSource.tone(AudioFormat.MONO_48K, 511, -12));
    String offer = caller.offer().get(5, TimeUnit.SECONDS).sdp();
    String body = JSON.writeValueAsString(Map.of("type", "offer", "sdp", offer));
    JsonNode answer = JSON.readTree(send("POST", "/offer", body).body());
    id = answer.get("id").asText();
    caller
        .setRemoteDescription(SessionDescription.answer(answer.get("sdp").asText()))
        .get(5, TimeUnit.SECONDS);
  }

  String id() {
    return id;
  }

  PeerConnection caller() {
    return caller;
  }

  HttpResponse<byte[]> send(String method, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(server.uri().resolve(path.replace("{id}", String.valueOf(id))))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .header("Content-Type", "application/json")
            .timeout(Duration.ofSeconds(10))
            .build();
    return http.send(request, BodyHandlers.ofByteArray());
  }

  HttpResponse<byte[]> send(String method, String path) throws Exception {
    return send(method, path, "");
  }

  JsonNode json(String path) throws Exception {
    return JSON.readTree(send("GET", path).body());
  }

  /** Waits until the server keeps this much of the call in memory. */
  void awaitSeconds(double seconds) throws Exception {
    awaitBytes("/peers/{id}/recent", (int) (seconds * 96_000));
  }

  private void awaitBytes(String path, int bytes) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (send("GET", path).body().length < bytes) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("never so much at " + path);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  @Override
  public void close() {
    caller.close();
    endpoint.close();
    server.close();
  }
}
