package io.antiphon.client;

import io.antiphon.codec.AudioFormat;
import io.antiphon.rtp.RtpFormatException;
import io.antiphon.rtp.RtpPacket;
import io.antiphon.rtp.jitter.JitterBuffer;
import io.antiphon.rtp.jitter.JitterConfig;
import io.antiphon.rtp.jitter.PlayoutDecision;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * From a microphone to a speaker in virtual time, with all that lies in between but the codec and
 * the network's distance: two cards with clocks of their own, the threads that serve them and the
 * event loop, which wake late now and then, and a jitter buffer whose every stretch succeeds.
 */
final class VirtualCall {
  private static final int FRAME = 960;
  private static final int STEP = 240;
  private static final int LONGEST_STRETCH = 720;

  private final Random random;
  private final int line;
  private final double latestNanos;
  private final DeviceRhythm capturing = new DeviceRhythm();
  private final DeviceRhythm playing = new DeviceRhythm();
  private final VirtualCard microphone;
  private final VirtualCard speaker;
  private final CapturedFrames captured = new CapturedFrames(AudioFormat.MONO_48K);
  private final PlaybackSteps playback = new PlaybackSteps(AudioFormat.MONO_48K);
  private final JitterBuffer jitter = new JitterBuffer(JitterConfig.of(48_000));
  private final List<Double> minute = new ArrayList<>();
  private final short[] pcm = new short[FRAME];
  private long nowNanos;
  private long captureNanos;
  private long playNanos;
  private long loopNanos = Long.MAX_VALUE;
  private long readSamples;
  private long lineEnd;
  private long underruns;
  private long mediaEnd;
  private int waiting;
  private int sequenceNumber;
  private long sent;

  /**
   * A call that begins now.
   *
   * @param lineMillis how much the speaker's line holds
   * @param latestMillis by how much a thread is late once in a while
   */
  VirtualCall(
      long seed, double microphonePpm, double speakerPpm, int lineMillis, double latestMillis) {
    random = new Random(seed);
    line = 48 * lineMillis;
    latestNanos = 1e6 * latestMillis;
    microphone = new VirtualCard(microphonePpm);
    speaker = new VirtualCard(speakerPpm);
    captured.follow(this::wakeLoop);
    playback.follow(this::wakeLoop);
  }

  /** A thread is late by this: a little always, some milliseconds once in a while. */
  private long latenessNanos() {
    double most = random.nextInt(200) == 0 ? latestNanos : 0.3e6;
    return (long) (random.nextDouble() * most);
  }

  private void wakeLoop() {
    loopNanos = Math.min(loopNanos, nowNanos + 50_000 + latenessNanos());
  }

  /** Lets a minute pass; gives the delay of all that was given to be played, ms, in order. */
  List<Double> minute() {
    return seconds(60);
  }

  /** The machine stands still for so long. */
  void stall(int millis) {
    nowNanos += millis * 1_000_000L;
    captureNanos = Math.max(captureNanos, nowNanos);
    playNanos = Math.max(playNanos, nowNanos);
    loopNanos = loopNanos == Long.MAX_VALUE ? loopNanos : Math.max(loopNanos, nowNanos);
  }

  /** The same as {@link #minute} of so many seconds. */
  List<Double> seconds(int seconds) {
    minute.clear();
    long endNanos = nowNanos + seconds * 1_000_000_000L;
    while (nowNanos < endNanos) {
      nowNanos = Math.min(loopNanos, Math.min(captureNanos, playNanos));
      if (nowNanos == loopNanos) {
        loopNanos = Long.MAX_VALUE;
        turn();
      } else if (nowNanos == captureNanos) {
        capture();
        captureNanos = nowNanos + capturing.restNanos(nowNanos) + latenessNanos();
      } else {
        play();
        playNanos = nowNanos + playing.restNanos(nowNanos) + latenessNanos();
      }
    }
    return minute;
  }

  private void capture() {
    while (microphone.samplesAt(nowNanos) - readSamples >= STEP) {
      captured.write(pcm, 0, STEP);
      readSamples += STEP;
      capturing.onMoved(nowNanos);
    }
  }

  private void play() {
    long played = speaker.samplesAt(nowNanos);
    if (lineEnd < played) {
      underruns++;
      lineEnd = played;
    }
    playback.observe(nowNanos, (int) (lineEnd - played));
    while (playback.next(nowNanos, (int) (line - (lineEnd - played)), pcm)) {
      lineEnd += STEP;
      playing.onMoved(nowNanos);
      playback.observe(nowNanos, (int) (lineEnd - played));
    }
  }

  private void turn() {
    for (int due = captured.advance(); due > 0; due--) {
      captured.read(pcm, 0, FRAME);
      jitter.insert(nowNanos, packet(), FRAME);
    }
    for (int due = playback.advance(); due > 0; due--) {
      pull();
      long ahead = lineEnd - speaker.samplesAt(nowNanos) + playback.heldSamples();
      playback.give(pcm, STEP);
      if (mediaEnd > 0) {
        double spoken = microphone.nanosAt((double) (mediaEnd - waiting - STEP));
        minute.add((nowNanos - spoken) * 1e-6 + ahead / 48.0);
      }
    }
    playNanos = Math.min(playNanos, nowNanos + 50_000); // it is woken
  }

  private RtpPacket packet() {
    byte[] bytes = new byte[13];
    ByteBuffer.wrap(bytes)
        .putShort((short) 0x806f)
        .putShort((short) sequenceNumber++)
        .putInt((int) (sent * FRAME))
        .putInt(7);
    sent++;
    try {
      return RtpPacket.parse(ByteBuffer.wrap(bytes));
    } catch (RtpFormatException e) {
      throw new AssertionError(e);
    }
  }

  private void pull() {
    jitter.pull(nowNanos, STEP, waiting);
    fill(STEP);
    int ticks = jitter.stretchTicks(waiting);
    if (ticks < 0) {
      int put = Math.min(-ticks, LONGEST_STRETCH);
      waiting += put;
      jitter.onStretched(put);
    } else if (ticks > 0) {
      fillIfHere(STEP + LONGEST_STRETCH + STEP);
      int left = Math.min(Math.min(LONGEST_STRETCH, ticks), waiting - STEP);
      left = left < STEP / 2 ? 0 : left;
      waiting -= left;
      jitter.onStretched(-left);
    }
    fill(STEP);
    waiting -= STEP;
  }

  private void fill(int wanted) {
    while (waiting < wanted) {
      PlayoutDecision next = jitter.next(waiting);
      if (next.kind() == PlayoutDecision.Kind.WAIT) {
        waiting = wanted;
      } else {
        carryOut(next);
      }
    }
  }

  private void fillIfHere(int wanted) {
    while (waiting < wanted && jitter.isNextHere()) {
      carryOut(jitter.next(waiting));
    }
  }

  private void carryOut(PlayoutDecision next) {
    waiting += next.ticks();
    if (next.kind() == PlayoutDecision.Kind.PLAY) {
      mediaEnd = (next.timestamp() & 0xffffffffL) + FRAME;
    }
  }

  /** What was made up because no packet was there, samples. */
  long concealedSamples() {
    return jitter.statistics().concealedSamples();
  }

  /** How often the card had played all that it was given. */
  long underruns() {
    return underruns;
  }

  /** What got lost on the way, samples. */
  long droppedSamples() {
    return captured.droppedSamples() + playback.droppedSamples();
  }

  /** Silence that the card was given for want of something better, samples. */
  long silentSamples() {
    return playback.silentSamples();
  }
}
