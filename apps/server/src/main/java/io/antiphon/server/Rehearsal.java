package io.antiphon.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import io.antiphon.peer.Endpoint;
import io.antiphon.peer.EndpointConfig;
import io.antiphon.peer.PeerConfig;
import io.antiphon.peer.PeerConnection;
import io.antiphon.peer.SessionDescription;
import java.io.IOException;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/**
 * Calls to another server in this process, before the real one listens: so that its first caller
 * does not wait for classes to be loaded, a second's worth from HTTP to the recording.
 *
 * <p>They go over the loopback to ports that nobody knows, leave no line in the log and no file.
 * Whatever goes wrong in them does not matter: then the first caller waits.
 */
final class Rehearsal implements AutoCloseable {
  private static final int CALLS = 3;
  private static final long PATIENCE_SECONDS = 5;
  private static final int PACKETS = 3;
  private static final int LOOK_MILLIS = 50;
  private static final int MOST_LOOKS = 20;
  private static final Pattern ANSWER = Pattern.compile("\"sdp\":\"([^\"]*)\"");
  private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]*)\"");

  private final Path folder;
  private final Server server;
  private final Endpoint callers;

  private Rehearsal(Path sample, String play) throws IOException {
    folder = Files.createTempDirectory("antiphon-rehearsal");
    ServerConfig config =
        new ServerConfig(
            InetAddress.getLoopbackAddress().getHostAddress(),
            0,
            sample,
            play,
            folder.resolve("recordings"),
            true,
            NetworkConfig.on(InetAddress.getLoopbackAddress()),
            Duration.ofSeconds(30),
            MediaConfig.defaults());
    server = Server.startCold(config);
    callers = Endpoint.open(EndpointConfig.loopback());
  }

  /**
   * Plays it, in a second or less.
   *
   * @param sample the file to be played, which is read anyway
   * @param play what callers hear, one of {@link Playing#CHOICES}
   * @return whether it went as it should
   */
  static boolean play(Path sample, String play) {
    Logger log = (Logger) LoggerFactory.getLogger("io.antiphon");
    Level usual = log.getLevel();
    log.setLevel(Level.ERROR);
    try (Rehearsal rehearsal = new Rehearsal(sample, play)) {
      for (int i = 0; i < CALLS; i++) {
        rehearsal.call();
      }
      letCompilerFinish();
      return true;
    } catch (IOException | ExecutionException | TimeoutException | CompletionException e) {
      log.setLevel(usual);
      log.debug("the rehearsal broke off", e);
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      log.setLevel(usual);
    }
  }

  /** Else the first caller would share the processors with the JIT compiler. */
  private static void letCompilerFinish() throws InterruptedException {
    CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
    if (compiler == null || !compiler.isCompilationTimeMonitoringSupported()) {
      return;
    }
    long before = -1;
    long now = compiler.getTotalCompilationTime();
    for (int look = 0; look < MOST_LOOKS && now != before; look++) {
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      before = now;
      now = compiler.getTotalCompilationTime();
    }
  }

  private void call()
      throws IOException, ExecutionException, InterruptedException, TimeoutException {
    String page = ask("GET", "/", "");
    try (PeerConnection caller = PeerConnection.create(PeerConfig.on(callers))) {
      CompletableFuture<Void> heard = new CompletableFuture<>();
      int[] frames = {0};
      caller.onTrack(
          track ->
              track.addSink(
                  frame -> {
                    if (++frames[0] == PACKETS) {
                      heard.complete(null);
                    }
                  }));
      caller.addTrack(AudioSource.tone(AudioFormat.MONO_48K, 433, -12));
      String offer = caller.offer().get(PATIENCE_SECONDS, TimeUnit.SECONDS).sdp();
      String reply = ask("POST", "/offer", json(offer));
      caller
          .setRemoteDescription(SessionDescription.answer(unescaped(find(ANSWER, reply))))
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      heard.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      String peer = "/peers/" + find(ID, reply);
      for (String path : List.of("/peers", peer, peer + "/stats", "/recordings", "/healthz")) {
        page = ask("GET", path, "");
      }
      page = ask("DELETE", peer, "");
    }
    if (!page.startsWith("HTTP/1.1 204")) {
      throw new IOException("the call was not ended: " + page);
    }
  }

  /** By hand: the JDK's client would bring as many classes along, which no server needs. */
  private String ask(String method, String path, String body) throws IOException {
    URI uri = server.uri();
    byte[] content = body.getBytes(StandardCharsets.UTF_8);
    String head =
        method
            + " "
            + path
            + " HTTP/1.1\r\nHost: "
            + uri.getAuthority()
            + "\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: "
            + content.length
            + "\r\n\r\n";
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), uri.getPort())) {
      socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().write(content);
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Nothing in an SDP of ours but its line ends has to be escaped. */
  private static String json(String sdp) {
    return "{\"type\":\"offer\",\"sdp\":\"" + sdp.replace("\r\n", "\\r\\n") + "\"}";
  }

  private static String unescaped(String sdp) {
    return sdp.replace("\\r\\n", "\r\n");
  }

  private static String find(Pattern pattern, String reply) throws IOException {
    Matcher matcher = pattern.matcher(reply);
    if (!matcher.find()) {
      throw new IOException("no " + pattern + " in " + reply);
    }
    return matcher.group(1);
  }

  @Override
  public void close() throws IOException {
    callers.close();
    server.close();
    try (Stream<Path> left = Files.walk(folder)) {
      for (Path each : left.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }
}
