package io.antiphon.bench;

import io.antiphon.dtlssrtp.DtlsConfig;
import io.antiphon.dtlssrtp.DtlsEvent;
import io.antiphon.dtlssrtp.DtlsHandshake;
import io.antiphon.dtlssrtp.DtlsRole;
import io.antiphon.dtlssrtp.Fingerprint;
import io.antiphon.dtlssrtp.FingerprintFormatException;
import io.antiphon.dtlssrtp.SrtpRejectedException;
import io.antiphon.dtlssrtp.SrtpSession;
import io.antiphon.ice.Candidate;
import io.antiphon.ice.CandidateFormatException;
import io.antiphon.ice.CandidatePair;
import io.antiphon.ice.IceConfig;
import io.antiphon.ice.IceCredentials;
import io.antiphon.ice.IceRole;
import io.antiphon.ice.IceTransport;
import io.antiphon.ice.Transmit;
import io.antiphon.ice.UdpPort;
import io.antiphon.rtp.RtpFormatException;
import io.antiphon.rtp.RtpPacket;
import io.antiphon.rtp.Ssrc;
import io.antiphon.rtp.stream.RtpSender;
import io.antiphon.sdp.MediaDescription;
import io.antiphon.sdp.SdpFormatException;
import io.antiphon.sdp.SessionDescription;
import io.antiphon.sdp.Setup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One caller, as cheap as a caller can be: it sends payloads that were encoded before, and counts
 * what comes without decoding it. It has a UDP port of its own, since a server tells its peers
 * apart by their addresses.
 *
 * <p>Put together from the protocol modules, without a {@code PeerConnection}. Touched by the
 * thread of its {@link LoadGenerator} alone, but for the futures.
 */
final class LoadPeer {
  private static final int VOICE_DBOV = 50;
  private static final int SLOT_TICKS = 960;
  private static final int FIRST_DTLS_BYTE = 20;
  private static final int FIRST_RTP_BYTE = 128;
  private static final int FIRST_RTCP_TYPE = 192;
  private static final int LAST_RTCP_TYPE = 223;

  private final LoadGenerator generator;
  private final Speech speech;
  private final int voices;
  private final UdpPort port;
  private final IceTransport ice;
  private final RtpSender sender;
  private final RtpPacket packet = new RtpPacket();
  private final List<Double> echoes = new ArrayList<>();
  private final byte[] outgoing = new byte[2_048];
  private final CompletableFuture<Long> connected = new CompletableFuture<>();
  private final CompletableFuture<Long> firstPacket = new CompletableFuture<>();
  private @Nullable DtlsHandshake dtls;
  private @Nullable SrtpSession srtp;
  private boolean handshaking;
  private long packetsReceived;
  private long spokenNanos;
  private int slot;

  LoadPeer(LoadGenerator generator, Speech speech, int voices) throws IOException {
    this.generator = generator;
    this.speech = speech;
    this.voices = voices;
    port = UdpPort.open(List.of(InetAddress.getLoopbackAddress()), 0);
    port.register(generator.selector());
    for (SelectionKey key : generator.selector().keys()) {
      if (key.attachment() == null) {
        key.attach(this);
      }
    }
    ice = new IceTransport(IceConfig.defaults(), IceRole.CONTROLLING, generator.random());
    for (InetSocketAddress address : port.localAddresses()) {
      ice.addLocalCandidate(Candidate.host(address, 65_535), address);
    }
    port.attach(ice, this::onDatagram);
    Ssrc ssrc = new Ssrc(1 + generator.random().nextInt(Integer.MAX_VALUE));
    sender =
        new RtpSender(ssrc, LoadOffer.OPUS, 48_000, LoadOffer.EXTENSIONS, null, generator.random());
  }

  String offer() {
    return LoadOffer.of(ice, generator.identity(), sender.ssrc(), voices, generator.random());
  }

  void takeAnswer(String sdp) {
    long nowNanos = System.nanoTime();
    try {
      MediaDescription audio = SessionDescription.parse(sdp).media().get(0);
      List<Fingerprint> fingerprints = new ArrayList<>();
      for (String fingerprint : audio.fingerprints()) {
        fingerprints.add(Fingerprint.parse(fingerprint));
      }
      dtls =
          new DtlsHandshake(
              generator.identity(),
              audio.setup() == Setup.ACTIVE ? DtlsRole.SERVER : DtlsRole.CLIENT,
              fingerprints,
              DtlsConfig.defaults(),
              generator.handshakes(),
              event -> generator.execute(() -> onDtls(event)));
      for (String candidate : audio.candidates()) {
        ice.addRemoteCandidate(nowNanos, Candidate.parse(candidate));
      }
      ice.setRemoteCredentials(
          nowNanos,
          new IceCredentials(
              Objects.requireNonNull(audio.iceUfrag()), Objects.requireNonNull(audio.icePwd())));
    } catch (SdpFormatException | FingerprintFormatException | CandidateFormatException e) {
      connected.completeExceptionally(e);
    }
    drain();
  }

