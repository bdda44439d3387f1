package io.antiphon.dtlssrtp;

import java.security.GeneralSecurityException;
import org.jitsi.srtp.SrtcpCryptoContext;
import org.jitsi.srtp.SrtpContextFactory;
import org.jitsi.srtp.SrtpCryptoContext;
import org.jitsi.srtp.SrtpErrorStatus;
import org.jitsi.srtp.crypto.Aes;

/**
 * Protects what we send and reveals what the other side sent: SRTP and SRTCP (RFC 3711, RFC 7714),
 * with the keys of one handshake.
 *
 * <p>Packets are worked on where they lie. Each SSRC has its own rollover counter and replay window
 * of 64 packets; at most {@value #MAX_SOURCES} SSRCs are kept for each of the four directions, and
 * one is kept only after a packet of it proved authentic. Of what is received, a further one takes
 * the place of the one that was silent for longest, if that was for {@value #IDLE_PACKETS} packets
 * of others; what it sent before could then be replayed to us. Both keys are used for 2⁴⁸ RTP and
 * 2³¹ RTCP packets at most (RFC 3711 §9.2). Nothing is allocated per packet here. To be used by one
 * thread at a time.
 */
public final class SrtpSession {
  /** Room to leave behind a packet that is to be protected, whatever the profile, in bytes. */
  public static final int MAX_OVERHEAD = 20;

  /** Most SSRCs in each direction, for RTP and for RTCP. A power of two. */
  public static final int MAX_SOURCES = 64;

  /** Packets of others after which a source counts as silent. */
  static final int IDLE_PACKETS = 1024;

  static {
    // Otherwise jitsi-srtp measures every provider it can find, for seconds and under a lock.
    Aes.setFactoryClassName("SunJCE");
  }

  private final SrtpProfile profile;
  private final SrtpContextFactory outbound;
  private final PacketInPlace packet = new PacketInPlace();
  private final SsrcTable<SrtpCryptoContext> rtpOut = new SsrcTable<>();
  private final SsrcTable<SrtcpCryptoContext> rtcpOut = new SsrcTable<>();
  private final KeyLifetime localLife;
  private final KeyLifetime remoteLife;

  private final RemoteContexts<SrtpCryptoContext> rtpIn;
  private final RemoteContexts<SrtcpCryptoContext> rtcpIn;
  private final Rejections rejections = new Rejections();

  private SrtpSession(MasterKeys keys, KeyLifetime localLife, KeyLifetime remoteLife) {
    this.profile = keys.profile();
    this.localLife = localLife;
    this.remoteLife = remoteLife;
    outbound = keys.outbound();
    SrtpContextFactory inbound = keys.inbound();
    rtpIn = new RemoteContexts<>(ssrc -> inbound.deriveContext(ssrc, 0));
    rtcpIn = new RemoteContexts<>(inbound::deriveControlContext);
  }

  /**
   * A session of the keys that a handshake exported.
   *
   * @param localRole ours in the handshake: the client's keys come first
   * @param keyingMaterial client key, server key, client salt, server salt (RFC 5764 §4.2); copied
   * @throws IllegalArgumentException if it has not the length that the profile asks for
   */
  public static SrtpSession of(SrtpProfile profile, DtlsRole localRole, byte[] keyingMaterial) {
    return of(MasterKeys.of(profile, localRole, keyingMaterial));
  }

  /**
   * A session of master keys and salts that came some other way.
   *
   * @param localKey the master key of what we send
   * @param localSalt the master salt of what we send
   * @param remoteKey the master key of what we receive
   * @param remoteSalt the master salt of what we receive
   * @throws IllegalArgumentException if one has not the length that the profile asks for
   */
  public static SrtpSession of(
      SrtpProfile profile, byte[] localKey, byte[] localSalt, byte[] remoteKey, byte[] remoteSalt) {
    return of(new MasterKeys(profile, localKey, localSalt, remoteKey, remoteSalt));
  }

