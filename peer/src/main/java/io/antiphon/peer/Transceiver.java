package io.antiphon.peer;

import io.antiphon.codec.AudioSource;
import io.antiphon.sdp.Direction;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One audio section: what is sent in it, and what is received (W3C WebRTC §5.4).
 *
 * <p>Made by a {@link PeerConnection}; its methods may be called from any thread.
 */
public final class Transceiver {
  private final String trackId = UUID.randomUUID().toString();
  private final RemoteTrack receiver = new RemoteTrack();
  private final Processing processing = new Processing();
  private volatile Direction direction;
  private volatile @Nullable Direction currentDirection;
  private volatile @Nullable String mid;
  private volatile @Nullable AudioSource source;
  private volatile @Nullable PushSource interjection;
  private volatile @Nullable DeviceClock deviceClock;
  private volatile boolean receivesStereo;
  private volatile ContentHint contentHint = ContentHint.SPEECH;
  private final DtmfSender dtmf = new DtmfSender();
  private volatile int ssrc;
  private final CodecPreferences preferences = new CodecPreferences();
  private volatile @Nullable Runnable changeListener;
  private volatile boolean stopping;
  private volatile boolean stopped;
  private volatile boolean hasSent;
  private volatile boolean reserved;
  private boolean offered;
  private volatile int rtxSsrc;
  private int index = -1;
  private @Nullable NegotiatedAudio negotiated;
  private @Nullable OutboundAudio outbound;

  private Transceiver(Direction direction, @Nullable AudioSource source) {
    this.direction = direction;
    this.source = source;
  }

  static Transceiver sending(AudioSource source) {
    return new Transceiver(Direction.SENDRECV, source);
  }

  static Transceiver receiving() {
    return new Transceiver(Direction.RECVONLY, null);
  }

  static Transceiver of(Direction direction) {
    return new Transceiver(direction, null);
  }

  /** For a section that the other side has offered. */
  static Transceiver receivingOffered() {
    Transceiver transceiver = receiving();
    transceiver.offered = true;
    return transceiver;
  }

  /** The name of its section (W3C WebRTC §5.4); null before it is in a description in force. */
  public @Nullable String mid() {
    return mid;
  }

  /** The direction that the next offer or answer of ours asks for. */
  public Direction direction() {
    return direction;
  }

  /**
   * Asks for another direction from the next negotiation on (W3C WebRTC §5.4); a change calls for
   * one.
   *
   * @throws IllegalStateException if it has been stopped
   */
  public void setDirection(Direction wanted) {
    synchronized (this) {
      if (stopping) {
        throw new IllegalStateException("the transceiver is stopped");
      }
      direction = Objects.requireNonNull(wanted, "direction");
    }
    changed();
  }

  /**
   * Ends the section for good, both ways (W3C WebRTC §5.4.1): nothing more is sent from now on, the
   * next description of ours turns it down, and its place may be taken by a new one. Idempotent.
   */
  public void stop() {
    synchronized (this) {
      if (stopping) {
        return;
      }
      stopping = true;
      direction = Direction.INACTIVE;
      source = null;
      interjection = null;
    }
    changed();
  }

  /** Whether it has ended: stopped here or turned down there, and both sides agree. */
  public boolean isStopped() {
    return stopped;
  }

  /**
   * Limits and orders the codecs of the next negotiation (W3C WebRTC §5.4.1).
   *
   * @param mimeTypes such as {@code audio/opus}, {@code audio/PCMU}, the preferred one first; none
   *     for the usual ones
   * @throws IllegalArgumentException if one is not ours
   */
  public void setCodecPreferences(List<String> mimeTypes) {
    preferences.set(mimeTypes);
  }

  /** What may be negotiated, the preferred one first. */
  List<AudioCodec> codecPreferences() {
    return preferences.codecs();
  }

  /** Those that may be negotiated: in their own order, unless there are preferences. */
  List<CodecParameters> preferred(List<CodecParameters> codecs) {
    return preferences.among(codecs);
  }

  boolean isStopping() {
    return stopping;
  }

  /** Its end has been agreed on; nobody's section from now on. */
  void onStopped() {
    stop();
    stopped = true;
    currentDirection = null;
    negotiated = null;
    index = -1;
  }

  /** Made for a section that the other side has offered, and not used since. */
  boolean isOfferedOnly() {
    return offered && source == null && interjection == null;
  }

  /** Takes this source if it may: never used to send, nothing to send (W3C WebRTC §5.1). */
  boolean claim(AudioSource wanted) {
    synchronized (this) {
      if (stopping || hasSent || reserved || source != null || interjection != null) {
        return false;
      }
      source = wanted;
      direction = direction.receives() ? Direction.SENDRECV : Direction.SENDONLY;
    }
    changed();
    return true;
  }

  /** Not for {@link #claim}: what it sends is no source. */
  Transceiver reserve() {
    reserved = true;
    return this;
  }

