package io.antiphon.signaling;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** A connection on which anything can be written, and replies are read byte by byte. */
final class RawHttp implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 10_000;

  /** A reply as it came. */
  record Reply(int status, Map<String, String> headers, String body) {
    String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  private final Socket socket;
  private final InputStream in;

  RawHttp(SignalingServer server) throws IOException {
    socket = new Socket();
    socket.connect(server.address(), PATIENCE_MILLIS);
    socket.setSoTimeout(PATIENCE_MILLIS);
    in = new BufferedInputStream(socket.getInputStream());
  }

  static Reply once(SignalingServer server, String request) throws IOException {
    try (RawHttp http = new RawHttp(server)) {
      return http.send(request).read();
    }
  }

  /** A POST of JSON with its length. */
  static String post(String path, String body) {
    return "POST "
        + path
        + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        + "Content-Length: "
        + body.getBytes(StandardCharsets.UTF_8).length
        + "\r\n\r\n"
        + body;
  }

  /** A request's head with those headers and a Host. */
  static String head(String methodAndPath, String... headers) {
    StringBuilder head = new StringBuilder(methodAndPath).append(" HTTP/1.1\r\nHost: x\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    return head.append("\r\n").toString();
  }

  static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n";
  }

  InetSocketAddress localAddress() {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  RawHttp send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    socket.getOutputStream().flush();
    return this;
  }

  RawHttp send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    return this;
  }

  Reply read() throws IOException {
    Reply head = readHead();
    if (head.status() == 204 || head.status() == 304 || head.status() < 200) {
      return head;
    }
    return new Reply(head.status(), head.headers(), new String(body(head), StandardCharsets.UTF_8));
  }

  Reply readHead() throws IOException {
    String[] start = line().split(" ", 3);
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String line = line(); !line.isEmpty(); line = line()) {
      headers.merge(
          line.substring(0, line.indexOf(':')),
          line.substring(line.indexOf(':') + 1).trim(),
          (one, other) -> one + ", " + other);
    }
    return new Reply(Integer.parseInt(start[1]), headers, "");
  }

  private byte[] body(Reply head) throws IOException {
    if (head.header("Transfer-Encoding").equals("chunked")) {
      StringBuilder body = new StringBuilder();
      for (String chunk = chunk(); !chunk.isEmpty(); chunk = chunk()) {
        body.append(chunk);
      }
      return body.toString().getBytes(StandardCharsets.UTF_8);
    }
    if (!head.headers().containsKey("Content-Length")) {
      return in.readAllBytes();
    }
    int length = Integer.parseInt(head.header("Content-Length"));
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("the body ends after " + body.length + " of " + length);
    }
    return body;
  }

  /** One chunk's data; empty for the last. */
  String chunk() throws IOException {
    int length = Integer.parseInt(line(), 16);
    String data = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    line();
    return data;
  }

  /** Drops so many bytes of a body; how many there really were. */
  int skip(int length) throws IOException {
    byte[] buffer = new byte[65_536];
    int skipped = 0;
    int count = 0;
    while (skipped < length && count >= 0) {
      count = in.read(buffer, 0, Math.min(buffer.length, length - skipped));
      skipped += Math.max(count, 0);
    }
    return skipped;
  }

  /** So many bytes of whatever comes, each as a character. */
  String bytes(int count) throws IOException {
    return new String(in.readNBytes(count), StandardCharsets.ISO_8859_1);
  }

  /** True once the server has ended the connection, without another byte. */
  boolean isEnded() throws IOException {
    return in.read() < 0;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the connection ended after \"" + line + "\"");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
