package io.antiphon.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class Ice4jTest {
  @Test
  void whoeverTouchesTheCodecHasTurnedTheAwsHarvesterOff() {
    System.clearProperty(Ice4j.DISABLE_AWS_HARVESTER);
    Ice4j.prepare();
    IceTransport unused = new IceTransport(IceConfig.defaults(), IceRole.CONTROLLED, new Random(1));
    assertEquals("true", System.getProperty("org.ice4j.ice.harvest.DISABLE_AWS_HARVESTER"));
    assertEquals(Level.WARNING, Logger.getLogger("org.ice4j").getLevel());
  }

  /** Without them no agent of ice4j, and so no harvester, can start; its STUN codec needs none. */
  @Test
  void noneOfTheLibrariesBehindIce4jIsHere() {
    assertThrows(ClassNotFoundException.class, () -> Class.forName("kotlin.Unit"));
    assertThrows(ClassNotFoundException.class, () -> Class.forName("org.jitsi.utils.JNIUtils"));
  }
}