  /** Sends nothing more, and asks for no way to. */
  void unclaim() {
    synchronized (this) {
      source = null;
      direction = direction.receives() ? Direction.RECVONLY : Direction.INACTIVE;
    }
    changed();
  }

  void onChange(Runnable listener) {
    changeListener = listener;
  }

  private void changed() {
    Runnable listener = changeListener;
    if (listener != null) {
      listener.run();
    }
  }

  /** The direction that was negotiated last; null before that. */
  public @Nullable Direction currentDirection() {
    return currentDirection;
  }

  /** What is sent; null for nothing. */
  public @Nullable AudioSource source() {
    return source;
  }

  /**
   * Sends something else from the next packet on, without negotiation; null for nothing. It is
   * W3C's {@code replaceTrack} (WebRTC §5.2) under the name of what is replaced here; a stopped one
   * takes nothing.
   */
  public void replaceSource(@Nullable AudioSource newSource) {
    synchronized (this) {
      source = stopping ? null : newSource;
    }
  }

  /** What the source goes by; null for the media clock. */
  public @Nullable DeviceClock deviceClock() {
    return deviceClock;
  }

  /**
   * Has the source read and sent by the clock of the device that it comes from; null for the media
   * clock, which it is unless said otherwise. Holds from the next slot of the media clock on.
   */
  public void setDeviceClock(@Nullable DeviceClock clock) {
    deviceClock = clock;
  }

  /** What takes the place of the source while it has something to say; null if nothing may. */
  public @Nullable PushSource interjection() {
    return interjection;
  }

  /**
   * Lets live audio take the place of what is otherwise sent, for as long as it has something to
   * say; null for no more of that.
   */
  public void interject(@Nullable PushSource push) {
    interjection = push;
  }

  /**
   * What is to be said now: pushed audio comes first, once the other side can hear it.
   *
   * @param heard whether it can
   */
  @Nullable AudioSource source(boolean heard) {
    AudioSource usual = source;
    PushSource pushed = interjection;
    if (heard && usual instanceof PushSource push) {
      push.release();
    }
    if (heard && pushed != null) {
      pushed.release();
      return pushed.isActive() ? pushed : usual;
    }
    return usual;
  }

  /** The live audio that is sent, or would be if there were any; null if none may be. */
  @Nullable PushSource pushed() {
    PushSource pushed = interjection;
    return pushed == null && source instanceof PushSource push ? push : pushed;
  }

  /**
   * What changes the audio before it is sent in this section. A section with processors of its own
   * has an encoder of its own.
   */
  public Processing processing() {
    return processing;
  }

  /** What is sent, {@link ContentHint#SPEECH} unless said otherwise. */
  public ContentHint contentHint() {
    return contentHint;
  }

  /** Says what is sent; holds from the next source on, or from the start. */
  public void setContentHint(ContentHint hint) {
    contentHint = Objects.requireNonNull(hint, "hint");
  }

  /** Presses keys on the way out (W3C {@code RTCRtpSender.dtmf}). */
  public DtmfSender dtmf() {
    return dtmf;
  }

  /** What the other side says. */
  public RemoteTrack receiver() {
    return receiver;
  }

  /** Asks the other side for two channels from the next negotiation on (RFC 7587 §6.1). */
  public void setReceivesStereo(boolean stereo) {
    receivesStereo = stereo;
  }

  /** Whether what is said has two channels. */
  boolean sendsStereo() {
    AudioSource current = source();
    return current != null && current.format().channels() == 2;
  }

  boolean receivesStereo() {
    return receivesStereo;
  }

  String trackId() {
    return trackId;
  }

  int ssrc() {
    return ssrc;
  }

  /** Of the stream in which packets are sent again (RFC 4588 §5.3). */
  int rtxSsrc() {
    return rtxSsrc;
  }

  /** Two different ones. */
  void setSsrcs(int value, int rtx) {
    ssrc = value;
    rtxSsrc = rtx;
  }

  /** What sends in it; null before it belongs to a session. On the loop. */
  @Nullable OutboundAudio outbound() {
    return outbound;
  }

  void setOutbound(OutboundAudio value) {
    outbound = value;
  }

  /** The place of its section in the descriptions, -1 before it has one. */
  int index() {
    return index;
  }

  String requireMid() {
    return Objects.requireNonNull(mid, "mid");
  }

  /** Gives it a section; −1 and null take it away. */
  void associate(int newIndex, @Nullable String newMid) {
    index = newIndex;
    mid = newMid;
  }

  /** What was settled for this section; null if it was turned down. */
  void settle(@Nullable NegotiatedAudio settled) {
    negotiated = settled;
    hasSent |= settled != null && settled.direction().sends();
    currentDirection = settled == null ? Direction.INACTIVE : settled.direction();
    dtmf.setNegotiated(settled != null && settled.sendsEvents());
  }

  @Nullable NegotiatedAudio negotiated() {
    return negotiated;
  }
}
