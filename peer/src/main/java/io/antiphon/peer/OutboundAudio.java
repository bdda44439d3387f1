package io.antiphon.peer;

import io.antiphon.rtp.PayloadType;
import io.antiphon.rtp.RtpPacket;
import io.antiphon.rtp.Ssrc;
import io.antiphon.rtp.rtcp.GenericNack;
import io.antiphon.rtp.stream.RtpSender;
import io.antiphon.rtp.stream.RtpSession;
import org.jspecify.annotations.Nullable;

/**
 * What one transceiver sends, slot by slot of the media clock.
 *
 * <p>RTP time runs on whether or not there is anything to say, so that the other side hears a pause
 * as a pause.
 */
final class OutboundAudio {
  private static final int SLOTS_PER_SECOND = 50;
  private static final int MOST_AT_ONCE = 5;

  private final Transceiver transceiver;
  private final MediaTransport transport;
  private final RtpSession rtp;
  private final AudioConfig config;
  private final OutboundRate rate;
  private final OutboundSource source;
  private AudioConfig sending;
  private @Nullable RtpSender sender;
  private @Nullable CodecParameters codec;
  private final OutboundPackets packets;
  private int unsentTicks;
  private int sendingStreams = 1;
  private boolean forwarding;
  private final AudioEnergy said = new AudioEnergy();
  private int forwardedLevelDbov;
  private final DevicePace pace;
  private long deviceSlot;

  OutboundAudio(
      Transceiver transceiver,
      MediaTransport transport,
      Endpoint endpoint,
      RtpSession rtp,
      AudioConfig config,
      OutboundRate rate) {
    this.transceiver = transceiver;
    this.transport = transport;
    this.rtp = rtp;
    this.config = config;
    this.rate = rate;
    source = new OutboundSource(transceiver, endpoint, rate);
    sending = config;
    pace = new DevicePace(endpoint.paces(), transceiver::deviceClock, this::playSteps);
    packets = new OutboundPackets(transport, rtp, rate);
  }

  @Nullable String mid() {
    return transceiver.mid();
  }

  /** The stream's numbers; null before anything was negotiated to be sent. */
  @Nullable RtpSender sender() {
    return sender;
  }

  /** The codec that is sent; null before one was negotiated. */
  @Nullable CodecParameters codec() {
    return codec;
  }

  /** The level of what is sent now, as RFC 6464 has it; −1 while nothing is sent. */
  int levelDbov() {
    if (forwarding) {
      return forwardedLevelDbov;
    }
    EncodedSource current = source.current();
    return current == null || !sends() ? -1 : current.levelDbov();
  }

  /** Bit/s that are encoded to now, 0 while nothing is. */
  int bitrate() {
    EncodedSource current = source.current();
    return current == null ? 0 : current.bitrate();
  }

  /** How loud what was sent has been. */
  AudioEnergy said() {
    return said;
  }

  String trackId() {
    return transceiver.trackId();
  }

  /** Puts into force what was negotiated. */
  void configure() {
    NegotiatedAudio negotiated = transceiver.negotiated();
    if (negotiated == null || negotiated.codecs().isEmpty()) {
      codec = null;
      source.letGo();
      return;
    }
    CodecParameters wanted = negotiated.codecs().get(0);
    AudioConfig asked = negotiated.sending(config);
    if (!wanted.equals(codec) || !asked.equals(sending)) {
      codec = wanted;
      sending = asked;
      unsentTicks = 0;
      source.letGo();
    }
    PayloadType payloadType = new PayloadType(wanted.payloadType());
    RtpSender current = sender;
    if (current == null || current.clockRateHz() != wanted.codec().clockRateHz()) {
      sender =
          rtp.addSender(
              new Ssrc(transceiver.ssrc()),
              payloadType,
              negotiated.congestion().ids(negotiated.audioLevelId(), negotiated.midId()),
              negotiated.mid());
    } else {
      current.setPayloadType(payloadType);
    }
    packets.configure(negotiated, payloadType, config.opusRed(), transceiver.rtxSsrc());
  }

  /** What is remembered to be sent again; null where that was not agreed on. */
  @Nullable OutboundRepair repair() {
    return packets.repair();
  }

  /** The other side asks for packets again: of this stream, or of another one. */
  void onNack(long nowNanos, GenericNack nack) {
    OutboundRepair remembered = packets.repair();
    RtpSender current = sender;
    if (remembered != null && current != null && current.ssrc().equals(nack.source())) {
      remembered.onNack(nowNanos, nack);
    }
  }

