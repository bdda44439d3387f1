package io.antiphon.peer;

import io.antiphon.rtp.PayloadType;
import io.antiphon.rtp.stream.RtpSender;

/** Whether a stream is in a voice or in the noise between two (RFC 3389 §4, RFC 3551 §4.1). */
final class TalkSpurt {
  private static final PayloadType NOISE = new PayloadType(AudioCodec.COMFORT_NOISE);

  private final PayloadType voice;
  private boolean noisy;

  /** Begins with a voice of that payload type. */
  TalkSpurt(PayloadType voice) {
    this.voice = voice;
  }

  /** Sets the next packet's payload type; true if a voice begins with it, which is marked. */
  boolean begins(RtpSender out, boolean noise) {
    boolean begins = noisy && !noise;
    if (noise != noisy) {
      out.setPayloadType(noise ? NOISE : voice);
      noisy = noise;
    }
    return begins;
  }
}
