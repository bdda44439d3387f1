package io.antiphon.peer;

import io.antiphon.rtp.RtpPacket;
import io.antiphon.rtp.stream.RtpSession;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a peer sends and hears by, a way out and a way in for each of its transceivers: made when
 * the transceiver comes up, ended with it. On the loop.
 */
final class Sections {
  private final Endpoint endpoint;
  private final Negotiation negotiation;
  private final MediaTransport transport;
  private final RtpSession rtp;
  private final PeerCongestion congestion;
  private final String label;
  private final AudioConfig audio;
  private final List<OutboundAudio> outbound = new ArrayList<>();
  private final SourceRouting routing = new SourceRouting();
  private final CallCapture capture = new CallCapture(routing.all());

  Sections(
      Endpoint endpoint,
      PeerConfig config,
      Negotiation negotiation,
      MediaTransport transport,
      RtpSession rtp,
      PeerCongestion congestion) {
    this.endpoint = endpoint;
    this.negotiation = negotiation;
    this.transport = transport;
    this.rtp = rtp;
    this.congestion = congestion;
    label = config.label();
    audio = config.audio();
  }

  List<OutboundAudio> outbound() {
    return outbound;
  }

  List<InboundAudio> inbound() {
    return routing.all();
  }

  /** Which of them the packet is for; null if none of them is. */
  @Nullable InboundAudio find(RtpPacket packet) {
    return routing.find(packet);
  }

  /** Captures the first section's audio from now on; null to end that. */
  void setCapture(@Nullable StageCapture wanted) {
    capture.set(wanted);
  }

  /**
   * Those that are new are made ready, those that are no more end.
   *
   * @param onChange run when what one of the new ones wants is not what was negotiated
   */
  void update(Runnable onChange) {
    negotiation.transceivers().forEach(each -> prepare(each, onChange));
    for (InboundAudio inbound : List.copyOf(routing.all())) {
      Transceiver transceiver = inbound.transceiver();
      if (!negotiation.transceivers().contains(transceiver)) {
        inbound.end();
        routing.remove(inbound);
        OutboundAudio out = transceiver.outbound();
        if (out != null) {
          out.close();
          outbound.remove(out);
        }
      }
    }
  }

  private void prepare(Transceiver transceiver, Runnable onChange) {
    if (transceiver.ssrc() != 0) {
      return;
    }
    transceiver.onChange(onChange);
    transceiver.receiver().setPeer(label);
    SlowProcessorEvent.watch(label, "inbound", transceiver.receiver().processing());
    SlowProcessorEvent.watch(label, "outbound", transceiver.processing());
    int ssrc = 1 + endpoint.random().nextInt(Integer.MAX_VALUE);
    transceiver.setSsrcs(ssrc, ~ssrc);
    if (audio.channels() == 2) {
      transceiver.setReceivesStereo(true);
    }
    OutboundRate rate = new OutboundRate(congestion, audio);
    OutboundAudio out = new OutboundAudio(transceiver, transport, endpoint, rtp, audio, rate);
    outbound.add(out);
    transceiver.setOutbound(out);
    routing.add(new InboundAudio(transceiver, audio, endpoint.paces()));
    if (routing.all().size() == 1) {
      capture.onFirstSection();
    }
  }

  /**
   * They go by what has been negotiated.
   *
   * @param onTrack takes each track that may be heard for the first time
   */
  void settle(Consumer<RemoteTrack> onTrack) {
    outbound.forEach(OutboundAudio::configure);
    for (InboundAudio inbound : List.copyOf(routing.all())) {
      RemoteTrack track = inbound.transceiver().receiver();
      NegotiatedAudio negotiated = inbound.transceiver().negotiated();
      if (negotiated != null && negotiated.direction().receives() && track.mid() == null) {
        track.setMid(negotiated.mid());
        onTrack.accept(track);
      }
    }
  }

  /** Sends what is said in this slot of the media clock. */
  void speak(long nowNanos, long slot, int slots) {
    int streams = 0;
    for (int i = 0; i < outbound.size(); i++) {
      streams += outbound.get(i).sends() ? 1 : 0;
    }
    for (int i = 0; i < outbound.size(); i++) {
      outbound.get(i).play(nowNanos, slot, slots, streams);
    }
  }

  /** Nothing more is sent; what was heard is read out. */
  void close() {
    outbound.forEach(OutboundAudio::close);
    routing.all().forEach(InboundAudio::end);
    capture.set(null);
  }
}
