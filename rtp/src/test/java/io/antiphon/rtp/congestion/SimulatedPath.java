package io.antiphon.rtp.congestion;

import io.antiphon.rtp.RtpFormatException;
import io.antiphon.rtp.Ssrc;
import io.antiphon.rtp.rtcp.RtcpCompound;
import io.antiphon.rtp.rtcp.TransportFeedback;
import io.antiphon.simulation.NetworkConditions;
import io.antiphon.simulation.SimulatedNetwork;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Flows that share a bottleneck, each sending every 20 ms what its estimator allows, in virtual
 * time. Their feedback goes back over a path of its own.
 */
final class SimulatedPath {
  private static final long STEP_NANOS = 5_000_000;
  private static final long PACKET_NANOS = 20_000_000;

  /** A sender and its receiver. */
  final class Flow {
    final BandwidthEstimator estimator;
    private final TransportArrivals arrivals = new TransportArrivals();
    private final byte[] packet = new byte[4_000];
    private final int number;
    private final long phaseNanos;
    private final int fixedBps;
    private final long startNanos;
    private long endNanos = Long.MAX_VALUE;
    private long receivedBytes;
    private double queueSum;
    private long queueCount;
    private double mostQueueMillis;

    private Flow(int number, int fixedBps, int startBps, int leastBps, int mostBps) {
      this.number = number;
      this.fixedBps = fixedBps;
      phaseNanos = number * 7_000_000L / 5_000_000 * 5_000_000 % PACKET_NANOS;
      startNanos = nowNanos;
      estimator = new BandwidthEstimator(startBps, leastBps, mostBps);
    }

    void stop() {
      endNanos = nowNanos;
    }

    private void send() {
      boolean sends = nowNanos >= startNanos && nowNanos < endNanos;
      if (!sends || (nowNanos + phaseNanos) % PACKET_NANOS != 0) {
        return;
      }
      int bps = fixedBps > 0 ? fixedBps : estimator.targetBps();
      int length = (int) Math.max(20, bps * (PACKET_NANOS * 1e-9) / 8);
      ByteBuffer.wrap(packet)
          .put((byte) number)
          .putShort((short) estimator.nextSequence())
          .putLong(nowNanos);
      estimator.onSent(nowNanos, length);
      forth.send(nowNanos, packet, 0, length);
    }

    private void receive(byte[] datagram) {
      ByteBuffer in = ByteBuffer.wrap(datagram, 1, datagram.length - 1);
      arrivals.onPacket(nowNanos, in.getShort() & 0xFFFF, datagram.length);
      receivedBytes += datagram.length;
      double queued = (nowNanos - in.getLong() - DELAY.toNanos()) * 1e-6;
      queueSum += queued;
      queueCount++;
      mostQueueMillis = Math.max(mostQueueMillis, queued);
    }

    private void report() {
      TransportFeedback feedback = arrivals.poll(nowNanos, new Ssrc(number), new Ssrc(9));
      if (feedback != null) {
        ByteBuffer out = ByteBuffer.allocate(feedback.length());
        feedback.writeTo(out);
        back.send(nowNanos, out.array(), 0, out.capacity());
      }
    }

    /** Mean delay in the queue since the last call to {@link #forget}. */
    double meanQueueMillis() {
      return queueSum / Math.max(1, queueCount);
    }

    double mostQueueMillis() {
      return mostQueueMillis;
    }

    /** What has come through since {@link #forget}. */
    double receivedBps(double seconds) {
      return receivedBytes * 8 / seconds;
    }

    void forget() {
      receivedBytes = 0;
      queueSum = 0;
      queueCount = 0;
      mostQueueMillis = 0;
    }
  }

  static final Duration DELAY = Duration.ofMillis(25);

  private final SimulatedNetwork forth;
  private final SimulatedNetwork back;
  final List<Flow> flows = new ArrayList<>();
  private long nowNanos = 1_000_000_000;

  SimulatedPath(long seed, NetworkConditions conditions) {
    forth = new SimulatedNetwork(seed, conditions.withDelay(DELAY));
    back = new SimulatedNetwork(seed + 1, NetworkConditions.CLEAN.withDelay(DELAY));
  }

  static NetworkConditions rate(int bps) {
    return NetworkConditions.CLEAN.withRate(bps).withQueue(Duration.ofSeconds(1));
  }

  void setConditions(NetworkConditions conditions) {
    forth.setConditions(conditions.withDelay(DELAY));
  }

  Flow add(int startBps, int leastBps, int mostBps) {
    Flow flow = new Flow(flows.size(), 0, startBps, leastBps, mostBps);
    flows.add(flow);
    return flow;
  }

  /** One that sends at its rate whatever comes. */
  Flow addFixed(int bps) {
    Flow flow = new Flow(flows.size(), bps, bps, 1, bps);
    flows.add(flow);
    return flow;
  }

  long nowMillis() {
    return (nowNanos - 1_000_000_000) / 1_000_000;
  }

  void run(double seconds) throws RtpFormatException {
    long end = nowNanos + (long) (seconds * 1e9);
    while (nowNanos < end) {
      for (Flow flow : flows) {
        flow.send();
      }
      for (byte[] d = forth.poll(nowNanos); d != null; d = forth.poll(nowNanos)) {
        flows.get(d[0]).receive(d);
      }
      for (Flow flow : flows) {
        flow.report();
      }
      for (byte[] d = back.poll(nowNanos); d != null; d = back.poll(nowNanos)) {
        RtcpCompound compound = RtcpCompound.parse(ByteBuffer.wrap(d));
        TransportFeedback feedback = (TransportFeedback) compound.packets().get(0);
        flows.get(feedback.reporter().value()).estimator.onFeedback(nowNanos, feedback);
      }
      nowNanos += STEP_NANOS;
    }
  }
}
