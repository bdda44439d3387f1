package io.antiphon.interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** {@code ./antiphon server} in a folder of its own, and what its HTTP interface tells. */
final class Server implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(30);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final Path recordings;
  private final Program program;
  private final URI uri;

  private Server(Path recordings, Program program, URI uri) {
    this.recordings = recordings;
    this.program = program;
    this.uri = uri;
  }

  /**
   * Starts the server on a free port, keeping its recordings in {@code folder/server_recordings}.
   */
  static Server start(Path folder, String... options) throws Exception {
    return startAt(freePort(), folder, options);
  }

  /** The same on a port of one's choice. */
  static Server startAt(int port, Path folder, String... options) throws Exception {
    Path recordings = folder.resolve("server_recordings");
    String[] arguments =
        Stream.concat(
                Stream.of(
                    "server",
                    "--host",
                    "127.0.0.1",
                    "--port",
                    Integer.toString(port),
                    "--recordings",
                    recordings.toString()),
                Stream.of(options))
            .toArray(String[]::new);
    Program program = Program.antiphon(folder, arguments);
    try {
      String address = program.awaitLine("(?m)^listening on (http://\\S+)$", START).group(1);
      return new Server(recordings, program, URI.create(address));
    } catch (AssertionError e) {
      program.close();
      throw e;
    }
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  String url() {
    return uri.toString();
  }

  Program program() {
    return program;
  }

  JsonNode get(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(uri.resolve(path)).timeout(Duration.ofSeconds(5)).build();
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new AssertionError(
          "GET %s: %d %s".formatted(path, response.statusCode(), response.body()));
    }
    return JSON.readTree(response.body());
  }

  int peers() throws IOException, InterruptedException {
    return get("/peers").get("peers").size();
  }

  void awaitPeers(int number, Duration limit) throws Exception {
    Await.until("GET /peers to list " + number, limit, this::peers, listed -> listed == number);
  }

  /** The files recorded so far, by name. */
  List<Path> recordings() throws IOException {
    if (!Files.isDirectory(recordings)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(recordings)) {
      return files.filter(file -> file.toString().endsWith(".wav")).sorted().toList();
    }
  }

  /** The finished recording of a peer that has left. */
  Sound recordingOf(String peer) throws Exception {
    List<Path> files =
        Await.until(
            "a recording of " + peer,
            Duration.ofSeconds(5),
            () ->
                recordings().stream()
                    .filter(file -> file.getFileName().toString().startsWith(peer + "_"))
                    .toList(),
            found -> !found.isEmpty());
    if (files.size() != 1) {
      throw new AssertionError("one recording expected: " + files);
    }
    return Sound.read(files.get(0));
  }

  @Override
  public void close() {
    program.close();
  }
}
