package io.antiphon.peer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which one of several voices has the floor. A cough does not take it, nor a pause for breath lose
 * it: another must be clearly louder for a while, or the speaker have fallen silent.
 */
final class ActiveSpeaker {
  private static final int LEAST_SLOTS = 5;
  private static final double LOUDER_DB = 6;
  private static final int LOUDER_SLOTS = 15;
  private static final int FORGOTTEN_SLOTS = 100;

  private @Nullable VoiceActivity current;
  private @Nullable VoiceActivity challenger;
  private int challengedSlots;

  /** Who has the floor; null if nobody. */
  @Nullable VoiceActivity current() {
    return current;
  }

  /**
   * Decides anew, once per slot, after all voices know their level.
   *
   * @return whether it is somebody else now
   */
  boolean update(List<VoiceActivity> voices) {
    VoiceActivity before = current;
    current = elect(voices);
    return current != before;
  }

  private @Nullable VoiceActivity elect(List<VoiceActivity> voices) {
    VoiceActivity speaker = current != null && voices.contains(current) ? current : null;
    VoiceActivity loudest = loudestBut(speaker, voices);
    if (loudest == null) {
      challengedSlots = 0;
      return speaker == null || isForgotten(speaker) ? null : speaker;
    }
    if (speaker == null || !speaker.speaking()) {
      challengedSlots = 0;
      return loudest;
    }
    boolean louder = loudest.loudness() > speaker.loudness() + LOUDER_DB;
    challengedSlots = louder ? (loudest == challenger ? challengedSlots : 0) + 1 : 0;
    challenger = loudest;
    if (challengedSlots < LOUDER_SLOTS) {
      return speaker;
    }
    challengedSlots = 0;
    return loudest;
  }

  private static boolean isForgotten(VoiceActivity speaker) {
    return !speaker.speaking() && speaker.slotsInState() >= FORGOTTEN_SLOTS;
  }

  private static @Nullable VoiceActivity loudestBut(
      @Nullable VoiceActivity speaker, List<VoiceActivity> voices) {
    VoiceActivity loudest = null;
    for (int i = 0; i < voices.size(); i++) {
      VoiceActivity voice = voices.get(i);
      boolean counts = voice.speaking() && voice.slotsInState() >= LEAST_SLOTS;
      if (voice != speaker
          && counts
          && (loudest == null || voice.loudness() > loudest.loudness())) {
        loudest = voice;
      }
    }
    return loudest;
  }
}
