package io.antiphon.peer;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import io.antiphon.rtp.RtpFormatException;
import io.antiphon.rtp.RtpPacket;
import io.antiphon.simulation.NetworkConditions;
import io.antiphon.simulation.UdpRelay;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * A call of a speaker with a tone of 511 Hz through a bad network to a listener, and what it really
 * lasted: by the RTP timestamps as they were sent.
 */
final class ImpairedCall implements AutoCloseable {
  static final NetworkConditions CLEAN =
      NetworkConditions.CLEAN.withDelay(Duration.ofMillis(2)).withJitter(Duration.ZERO, true);

  private final UdpRelay relay;
  private final PeerConnection speaker;
  private final PeerConnection listener;
  private final Transceiver speech;
  private final CompletableFuture<RemoteTrack> track = new CompletableFuture<>();
  private volatile int firstTimestamp;
  private volatile int lastTimestamp;
  private final Queue<Integer> timestamps = new ConcurrentLinkedQueue<>();
  private final Set<Integer> payloadTypes = ConcurrentHashMap.newKeySet();
  private final Queue<byte[]> sent = new ConcurrentLinkedQueue<>();
  private final Set<Integer> arrived = ConcurrentHashMap.newKeySet();
  private final AtomicLong packets = new AtomicLong();

  ImpairedCall(Endpoint from, Endpoint to, long seed, AudioConfig config) throws IOException {
    relay = new UdpRelay(seed, CLEAN);
    relay.setNear(from.localAddresses().get(0));
    relay.setFar(to.localAddresses().get(0));
    relay.observeNear(this::onSent);
    relay.observeArrivals(this::onArrived);
    speaker = PeerConnection.create(PeerConfig.on(from).withAudio(config));
    listener = PeerConnection.create(PeerConfig.on(to).withAudio(config));
    speech = speaker.addTrack(AudioSource.tone(AudioFormat.MONO_48K, 511, -12));
    listener.onTrack(track::complete);
  }

  /** RTP has version 2 and, unlike RTCP, a payload type below 64 or above 95 (RFC 5761 §4). */
  private static boolean isRtp(byte[] datagram) {
    int type = datagram.length < 12 ? 64 : datagram[1] & 0x7f;
    return (datagram[0] & 0xc0) == 0x80 && (type < 64 || type > 95);
  }

  private void onArrived(byte[] datagram) {
    if (isRtp(datagram)) {
      arrived.add(ByteBuffer.wrap(datagram).getShort(2) & 0xFFFF);
    }
  }

  private void onSent(byte[] datagram) {
    if (isRtp(datagram)) {
      int timestamp = ByteBuffer.wrap(datagram).getInt(4);
      if (packets.getAndIncrement() == 0) {
        firstTimestamp = timestamp;
      }
      timestamps.add(timestamp);
      payloadTypes.add(datagram[1] & 0x7f);
      lastTimestamp = timestamp;
      sent.add(datagram);
    }
  }

  /** The packets as they were sent: protected, but for their headers. */
  List<RtpPacket> sent() throws RtpFormatException {
    List<RtpPacket> all = new ArrayList<>();
    for (byte[] datagram : List.copyOf(sent)) {
      all.add(new RtpPacket().wrap(datagram, 0, datagram.length));
    }
    return all;
  }

  /** The sequence numbers of those that came through. */
  Set<Integer> arrived() {
    return arrived;
  }

  /** From each packet's timestamp to the next one's, as they were sent. */
  List<Integer> timestampSteps() {
    List<Integer> all = List.copyOf(timestamps);
    List<Integer> steps = new ArrayList<>();
    for (int i = 1; i < all.size(); i++) {
      steps.add(all.get(i) - all.get(i - 1));
    }
    return steps;
  }

  void awaitPackets(long number) {
    await(() -> packets() >= number, () -> "only " + packets() + " packets came, not " + number);
  }

  /** Waits until one of this payload type was sent. */
  void awaitPayloadType(int type) {
    await(() -> payloadTypes.contains(type), () -> type + " is not in " + payloadTypes);
  }

  private static void await(BooleanSupplier come, Supplier<String> missing) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!come.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(missing.get());
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  /**
   * Connects the two on a clean network.
   *
   * @param format of the one codec that is offered: a payload type, such as {@code 0} for PCMU, or
   *     {@code 0 13} for it and comfort noise
   */
  RemoteTrack connect(String format, Recorder... recorders) throws Exception {
    listener.onTrack(
        heard -> {
          for (Recorder recorder : recorders) {
            recorder.record(heard);
          }
        });
    String offer =
        speaker
            .offer()
            .get(5, TimeUnit.SECONDS)
            .sdp()
            .replaceAll("(m=audio \\S+ \\S+) .*", "$1 " + format);
    SessionDescription answer =
        listener
            .answer(SessionDescription.offer(through(offer, relay.nearAddress())))
            .get(5, TimeUnit.SECONDS);
    speaker
        .setRemoteDescription(SessionDescription.answer(through(answer.sdp(), relay.farAddress())))
        .get(5, TimeUnit.SECONDS);
    return track.get(5, TimeUnit.SECONDS);
  }

  private static String through(String sdp, InetSocketAddress relay) {
    return sdp.replaceAll(
        "(a=candidate:\\S+ 1 udp \\S+) \\S+ \\d+ ", "$1 127.0.0.1 " + relay.getPort() + " ");
  }

  void setConditions(NetworkConditions conditions) {
    relay.setConditions(conditions);
  }

  long packets() {
    return packets.get();
  }

  /** Those that were sent. */
  Set<Integer> payloadTypes() {
    return Set.copyOf(payloadTypes);
  }

  /** Says something else than the tone. */
  void say(AudioSource source) {
    speech.replaceSource(source);
  }

  /** Says nothing more. */
  void fallSilent() {
    speech.replaceSource(null);
  }

  PeerConnection speaker() {
    return speaker;
  }

  PeerConnection listener() {
    return listener;
  }

  /** From the first packet to the end of the last, as they were sent. */
  double seconds(int clockRateHz, int packetTicks) {
    return (double) (lastTimestamp - firstTimestamp + packetTicks) / clockRateHz;
  }

  void hangUp() throws Exception {
    listener.close();
    listener.closed().get(5, TimeUnit.SECONDS);
  }

  @Override
  public void close() throws IOException {
    speaker.close();
    listener.close();
    relay.close();
  }
}
