package io.antiphon.bench;

import io.antiphon.peer.AdaptivePlayout;
import io.antiphon.rtp.HeaderExtensionIds;
import io.antiphon.rtp.RtpFormatException;
import io.antiphon.rtp.RtpPacket;
import io.antiphon.rtp.Ssrc;
import io.antiphon.rtp.jitter.JitterBuffer;
import io.antiphon.rtp.jitter.JitterConfig;
import io.antiphon.rtp.jitter.JitterStatistics;
import io.antiphon.rtp.stream.RtpSender;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Antiphon's receiver, which hears a passage in virtual time: decoded, concealed and stretched. */
final class VirtualListener {
  private static final int RATE_HZ = 48_000;
  private static final int SLOT_TICKS = 960;
  private static final int STEP_MILLIS = 10;
  private static final int STEP_SAMPLES = RATE_HZ / 1_000 * STEP_MILLIS;
  private static final long STEP_NANOS = STEP_MILLIS * 1_000_000L;

  private final AdaptivePlayout playout = AdaptivePlayout.opus(JitterConfig.of(RATE_HZ));
  private final RtpPacket packet = new RtpPacket();

  /**
   * Asks for 10 ms every 10 ms, from the first packet's sending to the last one's; what falls into
   * a standstill of the machine, at its end.
   */
  Heard listen(Speech speech, Passage passage, long fromNanos) throws RtpFormatException {
    byte[][] datagrams = datagrams(speech, passage.sentNanos().length);
    long[] sent = passage.sentNanos();
    int steps = (int) ((sent[sent.length - 1] - sent[0]) / STEP_NANOS);
    short[] mono = new short[steps * STEP_SAMPLES];
    short[] pcm = new short[2 * STEP_SAMPLES];
    Counts before = Counts.NONE;
    int next = 0;
    for (int step = 0; step < steps; step++) {
      long dueNanos = sent[0] + step * STEP_NANOS;
      long nowNanos = passage.awake(dueNanos);
      while (next < passage.arrivals().size()
          && passage.arrivals().get(next).atNanos() <= nowNanos) {
        Passage.Arrival arrival = passage.arrivals().get(next++);
        byte[] datagram = datagrams[arrival.number()];
        packet.wrap(datagram, 0, datagram.length);
        playout.insert(arrival.atNanos(), packet, SLOT_TICKS);
      }
      playout.read(nowNanos, pcm, 0, STEP_SAMPLES);
      for (int i = 0; i < STEP_SAMPLES; i++) {
        mono[step * STEP_SAMPLES + i] = pcm[2 * i];
      }
      before = nowNanos < fromNanos ? counts() : before;
    }
    return new Heard(
        mono, sample -> sent[0] + sample * 1_000_000_000L / RATE_HZ, counts().minus(before));
  }

  private Counts counts() {
    JitterBuffer buffer = playout.buffer();
    JitterStatistics now = buffer.statistics();
    return new Counts(
        now.jitterBufferDelay(),
        now.jitterBufferEmittedCount(),
        now.totalSamplesReceived(),
        now.concealedSamples(),
        now.insertedSamplesForDeceleration(),
        now.removedSamplesForAcceleration());
  }

  static byte[][] datagrams(Speech speech, int number) {
    RtpSender sender =
        new RtpSender(
            new Ssrc(7),
            LoadOffer.OPUS,
            RATE_HZ,
            new HeaderExtensionIds(0, 0),
            null,
            new SplittableRandom(7));
    byte[][] datagrams = new byte[number][];
    byte[] datagram = new byte[2_048];
    for (int i = 0; i < number; i++) {
      byte[] payload = speech.payloads().get(i % speech.payloads().size());
      int length =
          sender.write(
              i * Passage.SLOT_NANOS,
              datagram,
              0,
              payload,
              0,
              payload.length,
              SLOT_TICKS,
              false,
              0,
              false);
      datagrams[i] = Arrays.copyOf(datagram, length);
    }
    return datagrams;
  }
}
