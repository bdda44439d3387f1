package io.antiphon.signaling;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Resources of the class path, read once, with the digest of their bytes as ETag. */
final class StaticResources {
  private static final int ETAG_BYTES = 12;

  private StaticResources() {}

  static HttpRoute one(Class<?> anchor, String name) {
    @Nullable HttpReply reply = load(anchor, name);
    if (reply == null) {
      throw new IllegalArgumentException("no resource " + name + " beside " + anchor.getName());
    }
    HttpReply found = reply;
    return call -> found.now();
  }

  static HttpRoute below(Class<?> anchor, String folder) {
    // Only what exists is kept, so its size is bounded by the class path.
    Map<String, HttpReply> loaded = new ConcurrentHashMap<>();
    return call -> {
      String name = folder + "/" + call.pathParameter("resource");
      @Nullable HttpReply known = loaded.get(name);
      if (known != null) {
        return known.now();
      }
      return CompletableFuture.supplyAsync(
          () -> {
            @Nullable HttpReply reply = load(anchor, name);
            if (reply == null) {
              throw new SignalingException(
                  404, "Not Found", "There is nothing at " + MediaTypes.quote(call.path()) + ".");
            }
            loaded.put(name, reply);
            return reply;
          });
    };
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
