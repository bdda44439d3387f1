package io.antiphon.peer;

import io.antiphon.codec.AudioDecoder;
import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import io.antiphon.codec.CodecException;

/** Captures one encoding of one source on its way to a peer, for as long as both are in use. */
final class OutboundCapture {
  private static final int MAX_PACKET_MILLIS = 120;

  private final StageCapture capture;
  private final EncodedSource encoded;
  private final AudioDecoder decoder;
  private final AudioFrame decoded;

  OutboundCapture(StageCapture capture, EncodedSource encoded) {
    this.capture = capture;
    this.encoded = encoded;
    AudioFormat format = encoded.format();
    decoder = encoded.encoding().codec().newDecoder(format.channels());
    decoded =
        new AudioFrame(decoder.format(), decoder.format().samplesPerChannel(MAX_PACKET_MILLIS));
    encoded.source().tap().add(capture);
  }

  boolean isOf(StageCapture other, EncodedSource source) {
    return capture == other && encoded == source;
  }

  /** Captures what this slot has brought, once it is encoded. */
  void onSlot() {
    AudioFormat format = encoded.format();
    int samples = format.samplesPerChannel(20);
    capture.accept(CaptureStage.CONVERTED, format, encoded.pcm(), 0, samples, samples);
    for (int i = 0; i < encoded.packets(); i++) {
      decode(encoded.payload(i), encoded.payloadLength(i));
      capture.accept(CaptureStage.ENCODED, decoded);
    }
  }

  private void decode(byte[] payload, int length) {
    int samples = decoder.format().samplesPerChannel(encoded.encoding().packetMillis());
    try {
      if (length > 0) {
        decoded.setSamplesPerChannel(decoder.decode(payload, 0, length, decoded.samples(), 0));
        return;
      }
    } catch (CodecException e) {
      throw new IllegalStateException("what was encoded cannot be decoded", e);
    }
    decoder.decodeLost(samples, decoded.samples(), 0);
    decoded.setSamplesPerChannel(samples);
  }

  void close() {
    encoded.source().tap().remove(capture);
  }
}
