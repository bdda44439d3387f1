package io.antiphon.peer;

import io.antiphon.ice.GatheringConfig;
import io.antiphon.ice.IceState;
import io.antiphon.rtp.RtpFormatException;
import io.antiphon.rtp.RtpPacket;
import io.antiphon.rtp.stream.RtpConfig;
import io.antiphon.rtp.stream.RtpEvent;
import io.antiphon.rtp.stream.RtpReceiver;
import io.antiphon.rtp.stream.RtpSession;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * A peer as its event loop knows it: negotiation, transport, RTP, and the audio both ways, put
 * together. Touched by the loop's thread alone.
 */
final class PeerSession implements MediaTransport.Listener, Signaling.Listener {
  private static final Logger log = LoggerFactory.getLogger(PeerSession.class);

  /** What the session tells its connection, on the event loop. */
  interface Events extends Gathering.Events {
    void onStateChanged(ConnectionState state, @Nullable String reason);

    void onTrack(RemoteTrack track);

    void onIceState(IceState state);

    void onDescriptions(Descriptions descriptions);

    void onTransceivers(List<Transceiver> transceivers);

    void onNegotiationNeeded();
  }

  private final Endpoint endpoint;
  private final String label;
  private final Events events;
  private final Negotiation negotiation;
  private final RtpSession rtp;
  private final String cname = UUID.randomUUID().toString();
  private final RtpPacket packet = new RtpPacket();
  private final CallLimits limits;
  private final AgreedFormats formats;
  private final MediaTransport transport;
  private final PeerCongestion congestion;
  private final CaptureTimes captureTimes = new CaptureTimes();
  private final Sections sections;
  private final PacketRequests requests;
  private final Gathering gathering;
  private final Signaling signaling;
  private long malformed;
  private boolean started;
  private boolean closed;

  PeerSession(Endpoint endpoint, PeerConfig config, Events events) {
    this.endpoint = endpoint;
    label = config.label();
    this.events = events;
    limits = new CallLimits(config.maxCallTime());
    negotiation = new Negotiation(endpoint.random(), config.audio());
    formats = new AgreedFormats(negotiation.transceivers());
    long wallNanos = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
    RtpConfig rtpConfig = RtpConfig.of(cname).withClockRates(formats::clockRateHz);
    rtp = new RtpSession(rtpConfig, endpoint.random(), wallNanos - System.nanoTime());
    congestion = new PeerCongestion(rtp, config.audio());
    gathering = new Gathering(events);
    transport = new MediaTransport(endpoint, candidates(config), this, gathering);
    signaling = new Signaling(endpoint, transport, gathering, negotiation, cname, this);
    sections = new Sections(endpoint, config, negotiation, transport, rtp, congestion);
    requests = new PacketRequests(rtp, transport, sections.outbound());
  }

  private GatheringConfig candidates(PeerConfig of) {
    GatheringConfig own = of.gathering();
    return own == null ? endpoint.config().gathering() : own;
  }

  void setConfiguration(PeerConfig wanted) {
    limits.setMaxCallTime(wanted.maxCallTime());
    transport.gatherer().configure(candidates(wanted));
  }

  void open() {
    transport.open();
    endpoint.add(this);
  }

  MediaTransport transport() {
    return transport;
  }

  RtpSession rtp() {
    return rtp;
  }

  PeerCongestion congestion() {
    return congestion;
  }

  CaptureTimes captureTimes() {
    return captureTimes;
  }

  List<OutboundAudio> outbound() {
    return sections.outbound();
  }

  List<InboundAudio> inbound() {
    return sections.inbound();
  }

  // ---- Negotiation

  Signaling signaling() {
    return signaling;
  }

  void add(Transceiver transceiver) {
    if (!closed) {
      negotiation.add(transceiver);
      onTransceivers();
      signaling.updateNeed();
    }
  }

  /** Those that are new are made ready, those that are no more end. */
  @Override
  public void onTransceivers() {
    sections.update(signaling::updateNeed);
    events.onTransceivers(transceivers());
  }

  List<Transceiver> transceivers() {
    return List.copyOf(negotiation.transceivers());
  }

  /** Begins to look for candidates, and runs the task when they are there, or time is up. */
  void whenGathered(Runnable task) {
    long nowNanos = System.nanoTime();
    if (closed) {
      task.run();
      return;
    }
    transport.gatherer().gather(nowNanos);
    gathering.await(nowNanos, endpoint.config().gatheringTimeout().toNanos(), task);
  }

  @Override
  public void onSettled(long nowNanos) {
    if (!started) {
      started = true;
      rtp.start(nowNanos);
    }
    congestion.configure(negotiation.transceivers());
    captureTimes.setId(congestion.captureTimeId());
    RtcpOptions options = formats.rtcp();
    rtp.setReducedSize(options.reducedSize());
    rtp.setExtendedReports(options.receiverRoundTrip());
    sections.settle(events::onTrack);
  }

  @Override
  public void onDescriptions(Descriptions descriptions) {
    events.onDescriptions(descriptions);
  }

  @Override
  public void onNegotiationNeeded() {
    events.onNegotiationNeeded();
  }

