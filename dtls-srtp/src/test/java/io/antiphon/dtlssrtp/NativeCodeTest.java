package io.antiphon.dtlssrtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jitsi.srtp.crypto.JitsiOpenSslProvider;
import org.junit.jupiter.api.Test;

/** Nothing but the JVM's own native code runs, in a JVM that has done all that this module does. */
class NativeCodeTest {
  /** Does all of it, then names the shared libraries in memory that are not the JVM's. */
  static final class Everything {
    public static void main(String[] arguments) throws IOException {
      SrtpSession.warmUp();
      DtlsHandshake.warmUp();
      System.out.println("openssl " + JitsiOpenSslProvider.isLoaded());
      try (var maps = Files.lines(Path.of("/proc/self/maps"))) {
        maps.map(line -> line.replaceFirst("^(\\S+\\s+){5}", ""))
            .filter(file -> file.matches(".*(jitsi|jna|/tmp/).*\\.(so|dylib).*"))
            .distinct()
            .forEach(System.out::println);
      }
    }
  }

  @Test
  void noneIsLoadedByHandshakesOrPackets() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Everything.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    List<String> printed =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .toList();
    assertEquals(0, process.waitFor());
    assertEquals(List.of("openssl false"), printed);
  }

  @Test
  void whatWouldLoadItIsNotEvenThere() {
    assertThrows(ClassNotFoundException.class, () -> Class.forName("com.sun.jna.Native"));
    assertThrows(ClassNotFoundException.class, () -> Class.forName("kotlin.Unit"));
  }
}
