package io.antiphon.peer;

/**
 * Whether somebody is speaking, and how loudly, from the level of each slot as RFC 6464 §3 has it:
 * 0 loudest, 127 silence.
 *
 * <p>Who has begun goes on through softer passages and the pauses between words.
 */
final class VoiceActivity {
  private static final int BEGINS_DBOV = 60;
  private static final int CEASES_DBOV = 66;
  private static final int PAUSE_SLOTS = 20;
  private static final int SILENCE_DBOV = 127;
  private static final double RISE = 0.2;
  private static final double FALL = 0.05;

  private final String id;
  private boolean speaking;
  private int softSlots;
  private int slotsInState;
  private double loudness;

  VoiceActivity(String id) {
    this.id = id;
  }

  /** Whose. */
  String id() {
    return id;
  }

  /** Takes the level of the next slot. */
  void update(int levelDbov) {
    softSlots = levelDbov <= CEASES_DBOV ? 0 : softSlots + 1;
    boolean now = levelDbov <= BEGINS_DBOV || (speaking && softSlots < PAUSE_SLOTS);
    slotsInState = now == speaking ? slotsInState + 1 : 1;
    speaking = now;
    double target = now ? SILENCE_DBOV - levelDbov : 0;
    loudness += (target > loudness ? RISE : FALL) * (target - loudness);
  }

  boolean speaking() {
    return speaking;
  }

  /** Slots since this began, or ceased, to speak. */
  int slotsInState() {
    return slotsInState;
  }

  /** Smoothed, in dB above silence: quick to rise, slow to fall. */
  double loudness() {
    return loudness;
  }
}
