package io.antiphon.peer;

import io.antiphon.ice.GatheringConfig;
import io.antiphon.ice.IceRole;
import io.antiphon.ice.IceTransport;
import io.antiphon.rtp.RtpFormatException;
import io.antiphon.rtp.RtpPacket;
import io.antiphon.rtp.stream.RtpConfig;
import io.antiphon.rtp.stream.RtpEvent;
import io.antiphon.rtp.stream.RtpReceiver;
import io.antiphon.rtp.stream.RtpSession;
import io.antiphon.sdp.SdpFormatException;
import io.antiphon.sdp.Setup;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
final class PeerSession implements MediaTransport.Listener {
  private static final Logger log = LoggerFactory.getLogger(PeerSession.class);

  /** What the session tells its connection, on the event loop. */
  interface Events extends Gathering.Events {
    void onStateChanged(ConnectionState state, @Nullable String reason);

    void onTrack(RemoteTrack track);
  }

  private final Endpoint endpoint;
  private final String label;
  private final PeerConfig config;
  private final Events events;
  private final Negotiation negotiation;
  private final RtpSession rtp;
  private final String cname = UUID.randomUUID().toString();
  private final RtpPacket packet = new RtpPacket();
  private final List<OutboundAudio> outbound = new ArrayList<>();
  private final SourceRouting routing = new SourceRouting();
  private final CallCapture capture = new CallCapture(routing.all());
  private final Farewell farewell = new Farewell();
  private final MediaTransport transport;
  private final PeerCongestion congestion;
  private final CaptureTimes captureTimes = new CaptureTimes();
  private final PacketRequests requests;
  private final Gathering gathering;
  private @Nullable RemoteTransport remoteInForce;
  private boolean restartAsked;
  private long connectedNanos;
  private boolean connected;
  private long malformed;
  private boolean started;
  private boolean closed;

  PeerSession(Endpoint endpoint, PeerConfig config, Events events) {
    this.endpoint = endpoint;
    this.config = config;
    label = config.label();
    this.events = events;
    negotiation = new Negotiation(endpoint.random(), config.audio());
    long wallNanos = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
    RtpConfig rtpConfig = RtpConfig.of(cname).withClockRates(this::clockRateHz);
    rtp = new RtpSession(rtpConfig, endpoint.random(), wallNanos - System.nanoTime());
    congestion = new PeerCongestion(rtp, config.audio());
    gathering = new Gathering(events);
    GatheringConfig own = config.gathering();
    GatheringConfig wanted = own == null ? endpoint.config().gathering() : own;
    transport = new MediaTransport(endpoint, wanted, this, gathering);
    requests = new PacketRequests(rtp, transport, outbound);
  }

  void open() {
    transport.open();
    endpoint.add(this);
  }

  private int clockRateHz(int payloadType) {
    for (Transceiver transceiver : negotiation.transceivers()) {
      NegotiatedAudio negotiated = transceiver.negotiated();
      if (negotiated != null) {
        for (CodecParameters codec : negotiated.codecs()) {
          if (codec.payloadType() == payloadType) {
            return codec.codec().clockRateHz();
          }
        }
        boolean noise = payloadType == AudioCodec.COMFORT_NOISE && negotiated.comfortNoise();
        if (noise || negotiated.auxiliary().events().beside8k() == payloadType) {
          return AudioCodec.PCMU.clockRateHz();
        }
      }
    }
    return AudioCodec.OPUS.clockRateHz();
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
    return outbound;
  }

  List<InboundAudio> inbound() {
    return routing.all();
  }

  // ---- Negotiation

  void add(Transceiver transceiver) {
    negotiation.add(transceiver);
    prepare(transceiver);
  }

  private void prepare(Transceiver transceiver) {
    if (transceiver.ssrc() == 0) {
      transceiver.receiver().setPeer(label);
      SlowProcessorEvent.watch(label, "inbound", transceiver.receiver().processing());
      SlowProcessorEvent.watch(label, "outbound", transceiver.processing());
      int ssrc = 1 + endpoint.random().nextInt(Integer.MAX_VALUE);
      transceiver.setSsrcs(ssrc, ~ssrc);
      if (config.audio().channels() == 2) {
        transceiver.setReceivesStereo(true);
      }
      OutboundRate rate = new OutboundRate(congestion, config.audio());
      OutboundAudio out =
          new OutboundAudio(transceiver, transport, endpoint, rtp, config.audio(), rate);
      outbound.add(out);
      transceiver.setOutbound(out);
      routing.add(new InboundAudio(transceiver, config.audio()));
      if (routing.all().size() == 1) {
        capture.onFirstSection();
      }
    }
  }

  List<Transceiver> transceivers() {
    return List.copyOf(negotiation.transceivers());
  }

  /** Begins to look for candidates, and runs the task when they are there, or time is up. */
  void whenGathered(Runnable task) {
    long nowNanos = System.nanoTime();
    if (!closed) {
      transport.gatherer().gather(nowNanos);
    }
    gathering.await(nowNanos, endpoint.config().gatheringTimeout().toNanos(), task);
  }

  SessionDescription createOffer() {
    requireOpen();
    long nowNanos = System.nanoTime();
    if (restartAsked) {
      restartAsked = false;
      transport.ice().restart(nowNanos);
      transport.drain(nowNanos);
    }
    return SessionDescription.offer(negotiation.createOffer(localTransport()).toString());
  }

  SessionDescription createAnswer() {
    requireOpen();
    Setup role = endpoint.config().dtlsClient() ? Setup.ACTIVE : Setup.PASSIVE;
    return SessionDescription.answer(negotiation.createAnswer(localTransport(), role).toString());
  }

