package io.antiphon.rtp.stream;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sources that come in, a bounded number. A few, and asked for with each packet: so a list gone
 * through in order, which unlike a map makes no boxed key.
 */
final class SourceTable {
  /** One source and when it was last heard of. */
  static final class Source {
    final RtpReceiver receiver;
    long heardNanos;
    boolean left;
    long leftNanos;

    Source(RtpReceiver receiver) {
      this.receiver = receiver;
    }
  }

  /** For so long packets of a source that has left are stragglers, overtaken by the goodbye. */
  private static final long STRAGGLING_NANOS = 500_000_000;

  private final int maxSources;
  private final long timeoutNanos;
  private final List<Source> sources = new ArrayList<>();

  SourceTable(int maxSources, long timeoutNanos) {
    this.maxSources = maxSources;
    this.timeoutNanos = timeoutNanos;
  }

  private @Nullable Source find(int ssrc) {
    for (int i = 0; i < sources.size(); i++) {
      if (sources.get(i).receiver.ssrc().value() == ssrc) {
        return sources.get(i);
      }
    }
    return null;
  }

  /** The source, which was heard of now; null if it is none. */
  @Nullable Source heard(long nowNanos, int ssrc) {
    Source source = find(ssrc);
    if (source != null) {
      source.heardNanos = nowNanos;
    }
    return source;
  }

  /** The source has said goodbye; null if it is none, or had said so before. */
  @Nullable RtpReceiver leave(long nowNanos, int ssrc) {
    Source source = find(ssrc);
    if (source == null || source.left) {
      return null;
    }
    source.left = true;
    source.leftNanos = nowNanos;
    return source.receiver;
  }

  /** Adds a source; null if there is no room, even after those that have left are forgotten. */
  @Nullable Source add(long nowNanos, RtpReceiver receiver) {
    if (sources.size() == maxSources) {
      sources.removeIf(source -> source.left);
    }
    if (sources.size() == maxSources) {
      return null;
    }
    Source source = new Source(receiver);
    source.heardNanos = nowNanos;
    sources.add(source);
    return source;
  }

  /**
   * Forgets the sources that have left for good, and one that was not heard of for the timeout:
   * that one is returned, null when there is no more.
   */
  @Nullable RtpReceiver expire(long nowNanos) {
    for (int i = sources.size() - 1; i >= 0; i--) {
      Source source = sources.get(i);
      if (source.left && nowNanos - source.leftNanos >= STRAGGLING_NANOS) {
        sources.remove(i);
      } else if (!source.left && nowNanos - source.heardNanos >= timeoutNanos) {
        sources.remove(i);
        return source.receiver;
      }
    }
    return null;
  }

  int size() {
    return sources.size();
  }

  List<RtpReceiver> receivers() {
    return sources.stream().filter(source -> !source.left).map(source -> source.receiver).toList();
  }
}
