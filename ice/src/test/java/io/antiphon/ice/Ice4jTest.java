package io.antiphon.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Ice4jTest {
  /** As in a process that has not touched anything yet. */
  @ParameterizedTest
  @ValueSource(strings = {"io.antiphon.ice.StunMessage", "io.antiphon.ice.StunWriter"})
  void whatTouchesTheCodecTurnsTheAwsHarvesterOffFirst(String className)
      throws IOException, ReflectiveOperationException {
    System.clearProperty("org.ice4j.ice.harvest.DISABLE_AWS_HARVESTER");
    try (URLClassLoader fresh =
        new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
      Class.forName(className, true, fresh);
    }
    assertEquals("true", System.getProperty("org.ice4j.ice.harvest.DISABLE_AWS_HARVESTER"));
    assertEquals(Level.WARNING, Logger.getLogger("org.ice4j").getLevel());
  }

  private static URL[] classPath() throws MalformedURLException {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      urls.add(Path.of(entry).toUri().toURL());
    }
    return urls.toArray(URL[]::new);
  }

  /** Without them no agent of ice4j, and so no harvester, can start; its STUN codec needs none. */
  @Test
  void noneOfTheLibrariesBehindIce4jIsHere() {
    assertThrows(ClassNotFoundException.class, () -> Class.forName("kotlin.Unit"));
    assertThrows(ClassNotFoundException.class, () -> Class.forName("org.jitsi.utils.JNIUtils"));
  }
}
