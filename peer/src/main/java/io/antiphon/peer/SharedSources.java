package io.antiphon.peer;

import io.antiphon.codec.AudioSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the peers of an endpoint say: each source once, however many say it. On the loop. */
final class SharedSources {
  private final List<SharedSource> sources = new ArrayList<>();

  /** The source in the encoding that suits; {@link #release} it. */
  EncodedSource encoded(
      AudioSource source,
      CodecParameters wanted,
      ContentHint hint,
      @Nullable Processing processing,
      AudioConfig config) {
    SharedSource shared = shared(source, config);
    Encoding encoding = Encoding.of(wanted, shared.format().channels(), hint, config);
    return shared.encoded(encoding, processing);
  }

  private SharedSource shared(AudioSource source, AudioConfig config) {
    for (SharedSource each : sources) {
      if (each.source() == source) {
        return each;
      }
    }
    SharedSource shared = new SharedSource(source, config);
    sources.add(shared);
    return shared;
  }

  void release(EncodedSource encoded) {
    SharedSource shared = encoded.source();
    shared.release(encoded);
    if (shared.unused()) {
      sources.remove(shared);
    }
  }

  /** How many encoders run, one for each distinct sound and encoding. */
  int encoders() {
    return sources.stream().mapToInt(SharedSource::encoders).sum();
  }
}
