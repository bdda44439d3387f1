package io.antiphon.rtp.jitter;

import io.antiphon.rtp.HeaderExtensionIds;
import io.antiphon.rtp.PayloadType;
import io.antiphon.rtp.RtpFormatException;
import io.antiphon.rtp.RtpPacket;
import io.antiphon.rtp.Ssrc;
import io.antiphon.rtp.stream.RtpSender;
import io.antiphon.simulation.NetworkProfile;
import io.antiphon.simulation.SimulatedNetwork;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * A call in virtual time through the weather of a profile, heard by one who decodes nothing: each
 * knows which packet it plays when, and which frames it had to make up. The sender's clock may be
 * wrong by some parts per million.
 *
 * <p>Delay is counted from a sample being spoken to its being played, the 20 ms of its packet
 * included, the 20 ms of the fastest way not.
 */
final class ProfiledCall {
  static final int FRAME = 960;
  static final int RATE = 48_000;
  private static final long WAY_NANOS = 20_000_000;

  /** So much concealed of 20 ms is heard. */
  private static final int HEARD_CONCEALED = 480;

  /** What is decoded and waits: a piece of a packet sent at that time, or made up. */
  private static final class Piece {
    final long sentNanos;
    final boolean madeUp;
    int ticks;
    int playedTicks;

    Piece(long sentNanos, boolean madeUp, int ticks) {
      this.sentNanos = sentNanos;
      this.madeUp = madeUp;
      this.ticks = ticks;
    }
  }

  private final NetworkProfile profile;
  private final SimulatedNetwork network;
  private final RtpSender sender;
  private final SplittableRandom random;
  private final double slotNanos;
  private final boolean redundant;
  private final byte[] datagram = new byte[200];
  private final byte[] payload = new byte[80];
  private final RtpPacket packet = new RtpPacket();
  private final ArrayDeque<Piece> decoded = new ArrayDeque<>();
  private final int[] delays = new int[3000];
  final JitterBuffer buffer;
  private int pullTicks = RATE / 100;
  private long pullNanos = 10_000_000;
  private int held;
  private long sent;
  private long nowNanos;
  private long frames;
  private long badFrames;
  private int concealedOfFrame;
  private long pulls;
  private long lastPlayedNanos = -1;
  private long worstNanos;
  private long seen;
  private long stalledUntilNanos;

  ProfiledCall(long seed, NetworkProfile profile, double ppm, boolean redundant) {
    this(seed, profile, ppm, redundant, JitterConfig.of(RATE));
  }

  ProfiledCall(
      long seed, NetworkProfile profile, double ppm, boolean redundant, JitterConfig config) {
    this.profile = profile;
    this.redundant = redundant;
    buffer = new JitterBuffer(config);
    network = new SimulatedNetwork(seed, profile.at(Duration.ZERO));
    random = new SplittableRandom(seed + 1);
    slotNanos = 20_000_000 * (1 - ppm * 1e-6);
    HeaderExtensionIds ids = new HeaderExtensionIds(1, 0);
    sender = new RtpSender(new Ssrc(7), new PayloadType(111), RATE, ids, null, random);
  }

  /** Lets the listener ask in other steps than 10 ms. */
  ProfiledCall inStepsOf(int millis) {
    pullTicks = RATE / 1000 * millis;
    pullNanos = millis * 1_000_000L;
    return this;
  }

  /** Talks and listens for so long. */
  ProfiledCall run(Duration time) {
    long end = nowNanos + time.toNanos();
    while (nowNanos < end) {
      nowNanos += pullNanos;
      if (nowNanos % 1_000_000_000 == 0) {
        network.setConditions(profile.at(Duration.ofNanos(nowNanos)));
      }
      while (sent * slotNanos <= nowNanos) {
        send((long) (sent * slotNanos));
      }
      if (nowNanos >= stalledUntilNanos) {
        listen();
      }
    }
    return this;
  }

  private void send(long atNanos) {
    ByteBuffer.wrap(payload).putLong(atNanos);
    int length =
        sender.write(atNanos, datagram, 0, payload, 0, payload.length, FRAME, false, 30, true);
    network.send(atNanos, datagram, 0, length);
    sent++;
  }

  /** What was missed while the listener was held up is made up for, as it would with a clock. */
  private void listen() {
    long due = network.nextArrivalNanos().orElse(Long.MAX_VALUE);
    while (due <= nowNanos) {
      byte[] bytes = Objects.requireNonNull(network.poll(due));
      receive(Math.max(due, Math.min(nowNanos, stalledUntilNanos)), bytes);
      due = network.nextArrivalNanos().orElse(Long.MAX_VALUE);
    }
    while (pulls * pullNanos < nowNanos) {
      pulls++;
      pull(pulls * pullNanos);
    }
  }

  private void receive(long atNanos, byte[] bytes) {
    try {
      packet.wrap(bytes, 0, bytes.length);
    } catch (RtpFormatException e) {
      throw new AssertionError(e);
    }
    buffer.insert(atNanos, packet, FRAME, redundant);
  }