  private static SrtpSession of(MasterKeys keys) {
    return new SrtpSession(
        keys,
        new KeyLifetime(KeyLifetime.MAX_RTP, KeyLifetime.MAX_RTCP),
        new KeyLifetime(KeyLifetime.MAX_RTP, KeyLifetime.MAX_RTCP));
  }

  /** A session of all-zero keys that are used up sooner. */
  static SrtpSession shortLived(SrtpProfile profile, KeyLifetime local, KeyLifetime remote) {
    byte[] key = new byte[profile.keyLength()];
    byte[] salt = new byte[profile.saltLength()];
    return new SrtpSession(new MasterKeys(profile, key, salt, key, salt), local, remote);
  }

  /** The profile in force. */
  public SrtpProfile profile() {
    return profile;
  }

  /** How many packets were not let in, for that reason, since the session began. */
  public long rejected(SrtpRejection reason) {
    return rejections.count(reason);
  }

  /**
   * Protects an RTP packet in place (RFC 3711 §3.3).
   *
   * @param length of the packet; behind it the array has room for {@link #MAX_OVERHEAD} more bytes
   * @return the length of the SRTP packet, from the same offset
   * @throws IllegalArgumentException if it is no RTP packet, there is no room behind it, or its
   *     sequence number was used before (the key stream must not be)
   * @throws IllegalStateException if it is of one SSRC too many, or the key is used up
   */
  public int protect(byte[] buffer, int offset, int length) {
    PacketShape.checkRoom(buffer, offset, length);
    int header = PacketShape.rtpHeaderLength(buffer, offset, length);
    if (header < 0) {
      throw new IllegalArgumentException("not an RTP packet of " + length + " bytes");
    }
    if (localLife.rtpIsOver()) {
      throw new IllegalStateException("the key has protected as many RTP packets as it may");
    }
    int ssrc = PacketShape.int32(buffer, offset + 8);
    SrtpCryptoContext context = rtpOut.get(ssrc);
    SrtpErrorStatus status;
    try {
      if (context == null) {
        checkOneMore(rtpOut);
        context = outbound.deriveContext(ssrc, 0);
        rtpOut.put(ssrc, context);
      }
      status = context.transformPacket(packet.wrap(buffer, offset, length));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot protect RTP", e);
    }
    if (status != SrtpErrorStatus.OK) {
      int sequenceNumber = PacketShape.int32(buffer, offset) & 0xffff;
      throw new IllegalArgumentException(
          "sequence number " + sequenceNumber + " was used before: " + status);
    }
    localLife.usedForRtp();
    return lengthWhenProtected(length + profile.rtpOverhead());
  }

  /**
   * Protects an RTCP compound in place (RFC 3711 §3.4), encrypted and with the next SRTCP index of
   * its sender's SSRC.
   *
   * @param length of the compound; behind it the array has room for {@link #MAX_OVERHEAD} more
   *     bytes
   * @return the length of the SRTCP packet, from the same offset
   * @throws IllegalArgumentException if it is no RTCP compound, or there is no room behind it
   * @throws IllegalStateException if it is of one SSRC too many, or the key is used up
   */
  public int protectControl(byte[] buffer, int offset, int length) {
    PacketShape.checkRoom(buffer, offset, length);
    if (length < PacketShape.RTCP_HEADER_LENGTH || !PacketShape.isVersion2(buffer, offset)) {
      throw new IllegalArgumentException("not an RTCP compound of " + length + " bytes");
    }
    if (localLife.rtcpIsOver()) {
      throw new IllegalStateException("the key has protected as many RTCP packets as it may");
    }
    int ssrc = PacketShape.int32(buffer, offset + 4);
    SrtcpCryptoContext context = rtcpOut.get(ssrc);
    try {
      if (context == null) {
        checkOneMore(rtcpOut);
        context = outbound.deriveControlContext(ssrc);
        rtcpOut.put(ssrc, context);
      }
      context.transformPacket(packet.wrap(buffer, offset, length));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot protect RTCP", e);
    }
    localLife.usedForRtcp();
    return lengthWhenProtected(length + profile.rtcpOverhead());
  }