  private LocalTransport localTransport() {
    IceTransport ice = transport.ice();
    return new LocalTransport(
        ice.localCredentials().ufrag(),
        ice.localCredentials().pwd(),
        endpoint.config().ice().lite(),
        ice.localCandidates().stream().map(Object::toString).toList(),
        gathering.isComplete(),
        List.of(transport.identity().fingerprint().toString()),
        cname);
  }

  void setLocalDescription(SessionDescription description) throws NegotiationException {
    requireOpen();
    try {
      negotiation.setLocal(
          description.type(), io.antiphon.sdp.SessionDescription.parse(description.sdp()));
    } catch (SdpFormatException e) {
      throw new NegotiationException("Our own description is not SDP: " + e.getMessage());
    }
    if (description.type() == DescriptionType.ANSWER) {
      settle();
    } else if (remoteInForce == null) {
      transport.ice().setRole(IceRole.CONTROLLING);
    }
    negotiation.transceivers().stream()
        .filter(each -> each.index() >= 0)
        .findFirst()
        .ifPresent(
            each ->
                gathering.announce(transport.ice().localCredentials().ufrag(), each.requireMid()));
  }

  void setRemoteDescription(SessionDescription description) throws NegotiationException {
    requireOpen();
    negotiation.setRemote(description.type(), description.sdp());
    negotiation.transceivers().forEach(this::prepare);
    if (description.type() == DescriptionType.ANSWER) {
      settle();
      return;
    }
    RemoteTransport before = remoteInForce;
    RemoteTransport now = Objects.requireNonNull(negotiation.remoteTransport());
    now.parsedFingerprints(); // refused before anything changes
    if (before != null && now.isRestartOf(before)) {
      long nowNanos = System.nanoTime();
      transport.ice().restart(nowNanos);
      transport.drain(nowNanos);
    }
  }

  /** Both descriptions are in force: the transport starts, or follows what has changed. */
  private void settle() throws NegotiationException {
    long nowNanos = System.nanoTime();
    RemoteTransport remote = Objects.requireNonNull(negotiation.remoteTransport());
    transport.prepareHandshake(
        remote.ourRole(endpoint.config().dtlsClient()), remote.parsedFingerprints());
    transport.setRemote(nowNanos, remote);
    remoteInForce = remote;
    if (!started) {
      started = true;
      rtp.start(nowNanos);
    }
    congestion.configure(negotiation.transceivers());
    captureTimes.setId(congestion.captureTimeId());
    RtcpOptions options = rtcpOptions();
    rtp.setReducedSize(options.reducedSize());
    rtp.setExtendedReports(options.receiverRoundTrip());
    outbound.forEach(OutboundAudio::configure);
    for (InboundAudio inbound : routing.all()) {
      RemoteTrack track = inbound.transceiver().receiver();
      NegotiatedAudio negotiated = inbound.transceiver().negotiated();
      if (negotiated != null && negotiated.direction().receives() && track.mid() == null) {
        track.setMid(negotiated.mid());
        events.onTrack(track);
      }
    }
  }

  /** All sections share one RTCP; what the first one agreed on holds. */
  private RtcpOptions rtcpOptions() {
    for (Transceiver each : negotiation.transceivers()) {
      NegotiatedAudio negotiated = each.negotiated();
      if (negotiated != null) {
        return negotiated.rtcp();
      }
    }
    return new RtcpOptions(false, false);
  }

  void addIceCandidate(IceCandidate candidate) throws NegotiationException {
    requireOpen();
    if (negotiation.remoteTransport() == null) {
      throw new IllegalStateException("a candidate came before the remote description");
    }
    long nowNanos = System.nanoTime();
    if (candidate.candidate().isEmpty()) {
      transport.endOfRemoteCandidates(nowNanos);
    } else {
      transport.addRemoteCandidate(nowNanos, candidate.candidate());
    }
  }

  void restartIce() {
    restartAsked = true;
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the connection is closed");
    }
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
        if (state == ConnectionState.CONNECTED && !connected) {
          connected = true;
          connectedNanos = System.nanoTime();
        }
        PeerStateEvent.record(label, state, reason);
        events.onStateChanged(state, reason);
      }
    }
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
    InboundAudio inbound = routing.find(packet);
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
    capture.set(wanted);
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
    long limitNanos = config.maxCallTime().toNanos();
    if (connected && limitNanos > 0 && nowNanos - connectedNanos >= limitNanos) {
      close("the call has lasted its maximum time, " + config.maxCallTime().toSeconds() + " s");
      return;
    }
    if (farewell.isSaid() && transport.state() == ConnectionState.DISCONNECTED) {
      close("the other side has said goodbye (RTCP BYE) and is silent");
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
    farewell.on(event);
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
    List<InboundAudio> all = routing.all();
    for (int i = 0; i < all.size(); i++) {
      all.get(i).play(nowNanos, slots);
      requests.ask(nowNanos, all.get(i));
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

  /** Packets that were authentic, but no RTP. */
  long malformed() {
    return malformed;
  }

  /** Once a second. */
  void observe() {
    congestion.setPath(transport.path());
    for (InboundAudio inbound : routing.all()) {
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
    outbound.forEach(OutboundAudio::close);
    routing.all().forEach(InboundAudio::end);
    capture.set(null);
    negotiation.close();
    transport.close();
    gathering.release();
    endpoint.remove(this);
    PeerStateEvent.record(label, ConnectionState.CLOSED, reason);
    events.onStateChanged(ConnectionState.CLOSED, reason);
  }
}