  /** When the handshake was done, by {@link System#nanoTime}. */
  CompletableFuture<Long> connected() {
    return connected;
  }

  /** When the first authentic packet came, by {@link System#nanoTime}. */
  CompletableFuture<Long> firstPacket() {
    return firstPacket;
  }

  boolean isConnecting() {
    return !firstPacket.isDone();
  }

  long packetsReceived() {
    return packetsReceived;
  }

  /** Reads what has come, does what is due. */
  void run() {
    port.receive(System::nanoTime);
    advance();
  }

  /** Does what is due. */
  void advance() {
    ice.advanceTo(System.nanoTime());
    drain();
  }

  private void drain() {
    for (Transmit out = ice.pollTransmit(); out != null; out = ice.pollTransmit()) {
      port.send(out.local(), out.remote(), out.datagram());
    }
    while (ice.pollEvent() != null) {
      // The state alone matters.
    }
    DtlsHandshake handshake = dtls;
    if (!handshaking && handshake != null && ice.selectedPair() != null) {
      handshaking = true;
      handshake.start();
    }
  }

  private void onDatagram(
      long nowNanos, InetSocketAddress local, InetSocketAddress remote, ByteBuffer datagram) {
    int first = datagram.get(datagram.position()) & 0xff;
    if (first < FIRST_DTLS_BYTE) {
      ice.receive(nowNanos, local, remote, datagram);
    } else if (first >= FIRST_RTP_BYTE) {
      onProtected(nowNanos, remote, datagram);
    } else if (dtls != null) {
      dtls.receive(datagram);
    }
  }

  private void onProtected(long nowNanos, InetSocketAddress remote, ByteBuffer datagram) {
    int second = datagram.get(datagram.position() + 1) & 0xff;
    SrtpSession session = srtp;
    boolean control = second >= FIRST_RTCP_TYPE && second <= LAST_RTCP_TYPE;
    if (session == null || control) {
      return;
    }
    try {
      int offset = datagram.arrayOffset() + datagram.position();
      int length = session.unprotect(datagram.array(), offset, datagram.remaining());
      hear(nowNanos, packet.wrap(datagram.array(), offset, length));
    } catch (SrtpRejectedException | RtpFormatException e) {
      return;
    }
    ice.onPayload(nowNanos, remote);
    packetsReceived++;
    firstPacket.complete(nowNanos);
  }

  /** The first voice after one of ours is taken for its echo. */
  private void hear(long nowNanos, RtpPacket heard) {
    int level = heard.audioLevelByte(LoadOffer.EXTENSIONS.audioLevel());
    if (spokenNanos != 0 && level >= 0 && (level & 0x7F) < VOICE_DBOV) {
      echoes.add((nowNanos - spokenNanos) * 1e-6);
      spokenNanos = 0;
    }
  }

  /** How long after a voice of ours the next voice came back, each time; ms. */
  List<Double> echoes() {
    return echoes;
  }

  private void onDtls(DtlsEvent event) {
    if (event instanceof DtlsEvent.Transmit transmit) {
      send(transmit.datagram());
    } else if (event instanceof DtlsEvent.Connected association) {
      srtp = association.srtp();
      connected.complete(System.nanoTime());
    } else if (event instanceof DtlsEvent.Failed failed) {
      connected.completeExceptionally(new IOException(failed.reason()));
    }
  }

  private void send(ByteBuffer datagram) {
    CandidatePair pair = ice.selectedPair();
    if (pair != null) {
      port.send(pair.localAddress(), pair.remoteAddress(), datagram);
    }
  }

  /** Says the next 20 ms. */
  void speak(long nowNanos) {
    SrtpSession session = srtp;
    if (session == null) {
      return;
    }
    int index = slot++ % speech.payloads().size();
    byte[] payload = speech.payloads().get(index);
    int level = speech.levelsDbov().get(index);
    if (level < VOICE_DBOV) {
      spokenNanos = nowNanos;
    }
    int length =
        sender.write(
            nowNanos,
            outgoing,
            0,
            payload,
            0,
            payload.length,
            SLOT_TICKS,
            false,
            level,
            level < VOICE_DBOV);
    send(ByteBuffer.wrap(outgoing, 0, session.protect(outgoing, 0, length)));
  }

  /** Says goodbye; {@link #release} it a moment later. */
  void hangUp() {
    if (dtls != null) {
      dtls.close();
    }
    srtp = null;
  }

  /** Lets go of the port. */
  void release() {
    ice.close();
    port.close();
  }
}
