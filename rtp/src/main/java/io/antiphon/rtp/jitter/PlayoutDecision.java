package io.antiphon.rtp.jitter;

/**
 * What to do next with the decoder. One object per buffer, made over by each call: it is good until
 * the next call to its buffer, of any method.
 */
public final class PlayoutDecision {
  /** The four things to do. */
  public enum Kind {
    /** Decode {@link #payload}. */
    PLAY,
    /**
     * A packet is missing: let the decoder conceal {@link #ticks}. If {@link #hasPayload}, the
     * payload is that of the packet right behind the gap, which may hold a copy of the lost one
     * (Opus in-band FEC); that packet is still to be played itself.
     */
    CONCEAL,
    /** Play {@link #ticks} of silence: the source sent none, or concealing has gone on too long. */
    SILENCE,
    /** Nothing has begun, or has begun again: fill the moment with silence that counts nowhere. */
    WAIT
  }

  private static final byte[] NOTHING = {};

  private Kind kind = Kind.WAIT;
  private int ticks;
  private int trimTicks;
  private boolean splice;
  private boolean lost;
  private byte[] payload = NOTHING;
  private int payloadLength;
  private int payloadType;
  private int sequenceNumber;
  private int timestamp;

  PlayoutDecision() {}

  PlayoutDecision await() {
    return set(Kind.WAIT, 0);
  }

  PlayoutDecision silence(int silentTicks) {
    return set(Kind.SILENCE, silentTicks);
  }

  /** Silence in the place of what was sent and is lost. */
  PlayoutDecision silenceOfLoss(int lostTicks) {
    set(Kind.SILENCE, lostTicks);
    lost = true;
    return this;
  }

  PlayoutDecision conceal(int lostTicks) {
    return set(Kind.CONCEAL, lostTicks);
  }

  PlayoutDecision concealBefore(int lostTicks, PacketSlot following) {
    return set(Kind.CONCEAL, lostTicks).payloadOf(following);
  }

  PlayoutDecision play(PacketSlot packet, int overlapTicks) {
    set(Kind.PLAY, packet.durationTicks() - overlapTicks);
    trimTicks = overlapTicks;
    return payloadOf(packet);
  }

  PlayoutDecision spliced(boolean value) {
    splice = value;
    return this;
  }

  private PlayoutDecision set(Kind newKind, int newTicks) {
    kind = newKind;
    ticks = newTicks;
    trimTicks = 0;
    splice = false;
    lost = false;
    payload = NOTHING;
    payloadLength = 0;
    return this;
  }

  private PlayoutDecision payloadOf(PacketSlot packet) {
    payload = packet.payload();
    payloadLength = packet.payloadLength();
    payloadType = packet.payloadType();
    sequenceNumber = packet.sequenceNumber();
    timestamp = packet.rtpTimestamp();
    return this;
  }

  /** What to do. */
  public Kind kind() {
    return kind;
  }

  /** How much it plays, in ticks of the RTP clock; 0 only for {@link Kind#WAIT}. */
  public int ticks() {
    return ticks;
  }

  /**
   * What to leave out at the start of the decoded packet, in ticks: 0 unless the source's
   * timestamps make it overlap the one before. {@link #ticks} is what remains.
   */
  public int trimTicks() {
    return trimTicks;
  }

  /**
   * Whether this does not continue what was played before, as after a wait, a skip or a silence: to
   * be joined so that no click is heard.
   */
  public boolean isSplice() {
    return splice;
  }

  /**
   * Whether what is silent would be heard if nothing were lost: the place for comfort noise.
   * Silence that the source has left out itself is none.
   */
  public boolean isLoss() {
    return lost || kind == Kind.CONCEAL;
  }

  /**
   * Whether there is a payload: always for {@link Kind#PLAY}, at times for {@link Kind#CONCEAL}.
   */
  public boolean hasPayload() {
    return payload != NOTHING;
  }

  /** Holds the payload from index 0 on; owned by the buffer. */
  public byte[] payload() {
    return payload;
  }

  /** Bytes of the payload. */
  public int payloadLength() {
    return payloadLength;
  }

  /**
   * Of the packet with the payload, 0 to 127.
   *
   * @throws IllegalStateException if there is no payload
   */
  public int payloadType() {
    return ofPayload(payloadType);
  }

  /**
   * Of the packet with the payload, 0 to 65535.
   *
   * @throws IllegalStateException if there is no payload
   */
  public int sequenceNumber() {
    return ofPayload(sequenceNumber);
  }

  /**
   * Of the packet with the payload, an unsigned number in an {@code int}.
   *
   * @throws IllegalStateException if there is no payload
   */
  public int timestamp() {
    return ofPayload(timestamp);
  }

  private int ofPayload(int field) {
    if (!hasPayload()) {
      throw new IllegalStateException("there is no payload to " + kind);
    }
    return field;
  }

  @Override
  public String toString() {
    return kind + " " + ticks + (hasPayload() ? " of " + sequenceNumber : "");
  }
}
