package io.antiphon.peer;

import io.antiphon.codec.AudioFrame;
import io.antiphon.rtp.jitter.JitterBuffer;
import io.antiphon.rtp.jitter.JitterStatistics;
import io.antiphon.rtp.jitter.PlayoutDecision;

/**
 * Looks over the shoulder of one decoder: how loud it is, what it had to make up, and what was out
 * of the ordinary, for the flight recorder.
 */
final class PlayoutWatch {
  private final RemoteTrack track;
  private final String reader;
  private final AudioEnergy energy = new AudioEnergy();
  private PlayoutDecision.Kind lastKind = PlayoutDecision.Kind.PLAY;
  private double decodedSeconds;
  private double concealedSeconds;
  private double repairedSeconds;
  private long concealmentEvents;
  private long removed;
  private long inserted;
  private long restarts;

  /**
   * Starts with nothing seen.
   *
   * @param reader what the flight recorder calls it: {@code live} or {@code recorder}
   */
  PlayoutWatch(RemoteTrack track, String reader) {
    this.track = track;
    this.reader = reader;
  }

  /** A decision was carried out. */
  void onDecoded(PlayoutDecision decision, AudioFrame frame) {
    PlayoutDecision.Kind kind = decision.kind();
    energy.add(frame);
    double seconds = (double) frame.samplesPerChannel() / frame.format().sampleRateHz();
    decodedSeconds += seconds;
    if (kind == PlayoutDecision.Kind.CONCEAL) {
      onConcealed(decision, seconds);
    } else if (kind == PlayoutDecision.Kind.SILENCE && lastKind != PlayoutDecision.Kind.SILENCE) {
      record("silence", seconds);
    }
    lastKind = kind;
  }

  private void onConcealed(PlayoutDecision decision, double seconds) {
    if (decision.hasPayload()) {
      repairedSeconds += seconds;
      record("repair", seconds);
      return;
    }
    concealedSeconds += seconds;
    concealmentEvents += lastKind == PlayoutDecision.Kind.CONCEAL ? 0 : 1;
    record("conceal", seconds);
  }

  /** Nothing was there to be played. */
  void onNothing() {
    energy.silence();
  }

  /** A buffer has decided: was it to catch up, to wait, or to begin again? */
  void onDecided(JitterBuffer buffer, double ticksPerSecond) {
    JitterStatistics now = buffer.statistics();
    if (now.removedSamplesForAcceleration() != removed) {
      record("accelerate", (now.removedSamplesForAcceleration() - removed) / ticksPerSecond);
      removed = now.removedSamplesForAcceleration();
    }
    if (now.insertedSamplesForDeceleration() != inserted) {
      record("decelerate", (now.insertedSamplesForDeceleration() - inserted) / ticksPerSecond);
      inserted = now.insertedSamplesForDeceleration();
    }
    if (now.restarts() != restarts) {
      restarts = now.restarts();
      record("restart", 0);
    }
  }

  private void record(String decision, double seconds) {
    BufferDecisionEvent event = new BufferDecisionEvent();
    if (event.isEnabled()) {
      event.peer = track.peer();
      event.reader = reader;
      event.decision = decision;
      event.length = Math.round(1000 * seconds);
      event.commit();
    }
  }

  AudioEnergy energy() {
    return energy;
  }

  /** All that was handed out. */
  double decodedSeconds() {
    return decodedSeconds;
  }

  /** What was made up in place of packets that never came, and could not be rebuilt. */
  double concealedSeconds() {
    return concealedSeconds;
  }

  /** What was rebuilt from the packet behind. */
  double repairedSeconds() {
    return repairedSeconds;
  }

  /** How often making up began. */
  long concealmentEvents() {
    return concealmentEvents;
  }
}
