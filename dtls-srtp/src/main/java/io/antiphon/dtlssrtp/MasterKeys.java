package io.antiphon.dtlssrtp;

import java.util.Arrays;
import org.jitsi.srtp.SrtpContextFactory;
import org.jitsi.srtp.SrtpPolicy;
import org.jitsi.utils.logging2.LoggerImpl;

/** The master keys and salts of both directions (RFC 3711 §3.2.1), and what derives from them. */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record MasterKeys(
    SrtpProfile profile, byte[] localKey, byte[] localSalt, byte[] remoteKey, byte[] remoteSalt) {
  /**
   * Cuts what a handshake exported into pieces.
   *
   * @param keyingMaterial client key, server key, client salt, server salt (RFC 5764 §4.2); copied
   * @throws IllegalArgumentException if it has not the length that the profile asks for
   */
  static MasterKeys of(SrtpProfile profile, DtlsRole localRole, byte[] keyingMaterial) {
    if (keyingMaterial.length != profile.keyingMaterialLength()) {
      throw new IllegalArgumentException(
          profile
              + " takes "
              + profile.keyingMaterialLength()
              + " bytes, not "
              + keyingMaterial.length);
    }
    int key = profile.keyLength();
    int salt = profile.saltLength();
    byte[] clientKey = Arrays.copyOfRange(keyingMaterial, 0, key);
    byte[] serverKey = Arrays.copyOfRange(keyingMaterial, key, 2 * key);
    byte[] clientSalt = Arrays.copyOfRange(keyingMaterial, 2 * key, 2 * key + salt);
    byte[] serverSalt = Arrays.copyOfRange(keyingMaterial, 2 * key + salt, 2 * (key + salt));
    return localRole == DtlsRole.CLIENT
        ? new MasterKeys(profile, clientKey, clientSalt, serverKey, serverSalt)
        : new MasterKeys(profile, serverKey, serverSalt, clientKey, clientSalt);
  }

  /** Makes the contexts of what we send. */
  SrtpContextFactory outbound() {
    return contexts(true, localKey, localSalt);
  }

  /** Makes the contexts of what we receive. */
  SrtpContextFactory inbound() {
    return contexts(false, remoteKey, remoteSalt);
  }

  private SrtpContextFactory contexts(boolean sender, byte[] key, byte[] salt) {
    SrtpPolicy policy = policy();
    return new SrtpContextFactory(sender, key, salt, policy, policy, new LoggerImpl("srtp"));
  }

  private SrtpPolicy policy() {
    boolean counterMode = profile == SrtpProfile.AES128_CM_HMAC_SHA1_80;
    return new SrtpPolicy(
        counterMode ? SrtpPolicy.AESCM_ENCRYPTION : SrtpPolicy.AESGCM_ENCRYPTION,
        profile.keyLength(),
        counterMode ? SrtpPolicy.HMACSHA1_AUTHENTICATION : SrtpPolicy.NULL_AUTHENTICATION,
        counterMode ? 20 : 0,
        profile.rtpOverhead(),
        profile.saltLength());
  }
}
