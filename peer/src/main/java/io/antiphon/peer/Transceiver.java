package io.antiphon.peer;

import io.antiphon.codec.AudioSource;
import io.antiphon.sdp.Direction;
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
  private volatile boolean receivesStereo;
  private volatile ContentHint contentHint = ContentHint.SPEECH;
  private final DtmfSender dtmf = new DtmfSender();
  private volatile int ssrc;
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

  /** The name of its section; null before the first description. */
  public @Nullable String mid() {
    return mid;
  }

  /** The direction that the next offer or answer of ours asks for. */
  public Direction direction() {
    return direction;
  }

  /** Asks for another direction from the next negotiation on. */
  public void setDirection(Direction wanted) {
    direction = Objects.requireNonNull(wanted, "direction");
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
   * Sends something else from the next packet on, without negotiation (W3C's {@code replaceTrack});
   * null for nothing.
   */
  public void replaceSource(@Nullable AudioSource newSource) {
    source = newSource;
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

  void associate(int newIndex, String newMid) {
    index = newIndex;
    mid = newMid;
  }

  /** What was settled for this section; null if it was turned down. */
  void settle(@Nullable NegotiatedAudio settled) {
    negotiated = settled;
    currentDirection = settled == null ? Direction.INACTIVE : settled.direction();
    dtmf.setNegotiated(settled != null && settled.sendsEvents());
  }

  @Nullable NegotiatedAudio negotiated() {
    return negotiated;
  }
}
