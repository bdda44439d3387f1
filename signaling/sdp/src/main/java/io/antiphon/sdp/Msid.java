package io.antiphon.sdp;

import org.jspecify.annotations.Nullable;

/**
 * The stream and track a section sends (RFC 8830 §2).
 *
 * @param streamId {@code -} for no stream
 * @param trackId null where only the stream is named, as newer endpoints do
 */
public record Msid(String streamId, @Nullable String trackId) {
  static Msid parse(String value) throws SdpFormatException {
    Fields fields = new Fields(value);
    String streamId = fields.next("stream id");
    @Nullable String trackId = fields.hasNext() ? fields.next("track id") : null;
    fields.end();
    return new Msid(streamId, trackId);
  }

  /** The value of the {@code a=msid} line. */
  @Override
  public String toString() {
    return trackId == null ? streamId : streamId + " " + trackId;
  }
}
