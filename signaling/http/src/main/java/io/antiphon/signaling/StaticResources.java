package io.antiphon.signaling;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The resources below a folder of the class path, each read once, with the digest of its bytes as
 * ETag.
 */
final class StaticResources implements HttpRoute {
  /** The place in the route's template that names a resource. */
  static final String PLACE = "resource";

  private static final int ETAG_BYTES = 12;

  private final Class<?> anchor;
  private final String folder;

  /** Only what exists is kept, so its size is bounded by the class path. */
  private final Map<String, HttpReply> loaded = new ConcurrentHashMap<>();

  StaticResources(Class<?> anchor, String folder) {
    this.anchor = anchor;
    this.folder = folder;
  }

  static HttpRoute one(Class<?> anchor, String name) {
    @Nullable HttpReply reply = load(anchor, name);
    if (reply == null) {
      throw new IllegalArgumentException("no resource " + name + " beside " + anchor.getName());
    }
    HttpReply found = reply;
    return call -> found.now();
  }

  /** Whether what fills the places of the template names a resource. */
  boolean hold(Map<String, String> parameters) {
    String name = folder + "/" + parameters.get(PLACE);
    return loaded.containsKey(name)
        || (MediaTypes.ofFile(name) != null && anchor.getResource(name) != null);
  }

  @Override
  public CompletionStage<HttpReply> handle(HttpCall call) {
    String name = folder + "/" + call.pathParameter(PLACE);
    @Nullable HttpReply known = loaded.get(name);
    if (known != null) {
      return known.now();
    }
    return CompletableFuture.supplyAsync(
        () -> {
          @Nullable HttpReply reply = load(anchor, name);
          if (reply == null) {
            throw SignalingException.nothingAt(call.path());
          }
          loaded.put(name, reply);
          return reply;
        });
  }

  /** Null for what has no type we know, which keeps folders and classes in. */
  private static @Nullable HttpReply load(Class<?> anchor, String name) {
    @Nullable String type = MediaTypes.ofFile(name);
    if (type == null) {
      return null;
    }
    try (@Nullable InputStream in = anchor.getResourceAsStream(name)) {
      if (in == null) {
        return null;
      }
      byte[] bytes = in.readAllBytes();
      return HttpReply.bytes(type, bytes)
          .header("Cache-Control", "no-cache")
          .header("ETag", etag(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String etag(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return "\"" + HexFormat.of().formatHex(digest, 0, ETAG_BYTES) + "\"";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
