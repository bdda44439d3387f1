package io.antiphon.bench.jmh;

import io.antiphon.rtp.RtpFormatException;
import io.antiphon.rtp.RtpPacket;
import io.antiphon.rtp.Ssrc;
import io.antiphon.rtp.jitter.JitterBuffer;
import io.antiphon.rtp.jitter.JitterConfig;
import io.antiphon.rtp.jitter.PatientReader;
import io.antiphon.rtp.jitter.PlayoutDecision;
import io.antiphon.rtp.stream.Arrival;
import io.antiphon.rtp.stream.RtpReceiver;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** One audio packet of 92 bytes every 20 ms of a clock that is counted, none lost. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RtpPackets {
  private static final int LENGTH = 92;
  private static final int CLOCK_RATE_HZ = 48_000;
  private static final int FRAME_TICKS = 960;
  private static final long FRAME_NANOS = 20_000_000;

  private final byte[] bytes = new byte[LENGTH];
  private final RtpPacket packet = new RtpPacket();
  private final RtpReceiver receiver = new RtpReceiver(new Ssrc(0), CLOCK_RATE_HZ);
  private final JitterBuffer live = new JitterBuffer(JitterConfig.of(CLOCK_RATE_HZ));
  private final PatientReader recorded = new PatientReader(CLOCK_RATE_HZ);
  private int number;
  private long nowNanos;

  /** The header read. */
  @Benchmark
  public RtpPacket parse() throws RtpFormatException {
    return next();
  }

  /** Read, and counted as RTCP wants it. */
  @Benchmark
  public Arrival receive() throws RtpFormatException {
    return receiver.receive(nowNanos, next());
  }

  /** Into the jitter buffer of who listens live, and out again. */
  @Benchmark
  public PlayoutDecision playLive() throws RtpFormatException {
    live.insert(nowNanos, next(), FRAME_TICKS);
    live.pull(nowNanos, FRAME_TICKS, 0);
    return live.next(0);
  }

  /** Into the reader of a recorder, and out again. */
  @Benchmark
  public @Nullable PlayoutDecision record() throws RtpFormatException {
    recorded.insert(nowNanos, next(), FRAME_TICKS);
    return recorded.poll(nowNanos);
  }

  private RtpPacket next() throws RtpFormatException {
    number++;
    nowNanos += FRAME_NANOS;
    int timestamp = number * FRAME_TICKS;
    bytes[0] = (byte) 0x80;
    bytes[1] = 111;
    bytes[2] = (byte) (number >> 8);
    bytes[3] = (byte) number;
    bytes[4] = (byte) (timestamp >> 24);
    bytes[5] = (byte) (timestamp >> 16);
    bytes[6] = (byte) (timestamp >> 8);
    bytes[7] = (byte) timestamp;
    return packet.wrap(bytes, 0, LENGTH);
  }
}