  // ---- What comes in

  @Override
  public String label() {
    return label;
  }

  @Override
  public void onStateChanged(ConnectionState state, @Nullable String reason) {
    try (MDC.MDCCloseable peer = MDC.putCloseable("peer", label)) {
      log.debug("connection is {}{}", state, reason == null ? "" : ": " + reason);
      if (state == ConnectionState.CLOSED) {
        close(reason);
      } else {
        if (state == ConnectionState.CONNECTED) {
          limits.onConnected(System.nanoTime());
        }
        PeerStateEvent.record(label, state, reason);
        events.onStateChanged(state, reason);
      }
    }
  }

  @Override
  public void onIceState(IceState state) {
    events.onIceState(state);
  }

  @Override
  public void onRtp(long nowNanos, byte[] buffer, int offset, int length) {
    try {
      packet.wrap(buffer, offset, length);
    } catch (RtpFormatException e) {
      malformed++;
      return;
    }
    congestion.onArrived(nowNanos, packet);
    captureTimes.onPacket(packet);
    RtpReceiver receiver = rtp.receiveRtp(nowNanos, packet);
    if (receiver == null || !receiver.lastArrival().isUsable()) {
      return;
    }
    InboundAudio inbound = sections.find(packet);
    if (inbound != null) {
      inbound.receive(nowNanos, packet, receiver);
    }
  }

  @Override
  public void onSending(long nowNanos, byte[] buffer, int length) {
    congestion.onSending(nowNanos, buffer, length);
  }

  @Override
  public void onRtcp(long nowNanos, byte[] buffer, int offset, int length) {
    rtp.receiveRtcp(nowNanos, ByteBuffer.wrap(buffer, offset, length));
    requests.answer(nowNanos);
  }

  /** Captures the first section's audio from now on; null to end that. */
  void setCapture(@Nullable StageCapture wanted) {
    sections.setCapture(wanted);
  }

  // ---- Time

  /** Whether packets and timeouts must be attended to at once. */
  boolean isConnecting() {
    ConnectionState state = transport.state();
    return state == ConnectionState.NEW || state == ConnectionState.CONNECTING;
  }

  long nextTimeoutNanos(long otherwise) {
    return gathering.nextTimeoutNanos(transport.nextTimeoutNanos(otherwise));
  }

  void advanceTo(long nowNanos) {
    transport.advanceTo(nowNanos);
    gathering.advanceTo(nowNanos);
    if (closed || !started) {
      return;
    }
    String limit = limits.reached(nowNanos, transport.state());
    if (limit != null) {
      close(limit);
      return;
    }
    rtp.advanceTo(nowNanos);
    ByteBuffer report = rtp.pollRtcp();
    if (report != null && transport.ready()) {
      transport.sendRtcp(report);
    }
    congestion.advanceTo(nowNanos);
    ByteBuffer feedback = transport.ready() ? congestion.pollFeedback(nowNanos) : null;
    for (; feedback != null; feedback = congestion.pollFeedback(nowNanos)) {
      transport.sendRtcp(feedback);
    }
    for (RtpEvent event = rtp.pollEvent(); event != null; event = rtp.pollEvent()) {
      onRtpEvent(event);
    }
  }

  private void onRtpEvent(RtpEvent event) {
    limits.on(event);
    try (MDC.MDCCloseable peer = MDC.putCloseable("peer", label)) {
      if (event instanceof RtpEvent.SourceLeft left) {
        log.debug("source {} said goodbye", left.receiver().ssrc());
      } else {
        log.debug("{} {}", event.getClass().getSimpleName(), event.receiver().ssrc());
      }
    }
  }

  /** Hands what is heard in this slot of the media clock to those who listen. */
  void hear(long nowNanos, int slots) {
    List<InboundAudio> all = sections.inbound();
    for (int i = 0; i < all.size(); i++) {
      all.get(i).play(nowNanos, slots);
      requests.ask(nowNanos, all.get(i));
    }
  }

  /** Sends what is said in this slot of the media clock. */
  void speak(long nowNanos, long slot, int slots) {
    sections.speak(nowNanos, slot, slots);
  }

  /** Packets that were authentic, but no RTP. */
  long malformed() {
    return malformed;
  }

  /** Once a second. */
  void observe() {
    congestion.setPath(transport.path());
    for (InboundAudio inbound : sections.inbound()) {
      inbound.watch().observe(inbound, transport.path());
    }
  }

  StatsReport stats() {
    return new ConnectionStats(this, negotiation, malformed).report();
  }

  /** Says goodbye, reads out what is left, lets go. */
  void close(@Nullable String reason) {
    if (closed) {
      return;
    }
    closed = true;
    if (started && transport.ready()) {
      transport.sendRtcp(rtp.bye(System.nanoTime()));
    }
    sections.close();
    signaling.close();
    transport.close();
    events.onIceState(IceState.CLOSED);
    gathering.release();
    endpoint.remove(this);
    PeerStateEvent.record(label, ConnectionState.CLOSED, reason);
    events.onStateChanged(ConnectionState.CLOSED, reason);
  }
}
