package io.antiphon.server;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import io.antiphon.codec.wav.WavWriter;
import io.antiphon.ice.GatheringConfig;
import io.antiphon.ice.PortRange;
import io.antiphon.peer.AudioConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A server on free ports of 127.0.0.1, and what a client of its HTTP interface sees. */
final class RunningServer implements AutoCloseable {
  /** What peers hear. */
  static final double SAMPLE_HZ = 433;

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();
  private final Path recordings;
  private final Server server;

  private RunningServer(Path recordings, Server server) {
    this.recordings = recordings;
    this.server = server;
  }

  /** Keeps its recordings, and the sample, in this folder; lets nobody go for 30 s. */
  static RunningServer in(Path folder) throws IOException {
    return in(folder, folder.resolve("recordings"), Duration.ofSeconds(30));
  }

  /** The same, but WHIP asks for this token. */
  static RunningServer in(Path folder, String token) throws IOException {
    return in(
        folder,
        folder.resolve("recordings"),
        Duration.ofSeconds(30),
        MediaConfig.defaults(),
        token);
  }

  static RunningServer in(Path folder, Path recordings, Duration inactivity) throws IOException {
    return in(folder, recordings, inactivity, MediaConfig.defaults(), null);
  }

  /** The same with a small buffer for what is pushed, which is soon full. */
  static RunningServer withPushBuffer(Path folder, Duration pushBuffer) throws IOException {
    AudioConfig audio = AudioConfig.defaults().toBuilder().pushBuffer(pushBuffer).build();
    MediaConfig usual = MediaConfig.defaults();
    return in(
        folder, new MediaConfig(audio, Duration.ZERO, usual.recent(), usual.captures(), false));
  }

  static RunningServer in(Path folder, MediaConfig media) throws IOException {
    return in(folder, folder.resolve("recordings"), Duration.ofSeconds(30), media, null);
  }

  /** A server that is found, and shows itself, like this. */
  static RunningServer in(Path folder, NetworkConfig network) throws IOException {
    return in(
        folder,
        folder.resolve("recordings"),
        Duration.ofSeconds(30),
        MediaConfig.defaults(),
        null,
        network);
  }

  /** One that only answers the checks of its callers. */
  static RunningServer liteIn(Path folder) throws IOException {
    List<InetAddress> loopback = List.of(InetAddress.getLoopbackAddress());
    NetworkConfig lite =
        new NetworkConfig(loopback, PortRange.ANY, GatheringConfig.hostOnly(), true, null);
    Path recordings = folder.resolve("recordings");
    return in(folder, recordings, Duration.ofSeconds(30), MediaConfig.defaults(), null, lite);
  }

  private static RunningServer in(
      Path folder, Path recordings, Duration inactivity, MediaConfig media, @Nullable String token)
      throws IOException {
    NetworkConfig network = NetworkConfig.on(InetAddress.getLoopbackAddress());
    return in(folder, recordings, inactivity, media, token, network);
  }

  private static RunningServer in(
      Path folder,
      Path recordings,
      Duration inactivity,
      MediaConfig media,
      @Nullable String token,
      NetworkConfig network)
      throws IOException {
    Path sample = folder.resolve("sample.wav");
    writeTone(sample);
    ServerConfig config =
        new ServerConfig(
            "127.0.0.1", 0, sample, "sample", recordings, true, network, inactivity, media, token);
    return new RunningServer(recordings, Server.start(config));
  }

  /** One second: a whole number of cycles, so that it loops without a seam. */
  private static void writeTone(Path file) throws IOException {
    AudioFormat format = AudioFormat.mono(24_000);
    short[] second = new short[format.sampleRateHz()];
    AudioSource.tone(format, SAMPLE_HZ, -12).read(second, 0, second.length);
    try (WavWriter wav = new WavWriter(file, format)) {
      wav.write(second, 0, second.length);
    }
  }

  Path recordings() {
    return recordings;
  }

  URI uri() {
    return server.uri();
  }

  Reply get(String path) throws Exception {
    return send("GET", path);
  }

  /** Sends a request without a body. */
  Reply send(String method, String path, String... headers) throws Exception {
    HttpRequest.Builder request = to(path).method(method, BodyPublishers.noBody());
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  /** Sends JSON. */
  Reply post(String path, String body) throws Exception {
    return post(path, "application/json", body);
  }

  Reply post(String path, String contentType, String body) throws Exception {
    return send(to(path).header("Content-Type", contentType).POST(BodyPublishers.ofString(body)));
  }

  /** Posts a body with these headers, names and values by turns. */
  Reply post(String path, String body, String... headers) throws Exception {
    return send(to(path).headers(headers).POST(BodyPublishers.ofString(body)));
  }

  Reply patch(String path, String body, List<String> headers) throws Exception {
    return send(
        to(path)
            .headers(headers.toArray(String[]::new))
            .method("PATCH", BodyPublishers.ofString(body)));
  }

  Reply put(String path, String body) throws Exception {
    HttpRequest.Builder request = to(path).header("Content-Type", "application/json");
    return send(request.PUT(BodyPublishers.ofString(body)));
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(server.uri() + path)).timeout(PATIENCE);
  }

  private Reply send(HttpRequest.Builder request) throws Exception {
    HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
    return new Reply(response);
  }

  @Override
  public void close() {
    server.close();
  }
}
