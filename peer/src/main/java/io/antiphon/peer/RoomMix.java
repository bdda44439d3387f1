package io.antiphon.peer;

import io.antiphon.codec.Mixer;
import io.antiphon.rtp.RtpPacket;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A room as the event loop knows it: in each slot, what its members said, and what they hear. */
final class RoomMix implements Endpoint.SlotMix {
  private final Endpoint endpoint;
  private final RoomMode mode;
  private final Consumer<@Nullable VoiceActivity> onActiveSpeaker;
  private final List<RoomMember> members = new ArrayList<>();
  private final List<VoiceActivity> voices = new ArrayList<>();
  private final ActiveSpeaker activeSpeaker = new ActiveSpeaker();
  private final Mixer mixer = new Mixer(SlotAudio.FORMAT, SlotAudio.SAMPLES);
  private final PastSlots past = new PastSlots();
  private final MixSource common = new MixSource(past);
  private final Mixer restMixer = new Mixer(SlotAudio.FORMAT, SlotAudio.SAMPLES);
  private final MixSource rest = new MixSource(new PastSlots());
  private int audible;

  RoomMix(Endpoint endpoint, RoomMode mode, Consumer<@Nullable VoiceActivity> onActiveSpeaker) {
    this.endpoint = endpoint;
    this.mode = mode;
    this.onActiveSpeaker = onActiveSpeaker;
  }

  /** What everybody hears who does not speak. */
  MixSource common() {
    return common;
  }

  /** What those hear besides who get the voices as they are: voices that cannot be sent so. */
  MixSource rest() {
    return rest;
  }

  /** A mix of its own for somebody who speaks. */
  MixSource newOwn() {
    return new MixSource(past);
  }

  void add(RoomMember member) {
    if (members.isEmpty()) {
      endpoint.add(this);
    }
    members.add(member);
    voices.add(member.activity());
  }

  @Override
  public void mix(long nowNanos, int slots) {
    past.add(common.pcm());
    boolean decoding = isMixNeeded();
    mixer.begin();
    audible = 0;
    for (int i = 0; i < members.size(); i++) {
      RoomMember member = members.get(i);
      member.hear(decoding);
      if (member.contribution().audible()) {
        mixer.add(member.contribution().pcm(), 0);
        member.takeOwn(common);
        audible++;
      }
    }
    mixer.mix(common.output(), common.pcm(), 0);
    common.setSilent(audible == 0);
    boolean voicesAreMissing = mode == RoomMode.FORWARD && mixRest();
    for (int i = 0; i < members.size(); i++) {
      members.get(i).say(mixer, audible, voicesAreMissing);
    }
    removeWhoLeft();
    if (mode == RoomMode.FORWARD) {
      assignVoices();
    }
    if (activeSpeaker.update(voices)) {
      onActiveSpeaker.accept(activeSpeaker.current());
    }
  }

  private boolean isMixNeeded() {
    if (mode == RoomMode.MIX) {
      return true;
    }
    for (int i = 0; i < members.size(); i++) {
      if (!members.get(i).isForwardedTo()) {
        return true;
      }
    }
    return false;
  }

  /** Mixes the voices that cannot be sent on as they are; whether there are any. */
  private boolean mixRest() {
    boolean any = false;
    boolean silent = true;
    restMixer.begin();
    for (int i = 0; i < members.size(); i++) {
      RoomMember member = members.get(i);
      any |= !member.hasLeft() && !member.isForwardable();
      if (!member.isForwardable() && member.contribution().audible()) {
        restMixer.add(member.contribution().pcm(), 0);
        silent = false;
      }
    }
    restMixer.mix(rest.output(), rest.pcm(), 0);
    rest.setSilent(silent);
    return any;
  }

  private void removeWhoLeft() {
    for (int i = members.size() - 1; i >= 0; i--) {
      RoomMember member = members.get(i);
      if (member.hasLeft()) {
        voices.remove(member.activity());
        if (!member.contribution().audible()) {
          members.remove(i);
        }
      }
    }
    if (members.isEmpty()) {
      endpoint.remove(this);
    }
  }

  private void assignVoices() {
    for (int i = 0; i < members.size(); i++) {
      members.get(i).sections().assign(members);
    }
  }

  /** Sends a packet of one member on to all who are to hear it as it is. */
  void forward(RoomMember from, long nowNanos, RtpPacket packet, int durationTicks) {
    if (mode == RoomMode.FORWARD) {
      for (int i = 0; i < members.size(); i++) {
        members.get(i).sections().forward(from, nowNanos, packet, durationTicks);
      }
    }
  }
}
