package io.antiphon.signaling;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.Flow;

/** Where the bytes of a reply come from. */
sealed interface ReplyBody {
  /** All of it at once; read-only. */
  record Whole(ByteBuffer bytes) implements ReplyBody {
    static final Whole EMPTY = new Whole(ByteBuffer.allocate(0).asReadOnlyBuffer());
  }

  /** A file, or the range of it that the request asks for. */
  record OfFile(Path file) implements ReplyBody {}

  /** As it comes. */
  record Streamed(Flow.Publisher<ByteBuffer> publisher) implements ReplyBody {}
}
