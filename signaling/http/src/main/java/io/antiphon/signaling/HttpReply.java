package io.antiphon.signaling;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * What a request is answered with: a status, headers and a body. Immutable.
 *
 * <p>The server adds what belongs to the connection: length, date, caching ({@code no-store} unless
 * a header says otherwise), cross-origin headers.
 */
public final class HttpReply {
  /** One header line. */
  record Header(String name, String value) {}

  private final int status;
  private final List<Header> headers;
  private final ReplyBody body;

  private HttpReply(int status, List<Header> headers, ReplyBody body) {
    this.status = status;
    this.headers = List.copyOf(headers);
    this.body = body;
  }

  /** 200 with no body. */
  public static HttpReply ok() {
    return new HttpReply(200, List.of(), ReplyBody.Whole.EMPTY);
  }

  /** 204. */
  public static HttpReply noContent() {
    return ok().status(204);
  }

  /**
   * 200 with a value as JSON: records, maps, lists, text, numbers, booleans, enums, instants. A
   * record's members that are null are left out, a map's are written.
   *
   * @throws IllegalArgumentException if it holds something else
   */
  public static HttpReply json(Object value) {
    return bytes(MediaTypes.JSON, Json.write(value));
  }

  /** 200 with text in UTF-8, {@code text/plain}. */
  public static HttpReply text(String text) {
    return text("text/plain; charset=utf-8", text);
  }

  /** 200 with text in UTF-8. */
  public static HttpReply text(String contentType, String text) {
    return bytes(contentType, text.getBytes(StandardCharsets.UTF_8));
  }

  /** 200 with bytes, which are not copied and must not change any more. */
  public static HttpReply bytes(String contentType, byte[] bytes) {
    return ok().body(new ReplyBody.Whole(ByteBuffer.wrap(bytes).asReadOnlyBuffer()), contentType);
  }

  /**
   * 200 with a file, or 206 and 416 for a request with {@code Range} (RFC 9110 §14), or 304; 404 if
   * there is no such file. The type is known by the ending of its name.
   *
   * <p>A file that still grows is sent as long as it was when it was opened; one that shrinks
   * breaks the connection off. It is opened and read away from the network threads.
   */
  public static HttpReply file(Path file) {
    @Nullable String type = MediaTypes.ofFile(file.toString());
    return file(file, type == null ? MediaTypes.BYTES : type);
  }

  /** The same with a type of one's own. */
  public static HttpReply file(Path file, String contentType) {
    return ok().body(new ReplyBody.OfFile(file), contentType);
  }

  /**
   * 200 with a body of unknown length that is sent as it comes.
   *
   * <p>The publisher is subscribed to once, is asked for one buffer at a time, and for the next
   * when the one before has been handed to the network; it is cancelled when the client goes. For
   * {@code HEAD} it is not subscribed to. An {@code onError} breaks the connection off.
   */
  public static HttpReply stream(String contentType, Flow.Publisher<ByteBuffer> body) {
    return ok().body(new ReplyBody.Streamed(body), contentType);
  }

  /**
   * An error as {@code application/problem+json} (RFC 9457).
   *
   * @param status an HTTP status, 400 to 599
   * @param title what kind of problem it is, the same for all of the kind
   * @param detail a sentence that says what to do about it
   */
  public static HttpReply problem(int status, String title, String detail) {
    if (status < 400 || status > 599) {
      throw new IllegalArgumentException("a problem's status is 400 to 599, not " + status);
    }
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("type", "about:blank");
    members.put("title", title);
    members.put("status", status);
    members.put("detail", detail);
    return bytes(MediaTypes.PROBLEM, Json.write(members)).status(status);
  }

  /** An error as the exception says it. */
  public static HttpReply problem(SignalingException refusal) {
    return problem(refusal.status(), refusal.title(), refusal.detail());
  }

  /** This reply with another status, 200 to 599. */
  public HttpReply status(int newStatus) {
    if (newStatus < 200 || newStatus > 599) {
      throw new IllegalArgumentException("a status is 200 to 599, not " + newStatus);
    }
    return new HttpReply(newStatus, headers, body);
  }

  /**
   * This reply with one more header.
   *
   * @throws IllegalArgumentException if the name or the value cannot stand in a header
   */
  public HttpReply header(String name, String value) {
    boolean nameFits = !name.isEmpty() && name.chars().allMatch(HttpReply::isToken);
    boolean valueFits = value.chars().allMatch(c -> c == '\t' || (c >= ' ' && c < 0x7f));
    if (!nameFits || !valueFits) {
      throw new IllegalArgumentException("no header: " + name + ": " + value);
    }
    List<Header> more = new ArrayList<>(headers);
    more.add(new Header(name, value));
    return new HttpReply(status, more, body);
  }

  /** A stage that is already complete with this reply. */
  public CompletionStage<HttpReply> now() {
    return CompletableFuture.completedFuture(this);
  }

  /** The status, 200 to 599. */
  public int status() {
    return status;
  }

  List<Header> headers() {
    return headers;
  }

  ReplyBody body() {
    return body;
  }

  private HttpReply body(ReplyBody newBody, String contentType) {
    return new HttpReply(status, headers, newBody).header("Content-Type", contentType);
  }

  private static boolean isToken(int c) {
    return c > ' ' && c < 0x7f && "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0;
  }
}
