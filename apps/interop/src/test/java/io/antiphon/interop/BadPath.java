package io.antiphon.interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.antiphon.simulation.NetworkConditions;
import io.antiphon.simulation.UdpRelay;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server's HTTP with other candidates in it: whoever calls by way of this one has no path to the
 * server but a {@link UdpRelay}.
 */
final class BadPath implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern CANDIDATE = Pattern.compile("a=candidate:[^\r\n]*\r\n");
  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?i)(?<before>a=candidate:\\S+ \\d+ udp \\d+ )127\\.0\\.0\\.1 (\\d+)(?<after> typ host)");

  private final UdpRelay relay = new UdpRelay(7, NetworkConditions.CLEAN);
  private final HttpClient client = HttpClient.newHttpClient();
  private final HttpServer http;
  private final URI server;

  BadPath(Server server) throws IOException {
    this.server = URI.create(server.url());
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.createContext("/", this::forward);
    http.start();
  }

  String url() {
    return "http://127.0.0.1:" + http.getAddress().getPort();
  }

  /** The weather on the path. */
  void conditions(NetworkConditions conditions) {
    relay.setConditions(conditions);
  }

  private void forward(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      boolean offer = exchange.getRequestURI().getPath().equals("/offer");
      HttpRequest.Builder request =
          HttpRequest.newBuilder(server.resolve(exchange.getRequestURI()))
              .header("Content-Type", "application/json")
              .method(
                  exchange.getRequestMethod(),
                  HttpRequest.BodyPublishers.ofByteArray(offer ? withoutCandidates(body) : body));
      HttpResponse<byte[]> reply = client.send(request.build(), BodyHandlers.ofByteArray());
      boolean answer = offer && reply.statusCode() == 200;
      byte[] said = answer ? byWayOfTheRelay(reply.body()) : reply.body();
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(reply.statusCode(), said.length == 0 ? -1 : said.length);
      exchange.getResponseBody().write(said);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static byte[] withoutCandidates(byte[] offer) throws IOException {
    ObjectNode message = (ObjectNode) JSON.readTree(offer);
    String sdp = message.path("sdp").asText();
    return JSON.writeValueAsBytes(message.put("sdp", CANDIDATE.matcher(sdp).replaceAll("")));
  }

  private byte[] byWayOfTheRelay(byte[] answer) throws IOException {
    JsonNode message = JSON.readTree(answer);
    String sdp = message.path("sdp").asText();
    Matcher address = ADDRESS.matcher(sdp);
    if (!address.find()) {
      throw new IOException("no candidate in " + sdp);
    }
    int port = Integer.parseInt(address.group(2));
    relay.setFar(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    String relayed =
        address.replaceAll("${before}127.0.0.1 " + relay.farAddress().getPort() + "${after}");
    return JSON.writeValueAsBytes(((ObjectNode) message).put("sdp", relayed));
  }

  @Override
  public void close() throws IOException {
    http.stop(0);
    relay.close();
  }
}
