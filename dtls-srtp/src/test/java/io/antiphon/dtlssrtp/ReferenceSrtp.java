package io.antiphon.dtlssrtp;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * SRTP written down a second time, from the RFCs' formulas, to hold {@link SrtpSession} against:
 * the vectors of RFC 7714 begin at session keys, which no public API takes.
 */
final class ReferenceSrtp {
  private ReferenceSrtp() {}

  /** RFC 3711 §4.3.1 with a key derivation rate of zero. */
  static byte[] derive(byte[] masterKey, byte[] masterSalt, int label, int length)
      throws GeneralSecurityException {
    byte[] x = Arrays.copyOf(masterSalt, 16);
    x[7] ^= (byte) label;
    return keyStream(masterKey, x, length);
  }

  /** AES in counter mode (RFC 3711 §4.1.1): the key stream from that block on. */
  static byte[] keyStream(byte[] key, byte[] firstBlock, int length)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
    cipher.init(
        Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(firstBlock));
    return cipher.doFinal(new byte[length]);
  }

  /** RFC 7714 §8.1 and §7: the whole SRTP packet of an RTP packet with the fixed header alone. */
  static byte[] gcm(byte[] key, byte[] salt, byte[] rtp, int roc) throws GeneralSecurityException {
    byte[] iv = new byte[12];
    ByteBuffer.wrap(iv).putShort((short) 0).put(rtp, 8, 4).putInt(roc).put(rtp, 2, 2);
    Cipher cipher = gcm(key, salt, iv);
    cipher.updateAAD(rtp, 0, 12);
    return concat(Arrays.copyOf(rtp, 12), cipher.doFinal(rtp, 12, rtp.length - 12));
  }

  /** RFC 7714 §9.1 and §7: the whole encrypted SRTCP packet. */
  static byte[] gcmControl(byte[] key, byte[] salt, byte[] rtcp, int index)
      throws GeneralSecurityException {
    byte[] iv = new byte[12];
    ByteBuffer.wrap(iv).putShort((short) 0).put(rtcp, 4, 4).putShort((short) 0).putInt(index);
    byte[] eAndIndex = ByteBuffer.allocate(4).putInt(index | 0x80000000).array();
    Cipher cipher = gcm(key, salt, iv);
    cipher.updateAAD(rtcp, 0, 8);
    cipher.updateAAD(eAndIndex);
    byte[] sealed = cipher.doFinal(rtcp, 8, rtcp.length - 8);
    return concat(concat(Arrays.copyOf(rtcp, 8), sealed), eAndIndex);
  }

  /** RFC 3711 §4.1.1 and §4.2: the whole SRTP packet, with a tag of 80 bits. */
  static byte[] counterMode(byte[] key, byte[] salt, byte[] authKey, byte[] rtp, int roc)
      throws GeneralSecurityException {
    byte[] iv = Arrays.copyOf(salt, 16);
    byte[] mask = new byte[16];
    ByteBuffer.wrap(mask).putInt(0).put(rtp, 8, 4).putInt(roc).put(rtp, 2, 2);
    xor(iv, mask);
    byte[] stream = keyStream(key, iv, rtp.length - 12);
    byte[] packet = rtp.clone();
    for (int i = 0; i < stream.length; i++) {
      packet[12 + i] ^= stream[i];
    }
    Mac mac = Mac.getInstance("HmacSHA1");
    mac.init(new SecretKeySpec(authKey, "HmacSHA1"));
    mac.update(packet);
    mac.update(ByteBuffer.allocate(4).putInt(roc).flip());
    return concat(packet, Arrays.copyOf(mac.doFinal(), 10));
  }

  private static Cipher gcm(byte[] key, byte[] salt, byte[] iv) throws GeneralSecurityException {
    xor(iv, salt);
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, iv));
    return cipher;
  }

  private static void xor(byte[] into, byte[] other) {
    for (int i = 0; i < Math.min(into.length, other.length); i++) {
      into[i] ^= other[i];
    }
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
