package io.antiphon.dtlssrtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DtlsConfigTest {
  private static final DtlsConfig CONFIG = DtlsConfig.defaults();

  @Test
  void refusesWhatIsOutOfRange() {
    assertThrows(IllegalArgumentException.class, CONFIG::withProfiles);
    assertThrows(IllegalArgumentException.class, () -> CONFIG.withMtu(255));
    assertThrows(IllegalArgumentException.class, () -> CONFIG.withMtu(16_385));
    assertThrows(IllegalArgumentException.class, () -> CONFIG.withReceiveQueue(0));
    assertThrows(IllegalArgumentException.class, () -> CONFIG.withTimeLimit(Duration.ZERO));
    Duration second = Duration.ofSeconds(1);
    assertThrows(
        IllegalArgumentException.class,
        () -> CONFIG.withRetransmission(second, Duration.ofMillis(999)));
    assertThrows(
        IllegalArgumentException.class, () -> CONFIG.withRetransmission(Duration.ZERO, second));
  }

  @Test
  void beginsLikeABrowser() {
    assertEquals(Duration.ofMillis(50), CONFIG.initialRetransmission());
    assertEquals(
        List.of(
            SrtpProfile.AEAD_AES_256_GCM,
            SrtpProfile.AEAD_AES_128_GCM,
            SrtpProfile.AES128_CM_HMAC_SHA1_80),
        CONFIG.profiles());
  }
}
