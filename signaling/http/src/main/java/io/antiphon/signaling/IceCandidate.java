package io.antiphon.signaling;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A trickled candidate, as {@code RTCIceCandidateInit} of the W3C names its members.
 *
 * @param candidate the attribute's value, {@code candidate:…}, unread; empty at the end
 * @param sdpMid of the media section; null if only the index is known
 * @param sdpMLineIndex of the media section, 0 or more; null if only the mid is known
 * @param usernameFragment of the ICE generation it belongs to; null if unknown
 */
public record IceCandidate(
    String candidate,
    @Nullable String sdpMid,
    @Nullable Integer sdpMLineIndex,
    @Nullable String usernameFragment) {

  /** No more candidates will follow. */
  public static final IceCandidate END = new IceCandidate("", null, null, null);

  /** Refuses null for {@code candidate}. */
  public IceCandidate {
    Objects.requireNonNull(candidate, "candidate");
  }

  /** A candidate of that media section. */
  public static IceCandidate of(String candidate, String sdpMid) {
    return new IceCandidate(candidate, sdpMid, null, null);
  }

  /** True if this says that no more will follow. */
  public boolean isEnd() {
    return candidate.isBlank();
  }
}
