package io.antiphon.peer;

import org.jspecify.annotations.Nullable;

/**
 * A candidate as it travels between the peers (W3C WebRTC §4.8.1).
 *
 * @param candidate {@code candidate:…} as in RFC 8839 §5.1, or empty when no more will come
 * @param sdpMid the {@code mid} of the section it belongs to, if known
 * @param sdpMLineIndex that section's index from 0, if known
 */
public record IceCandidate(
    String candidate, @Nullable String sdpMid, @Nullable Integer sdpMLineIndex) {}
