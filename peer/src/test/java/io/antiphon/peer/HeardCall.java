package io.antiphon.peer;

import io.antiphon.codec.AudioSource;
import io.antiphon.codec.opus.OpusEncoder;
import io.antiphon.rtp.HeaderExtensionIds;
import io.antiphon.rtp.PayloadType;
import io.antiphon.rtp.RtpFormatException;
import io.antiphon.rtp.RtpPacket;
import io.antiphon.rtp.Ssrc;
import io.antiphon.rtp.stream.RtpSender;
import io.antiphon.simulation.NetworkConditions;
import io.antiphon.simulation.SimulatedNetwork;
import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;

/** One speaks Opus through a simulated network to one who listens live, in virtual time. */
final class HeardCall {
  static final int FRAME = 960;
  private static final long SLOT_NANOS = 20_000_000;
  private static final int WINDOW = 480;
  private static final int FIRST_BRIGHT_BIN = 80; // of 100 Hz
  private static final int LAST_BRIGHT_BIN = 200;
  private static final double[] COSINES = new double[WINDOW];

  static {
    for (int i = 0; i < WINDOW; i++) {
      COSINES[i] = Math.cos(2 * Math.PI * i / WINDOW);
    }
  }

  private final AudioSource source;
  private final OpusEncoder encoder =
      OpusEncoder.builder().bitrate(32_000).complexity(1).fec(20).build();
  private final RtpSender sender;
  final SimulatedNetwork network;
  final AdaptivePlayout playout;
  private final RtpPacket packet = new RtpPacket();
  private final byte[] payload = new byte[1_500];
  private final byte[] datagram = new byte[1_600];
  private final short[] pcm = new short[FRAME];
  private final short[] stereo = new short[2 * FRAME];
  private short[] heard = new short[0];
  private int heardLength;
  private long nowNanos;

  HeardCall(long seed, AudioSource source, NetworkConditions conditions) {
    this.source = source;
    network = new SimulatedNetwork(seed, conditions);
    sender =
        new RtpSender(
            new Ssrc(7),
            new PayloadType(111),
            48_000,
            new HeaderExtensionIds(0, 0),
            null,
            new SplittableRandom(seed));
    AudioConfig config = AudioConfig.defaults();
    PlayoutWatch watch = new PlayoutWatch(new RemoteTrack(), "live");
    playout = new AdaptivePlayout(AudioCodec.OPUS, config.jitterConfig(48_000), watch);
  }

  /** Speaks and listens for some slots of 20 ms. */
  HeardCall talk(int slots) throws Exception {
    return pass(slots, true);
  }

  /** Sends nothing for some slots; the timestamps go on, and the source where it was. */
  HeardCall pause(int slots) throws Exception {
    return pass(slots, false);
  }

  private HeardCall pass(int slots, boolean talking) throws Exception {
    heard = Arrays.copyOf(heard, heardLength + slots * FRAME);
    for (int i = 0; i < slots; i++) {
      if (talking) {
        source.read(pcm, 0, FRAME);
        int length = encoder.encode(pcm, 0, FRAME, payload, 0, payload.length);
        int size = sender.write(nowNanos, datagram, 0, payload, 0, length, FRAME, false, 30, true);
        network.send(nowNanos, datagram, 0, size);
      } else {
        sender.skip(FRAME);
      }
      nowNanos += SLOT_NANOS;
      listen();
    }
    return this;
  }

  private void listen() throws RtpFormatException {
    long due = network.nextArrivalNanos().orElse(Long.MAX_VALUE);
    while (due <= nowNanos) {
      byte[] bytes = Objects.requireNonNull(network.poll(due));
      packet.wrap(bytes, 0, bytes.length);
      playout.insert(due, packet, FRAME);
      due = network.nextArrivalNanos().orElse(Long.MAX_VALUE);
    }
    playout.read(nowNanos, stereo, 0, FRAME);
    for (int i = 0; i < FRAME; i++) {
      heard[heardLength++] = stereo[2 * i];
    }
  }

  long nowNanos() {
    return nowNanos;
  }

  /** What was heard from this slot on. */
  short[] heardFrom(int slot) {
    return Arrays.copyOfRange(heard, slot * FRAME, heardLength);
  }

  /**
   * The strongest click: the largest third difference, in which a step or a kink stands out from a
   * low tone.
   */
  static double click(short[] pcm) {
    double worst = 0;
    for (int i = 3; i < pcm.length; i++) {
      double kink = pcm[i] - 3.0 * pcm[i - 1] + 3.0 * pcm[i - 2] - pcm[i - 3];
      worst = Math.max(worst, Math.abs(kink));
    }
    return worst;
  }

  /** The largest step from one sample to the next. */
  static int step(short[] pcm) {
    int worst = 0;
    for (int i = 1; i < pcm.length; i++) {
      worst = Math.max(worst, Math.abs(pcm[i] - pcm[i - 1]));
    }
    return worst;
  }

  /**
   * The most that any 10 ms hold between 8 and 20 kHz, where a voice without hiss has next to
   * nothing and a click as much as anywhere: RMS of bins 400 Hz apart.
   */
  static double brightest(short[] pcm) {
    double most = 0;
    for (int from = 0; from + WINDOW <= pcm.length; from += WINDOW / 2) {
      double power = 0;
      for (int bin = FIRST_BRIGHT_BIN; bin <= LAST_BRIGHT_BIN; bin += 4) {
        double re = 0;
        double im = 0;
        for (int k = 0; k < WINDOW; k++) {
          double x = pcm[from + k] * (1 - COSINES[k]);
          re += x * COSINES[bin * k % WINDOW];
          im += x * COSINES[(bin * k + WINDOW / 4) % WINDOW];
        }
        power += re * re + im * im;
      }
      most = Math.max(most, power);
    }
    return Math.sqrt(most) / WINDOW;
  }

  /** The share of frames of 20 ms in which a tone of this pitch makes up nearly all. */
  static double share(short[] pcm, double hz) {
    int good = 0;
    int frames = pcm.length / FRAME;
    for (int i = 0; i < frames; i++) {
      double re = 0;
      double im = 0;
      double energy = 0;
      for (int k = 0; k < FRAME; k++) {
        double x = pcm[i * FRAME + k];
        re += x * Math.cos(2 * Math.PI * hz * k / 48_000);
        im += x * Math.sin(2 * Math.PI * hz * k / 48_000);
        energy += x * x;
      }
      good += 2 * (re * re + im * im) / FRAME > 0.8 * energy && energy > 1e6 * FRAME ? 1 : 0;
    }
    return (double) good / frames;
  }
}