  /**
   * The media clock has moved on.
   *
   * @param slots that have passed since the last call; all but the last are left out
   * @param streams how many sections of the peer send
   */
  void play(long nowNanos, long slot, int slots, int streams) {
    sendingStreams = streams;
    int own = pace.onSlots(slots);
    if (own > 0) {
      speak(nowNanos, slot, own);
    }
  }

  /** The device has captured frames: all are sent, or the newest of very many. */
  private void playSteps(long nowNanos, int steps) {
    // The media clock's slots go up; these down, so that each is another.
    if (steps > MOST_AT_ONCE) {
      speak(nowNanos, --deviceSlot, steps);
      return;
    }
    for (int i = 0; i < steps; i++) {
      speak(nowNanos, --deviceSlot, 1);
    }
  }

  /**
   * Sends what this slot has brought: a packet, or two short ones, or none of a long one yet.
   *
   * @param slots that have passed since the last call; all but the last are left out
   */
  private void speak(long nowNanos, long slot, int slots) {
    RtpSender out = sender;
    CodecParameters current = codec;
    if (out == null || current == null || forwarding) {
      return;
    }
    // Time that has passed, but not yet in the stream: of slots left out, or still being gathered.
    unsentTicks += slots * (current.codec().clockRateHz() / SLOTS_PER_SECOND);
    if (keySounds(nowNanos, slots, out, current)) {
      return;
    }
    EncodedSource speech = sends() ? speech(nowNanos, current) : null;
    if (speech == null) {
      pause(out);
      return;
    }
    if (rate.adapt(nowNanos, speech, out, sendingStreams)) {
      source.letGo();
      speech = speech(nowNanos, current);
      if (speech == null) {
        return;
      }
    }
    // Before it is read, or the first slot is missed.
    OutboundCapture capture = source.captureOf(speech);
    speech.advanceTo(slot);
    said.add(speech.levelDbov(), 1.0 / SLOTS_PER_SECOND);
    if (speech.source().ended()) {
      pause(out);
      return;
    }
    if (capture != null) {
      capture.onSlot();
    }
    int due = speech.packets();
    int dueTicks = due * speech.packetTicks();
    if (due > 0 && unsentTicks < dueTicks) {
      pause(out); // it began before we listened
    } else if (due > 0) {
      out.skip(unsentTicks - dueTicks);
      unsentTicks = 0;
      for (int i = 0; i < due; i++) {
        packets.send(nowNanos, out, speech, i);
      }
    }
  }

  /** Whether a key is being pressed, in place of all else. */
  private boolean keySounds(long nowNanos, int slots, RtpSender out, CodecParameters current) {
    DtmfSender keys = transceiver.dtmf();
    NegotiatedAudio negotiated = transceiver.negotiated();
    if (keys.isIdle() || negotiated == null || !sends()) {
      return false;
    }
    int format = negotiated.auxiliary().events().beside(current.codec().clockRateHz());
    boolean sounds =
        format >= 0 && keys.play(nowNanos, slots, out, new PayloadType(format), packets.way());
    if (sounds) {
      pause(out);
    }
    return sounds;
  }

  private void pause(RtpSender out) {
    out.skip(unsentTicks);
    unsentTicks = 0;
  }

  /** Whether anything may be sent in it now. */
  boolean sends() {
    NegotiatedAudio negotiated = transceiver.negotiated();
    return negotiated != null && negotiated.direction().sends() && transport.ready();
  }

  /** Whether packets of others can be sent on in it: it was negotiated, with Opus first. */
  boolean forwards() {
    NegotiatedAudio negotiated = transceiver.negotiated();
    CodecParameters current = codec;
    return negotiated != null
        && negotiated.direction().sends()
        && current != null
        && current.codec() == AudioCodec.OPUS;
  }

  /** Whether there is a way for them now. */
  boolean readyToForward() {
    return forwards() && sends();
  }

  /** Sends a packet of somebody else's on; from then on nothing but such packets is sent. */
  void forward(
      long nowNanos,
      RtpPacket packet,
      int sequenceNumber,
      int timestamp,
      int durationTicks,
      boolean marker,
      int levelDbov) {
    RtpSender out = sender;
    if (out == null) {
      return;
    }
    forwarding = true;
    forwardedLevelDbov = levelDbov;
    said.add(levelDbov, (double) durationTicks / out.clockRateHz());
    packets.forward(
        nowNanos, out, packet, sequenceNumber, timestamp, durationTicks, marker, levelDbov);
  }

  private @Nullable EncodedSource speech(long nowNanos, CodecParameters wanted) {
    return source.wanted(transport.canHear(nowNanos), wanted, sending);
  }

  /** The live audio that is sent; null if none may be. */
  @Nullable PushSource pushed() {
    return transceiver.pushed();
  }

  void close() {
    pace.close();
    source.letGo();
  }
}