  /**
   * Verifies an SRTP packet and reveals the RTP packet in its place. What lies there after a
   * rejection is unspecified.
   *
   * @return the length of the RTP packet, from the same offset
   * @throws SrtpRejectedException if it is not to be believed; counted by its reason
   */
  public int unprotect(byte[] buffer, int offset, int length) throws SrtpRejectedException {
    PacketShape.checkBounds(buffer, offset, length);
    int header = PacketShape.rtpHeaderLength(buffer, offset, length - profile.rtpOverhead());
    if (header < 0) {
      throw rejections.reject(SrtpRejection.MALFORMED);
    }
    if (remoteLife.rtpIsOver()) {
      throw rejections.reject(SrtpRejection.KEY_USED_UP);
    }
    int ssrc = PacketShape.int32(buffer, offset + 8);
    SrtpErrorStatus status;
    try {
      SrtpCryptoContext context = rtpIn.get(ssrc);
      if (context == null) {
        throw rejections.reject(SrtpRejection.TOO_MANY_SOURCES);
      }
      status = context.reverseTransformPacket(packet.wrap(buffer, offset, length), false);
      if (status == SrtpErrorStatus.OK) {
        rtpIn.authentic(ssrc, context);
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot reveal RTP", e);
    }
    if (status != SrtpErrorStatus.OK) {
      throw rejections.reject(status);
    }
    remoteLife.usedForRtp();
    return packet.getLength();
  }

  /**
   * Verifies an SRTCP packet and reveals the RTCP compound in its place. What lies there after a
   * rejection is unspecified.
   *
   * @return the length of the RTCP compound, from the same offset
   * @throws SrtpRejectedException if it is not to be believed; counted by its reason
   */
  public int unprotectControl(byte[] buffer, int offset, int length) throws SrtpRejectedException {
    PacketShape.checkBounds(buffer, offset, length);
    if (length < PacketShape.RTCP_HEADER_LENGTH + profile.rtcpOverhead()
        || !PacketShape.isVersion2(buffer, offset)) {
      throw rejections.reject(SrtpRejection.MALFORMED);
    }
    if (buffer[eBit(offset, length)] >= 0) {
      throw rejections.reject(SrtpRejection.UNENCRYPTED);
    }
    if (remoteLife.rtcpIsOver()) {
      throw rejections.reject(SrtpRejection.KEY_USED_UP);
    }
    int ssrc = PacketShape.int32(buffer, offset + 4);
    SrtpErrorStatus status;
    try {
      SrtcpCryptoContext context = rtcpIn.get(ssrc);
      if (context == null) {
        throw rejections.reject(SrtpRejection.TOO_MANY_SOURCES);
      }
      status = context.reverseTransformPacket(packet.wrap(buffer, offset, length));
      if (status == SrtpErrorStatus.OK) {
        rtcpIn.authentic(ssrc, context);
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot reveal RTCP", e);
    }
    if (status != SrtpErrorStatus.OK) {
      throw rejections.reject(status);
    }
    remoteLife.usedForRtcp();
    return packet.getLength();
  }

  /**
   * Of what we send nothing is forgotten: a source that came back would use its key stream twice.
   */
  private static void checkOneMore(SsrcTable<?> table) {
    if (table.isFull()) {
      throw new IllegalStateException("already " + MAX_SOURCES + " sources");
    }
  }

  /** Where the byte with the E bit lies: GCM puts tag before index, the older profile after. */
  private int eBit(int offset, int length) {
    boolean indexIsLast = profile != SrtpProfile.AES128_CM_HMAC_SHA1_80;
    return offset + length - (indexIsLast ? 4 : profile.rtcpOverhead());
  }

  /** jitsi-srtp says OK even when encrypting went wrong; then the packet must not leave. */
  private int lengthWhenProtected(int expected) {
    if (packet.getLength() != expected) {
      throw new IllegalStateException(
          "protected to " + packet.getLength() + " bytes instead of " + expected);
    }
    return expected;
  }

  /**
   * Does once what is slow the first time: loads the ciphers, and makes and uses contexts of every
   * profile. Takes about a second; call it at start-up.
   */
  public static void warmUp() {
    SrtpWarmUp.run();
  }
}
