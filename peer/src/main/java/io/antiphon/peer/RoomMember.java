package io.antiphon.peer;

import io.antiphon.codec.AudioSource;
import io.antiphon.codec.LevelMeter;
import io.antiphon.codec.Mixer;
import io.antiphon.rtp.RtpPacket;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One who is in a room: what it says, and what it hears. Touched by the event loop alone, but for
 * {@link #reserve}.
 */
final class RoomMember implements RemoteTrack.PacketSink {
  /**
   * How long one keeps a mix of one's own after speaking. Both encoders then have heard the same
   * for so long that going from one to the other cannot be heard.
   */
  private static final int OWN_SLOTS = 100;

  private static final int LEVEL_HOLDS_SLOTS = 5;

  private final String id;
  private final PeerConnection connection;
  private final Transceiver heard;
  private final RoomMix room;
  private final MixSource own;
  private final VoiceActivity activity;
  private final VoiceSections sections;
  private final SlotAudio voice = new SlotAudio();
  private final Contribution contribution = new Contribution();
  private @Nullable InboundAudio inbound;
  private @Nullable AudioSource assigned;
  private boolean listening;
  private boolean left;
  private int ownSlots;
  private int toldLevel = LevelMeter.SILENCE_DBOV;
  private int levelAge;
  private boolean levelsMissing;
  private int reserved;

  RoomMember(String id, PeerConnection connection, Transceiver heard, RoomMix room) {
    this.id = id;
    this.connection = connection;
    this.heard = heard;
    this.room = room;
    own = room.newOwn();
    assigned = room.common();
    activity = new VoiceActivity(id);
    sections = new VoiceSections(this);
  }

  String id() {
    return id;
  }

  PeerConnection connection() {
    return connection;
  }

  VoiceActivity activity() {
    return activity;
  }

  /** Where what it says goes. */
  SlotAudio voice() {
    return voice;
  }

  Contribution contribution() {
    return contribution;
  }

  VoiceSections sections() {
    return sections;
  }

  boolean hasLeft() {
    return left;
  }

  /** How many sections are to be added so that there are so many. From any thread. */
  synchronized int reserve(int voices) {
    int missing = Math.max(0, voices - reserved);
    reserved += missing;
    return missing;
  }

  void addSections(List<Transceiver> more) {
    more.forEach(sections::add);
  }

  /** Gets the voices of the others as they are, and so no mix of them. */
  boolean isForwardedTo() {
    return left || (sections.usable() && isForwardable());
  }

  /** Whether pushed audio has the place of all that it hears. */
  boolean hearsPushed() {
    PushSource pushed = heard.interjection();
    return pushed != null && pushed.isActive();
  }

  /** Whether what it says can be sent on as it is: Opus that no processor is to change. */
  boolean isForwardable() {
    InboundAudio current = inbound;
    if (left || current == null) {
      return !left;
    }
    CodecParameters codec = current.codec();
    boolean opus = codec == null || codec.codec() == AudioCodec.OPUS;
    return opus && current.transceiver().receiver().processing().isEmpty();
  }

  // ---- What it says

  /**
   * Takes what it has said in this slot.
   *
   * @param decoding whether somebody needs the sound and not just its level
   */
  void hear(boolean decoding) {
    if (!left) {
      attend(decoding || levelsMissing);
    }
    boolean present = voice.take(contribution.pcm()) && !left;
    activity.update(present ? level(contribution.pcm()) : toldLevel());
    contribution.update(present, activity.speaking());
  }

  private static int level(short[] pcm) {
    return LevelMeter.levelDbov(pcm, 0, pcm.length);
  }

  /** What its packets have said of their level lately. */
  private int toldLevel() {
    levelAge++;
    return left || levelAge > LEVEL_HOLDS_SLOTS ? LevelMeter.SILENCE_DBOV : toldLevel;
  }

  /** Sees to it that its voice is decoded, or is not. */
  private void attend(boolean decoding) {
    InboundAudio current = inbound;
    if (current == null) {
      current = firstThatSpeaks();
      if (current == null) {
        return;
      }
      inbound = current;
      current.transceiver().receiver().setPacketSink(this);
    }
    if (decoding != listening) {
      listening = decoding;
      RemoteTrack track = current.transceiver().receiver();
      if (decoding) {
        track.addSink(voice);
      } else {
        track.remove(voice);
      }
    }
  }

  private @Nullable InboundAudio firstThatSpeaks() {
    List<InboundAudio> all = connection.session().inbound();
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).transceiver().receiver().mid() != null) {
        return all.get(i);
      }
    }
    return null;
  }

  @Override
  public void accept(long nowNanos, RtpPacket packet, int durationTicks) {
    InboundAudio current = inbound;
    NegotiatedAudio negotiated = current == null ? null : current.transceiver().negotiated();
    int level = negotiated == null ? -1 : packet.audioLevelByte(negotiated.audioLevelId());
    levelsMissing = level < 0;
    if (level >= 0) {
      toldLevel = level & 0x7F;
      levelAge = 0;
    }
    if (isForwardable()) {
      room.forward(this, nowNanos, packet, durationTicks);
    }
  }

  /** How loud it is now, as RFC 6464 tells it. */
  int levelDbov() {
    return toldLevel();
  }

  // ---- What it hears

  /** Who begins to speak goes on from where the common mix is. */
  void takeOwn(MixSource common) {
    if (ownSlots == 0) {
      own.copy(common);
    }
    ownSlots = OWN_SLOTS + 1;
  }

  /**
   * Makes what it hears in this slot.
   *
   * @param audible how many are in the mix
   * @param voicesAreMissing whether some cannot be sent on as they are
   */
  void say(Mixer mixer, int audible, boolean voicesAreMissing) {
    if (left) {
      return;
    }
    ownSlots = Math.max(0, ownSlots - 1);
    if (contribution.audible()) {
      mixer.mixWithout(contribution.pcm(), 0, own.output(), own.pcm(), 0);
      own.setSilent(audible == 1);
    } else if (ownSlots > 0) {
      own.copy(room.common());
    }
    if (isForwardedTo()) {
      give(voicesAreMissing ? room.rest() : null);
    } else {
      give(ownSlots > 0 ? own : room.common());
    }
  }

  /** Only what the room has given is taken away: pushed audio, say, stays until it is over. */
  private void give(@Nullable AudioSource wanted) {
    AudioSource now = heard.source();
    boolean ours = now instanceof MixSource || (now == null && assigned == null);
    if (ours && now != wanted) {
      heard.replaceSource(wanted);
      assigned = wanted;
    }
  }

  /** Goes; what it was saying still fades out. */
  void leave() {
    left = true;
    give(null);
    sections.clear();
    InboundAudio current = inbound;
    if (current != null) {
      RemoteTrack track = current.transceiver().receiver();
      track.setPacketSink(null);
      track.remove(voice);
    }
  }
}
