package io.antiphon.peer;

import io.antiphon.codec.AudioSource;
import org.jspecify.annotations.Nullable;

/**
 * What is said in a section: its transceiver's source as the endpoint encodes it for all who want
 * it so, and the capture of that while one runs. On the loop.
 */
final class OutboundSource {
  private final Transceiver transceiver;
  private final Endpoint endpoint;
  private final OutboundRate rate;
  private @Nullable EncodedSource encoded;
  private @Nullable OutboundCapture capturing;

  OutboundSource(Transceiver transceiver, Endpoint endpoint, OutboundRate rate) {
    this.transceiver = transceiver;
    this.endpoint = endpoint;
    this.rate = rate;
  }

  /** The one that was asked for last; null once it was let go. */
  @Nullable EncodedSource current() {
    return encoded;
  }

  /**
   * The one to send now; null if there is nothing to say.
   *
   * @param heard whether the other side can hear it
   * @param config a change of which takes effect with the next source, or after {@link #letGo}
   */
  @Nullable EncodedSource wanted(boolean heard, CodecParameters codec, AudioConfig config) {
    AudioSource source = transceiver.source(heard);
    EncodedSource current = encoded;
    Processing own = transceiver.processing().isEmpty() ? null : transceiver.processing();
    if (current != null && current.source().source() == source && current.processing() == own) {
      return current;
    }
    letGo();
    if (source == null) {
      return null;
    }
    encoded = endpoint.encoded(source, codec, transceiver.contentHint(), own, rate.config(config));
    return encoded;
  }

  /** The capture of it, if one is wanted; to be asked for before it is read. */
  @Nullable OutboundCapture captureOf(EncodedSource speech) {
    StageCapture wanted = transceiver.receiver().capture();
    OutboundCapture current = capturing;
    if (current != null && (wanted == null || !current.isOf(wanted, speech))) {
      current.close();
      current = null;
    }
    if (wanted != null && current == null) {
      current = new OutboundCapture(wanted, speech);
    }
    capturing = current;
    return current;
  }

  void letGo() {
    OutboundCapture capture = capturing;
    if (capture != null) {
      capture.close();
      capturing = null;
    }
    EncodedSource current = encoded;
    if (current != null) {
      endpoint.release(current);
      encoded = null;
    }
  }
}