  private void pull(long atNanos) {
    buffer.pull(nowNanos, pullTicks, held);
    fill(pullTicks);
    int wanted = buffer.stretchTicks(held);
    if (wanted > 0) {
      fill(buffer.isNextHere() ? pullTicks + 960 : pullTicks);
      int most = buffer.isNextHere() ? wanted : Math.min(wanted, held - pullTicks);
      int left = Math.min(shift(), most);
      buffer.onStretched(left < 120 || held < pullTicks + 480 ? 0 : -leaveOut(left));
      fill(pullTicks);
    } else if (wanted < 0 && !decoded.isEmpty()) {
      int put = Math.min(shift(), -wanted);
      if (put >= 120) {
        decoded.peek().ticks += put;
        decoded.peek().playedTicks -= put;
        held += put;
        buffer.onStretched(put);
      }
    }
    emit(atNanos);
  }

  /** One or several periods, 4 to 14 ms, and not everywhere is a place to leave them out. */
  private int shift() {
    boolean found = random.nextDouble() < (buffer.isStretchUrgent() ? 0.9 : 0.6);
    return found ? 192 + random.nextInt(480) : 0;
  }

  private int leaveOut(int ticks) {
    int left = ticks;
    while (left > 0) {
      Piece piece = decoded.element();
      int part = Math.min(left, piece.ticks);
      take(piece, part);
      left -= part;
    }
    return ticks;
  }

  private void fill(int enough) {
    while (held < enough) {
      PlayoutDecision next = buffer.next(held);
      boolean madeUp = next.kind() != PlayoutDecision.Kind.PLAY;
      long sentNanos = madeUp ? -1 : ByteBuffer.wrap(next.payload()).getLong();
      boolean rebuilt = next.kind() == PlayoutDecision.Kind.CONCEAL && isRebuilt(next);
      int ticks = next.kind() == PlayoutDecision.Kind.WAIT ? enough - held : next.ticks();
      boolean waits = next.kind() == PlayoutDecision.Kind.WAIT;
      decoded.add(new Piece(sentNanos, madeUp && !rebuilt && !waits, ticks));
      held += ticks;
      if (!madeUp) {
        if (sentNanos <= lastPlayedNanos) {
          throw new AssertionError("played twice, or late: sent at " + sentNanos);
        }
        lastPlayedNanos = sentNanos;
      }
    }
  }

  private boolean isRebuilt(PlayoutDecision next) {
    return redundant && next.hasPayload() && next.ticks() == FRAME;
  }

  private void emit(long atNanos) {
    int done = 0;
    while (done < pullTicks) {
      Piece piece = decoded.element();
      int part = Math.min(pullTicks - done, piece.ticks);
      concealedOfFrame += piece.madeUp ? part : 0;
      if (piece.sentNanos >= 0 && piece.playedTicks >= 0 && atNanos > WAY_NANOS * 5) {
        long spoken = piece.sentNanos + piece.playedTicks * 1_000_000_000L / RATE;
        long played = atNanos + done * 1_000_000_000L / RATE;
        note(played - spoken, part);
      }
      take(piece, part);
      done += part;
    }
    frames++;
    if (frames % 2 == 0) {
      badFrames += concealedOfFrame >= HEARD_CONCEALED ? 1 : 0;
      concealedOfFrame = 0;
    }
  }

  private void note(long nanos, int ticks) {
    worstNanos = Math.max(worstNanos, nanos);
    int millis = (int) Math.max(0, Math.min(delays.length - 1, nanos / 1_000_000));
    delays[millis] += ticks / 48 + 1;
    seen += ticks / 48 + 1;
  }

  private void take(Piece piece, int ticks) {
    piece.ticks -= ticks;
    piece.playedTicks += ticks;
    held -= ticks;
    if (piece.ticks == 0) {
      decoded.remove();
    }
  }

  /** For so long from now the listener can do nothing; then it makes up for what it missed. */
  void holdUp(Duration time) {
    stalledUntilNanos = nowNanos + time.toNanos();
  }

  /** What is sent for so long from now comes after it, all at once. */
  void loseTouch(Duration time) {
    network.stall(nowNanos, nowNanos + time.toNanos());
  }

  /** Forgets what was measured so far. */
  ProfiledCall forget() {
    Arrays.fill(delays, 0);
    seen = 0;
    frames = 0;
    badFrames = 0;
    worstNanos = 0;
    return this;
  }

  /** The delay that this share of all samples keeps, without the network's least. */
  int delayMillis(double share) {
    long found = 0;
    for (int i = 0; i < delays.length; i++) {
      found += delays[i];
      if (found >= share * seen) {
        return i + 1 - (int) (WAY_NANOS / 1_000_000) + 20;
      }
    }
    return delays.length;
  }

  /** Frames of 20 ms with made-up audio in them, in percent of all. */
  double badPercent() {
    return 200.0 * badFrames / frames;
  }

  double stretchedPercent() {
    JitterStatistics counts = buffer.statistics();
    long changed = counts.insertedSamplesForDeceleration() + counts.removedSamplesForAcceleration();
    return 100.0 * changed / counts.totalSamplesReceived();
  }
}
