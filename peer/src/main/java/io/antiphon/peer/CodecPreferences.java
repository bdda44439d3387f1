package io.antiphon.peer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which codecs may be negotiated in a section, the preferred one first (W3C WebRTC §5.4.1): all of
 * ours in our order, unless it is said otherwise. For any thread.
 */
final class CodecPreferences {
  private volatile @Nullable List<AudioCodec> wanted;

  /**
   * Limits and orders them.
   *
   * @param mimeTypes the preferred one first; none for the usual ones
   * @throws IllegalArgumentException if one is not ours
   */
  void set(List<String> mimeTypes) {
    List<AudioCodec> named = new ArrayList<>();
    for (String mimeType : mimeTypes) {
      AudioCodec codec = AudioCodec.ofMimeType(mimeType);
      if (!named.contains(codec)) {
        named.add(codec);
      }
    }
    wanted = named.isEmpty() ? null : List.copyOf(named);
  }

  /** What may be offered. */
  List<AudioCodec> codecs() {
    List<AudioCodec> named = wanted;
    return named == null ? List.of(AudioCodec.values()) : named;
  }

  /** Those of an offer that may be agreed on: in their own order, unless there are preferences. */
  List<CodecParameters> among(List<CodecParameters> offered) {
    List<AudioCodec> named = wanted;
    if (named == null) {
      return offered;
    }
    return offered.stream()
        .filter(each -> named.contains(each.codec()))
        .sorted(Comparator.comparingInt(each -> named.indexOf(each.codec())))
        .toList();
  }
}
