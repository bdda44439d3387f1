package io.antiphon.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.antiphon.codec.AudioFrame;
import io.antiphon.dtlssrtp.Identity;
import io.antiphon.ice.IceTransport;
import io.antiphon.peer.PeerConnection;
import io.antiphon.rtp.RtpPacket;
import io.antiphon.sdp.SessionDescription;
import io.antiphon.signaling.SignalingServer;
import japicmp.cmp.JApiCmpArchive;
import japicmp.cmp.JarArchiveComparator;
import japicmp.cmp.JarArchiveComparatorOptions;
import japicmp.config.Options;
import japicmp.model.AccessModifier;
import japicmp.model.JApiClass;
import japicmp.output.stdout.StdoutOutputGenerator;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What others compile against stays: no public class or member of the modules goes or changes so
 * that they would have to change (japicmp).
 *
 * <p>The API as it was is in {@code src/test/resources/api}, a jar of class files without code for
 * each module. After a change that is meant, and said in the change log, {@code
 * -Dantiphon.api=write} writes it anew.
 */
class PublicApiTest {
  private static final Path BASELINE = Path.of("src/test/resources/api");

  static Stream<Arguments> modules() {
    return Stream.of(
        Arguments.of("antiphon-ice", IceTransport.class),
        Arguments.of("antiphon-dtls-srtp", Identity.class),
        Arguments.of("antiphon-rtp", RtpPacket.class),
        Arguments.of("antiphon-codec", AudioFrame.class),
        Arguments.of("antiphon-sdp", SessionDescription.class),
        Arguments.of("antiphon-signaling", SignalingServer.class),
        Arguments.of("antiphon-peer", PeerConnection.class));
  }

  @ParameterizedTest
  @MethodSource("modules")
  void theApiIsCompatibleWithWhatItWas(String module, Class<?> oneOfIt, @TempDir Path directory)
      throws Exception {
    Path now = ApiJar.write(codeOf(oneOfIt), directory.resolve(module + ".jar"));
    Path baseline = BASELINE.resolve(module + ".jar");
    if ("write".equals(System.getProperty("antiphon.api"))) {
      Files.createDirectories(BASELINE);
      Files.write(baseline, Files.readAllBytes(now));
    }
    assertEquals("", incompatible(baseline, now));
  }

  @Test
  void aMethodThatIsGoneIsNoticed(@TempDir Path directory) throws Exception {
    Path whole = ApiJar.write(codeOf(RtpPacket.class), directory.resolve("whole.jar"));
    Path less =
        ApiJar.write(
            codeOf(RtpPacket.class),
            directory.resolve("less.jar"),
            method -> !method.equals("payloadType"));
    assertEquals("", incompatible(less, whole), "more is compatible");
    assertFalse(incompatible(whole, less).isEmpty());
  }

  private static Path codeOf(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  /** What has changed incompatibly, as japicmp writes it; empty if nothing has. */
  private static String incompatible(Path before, Path after) throws IOException {
    Options options = Options.newDefault();
    options.setOutputOnlyBinaryIncompatibleModifications(true);
    options.setIgnoreMissingClasses(true);
    options.setAccessModifier(AccessModifier.PROTECTED);
    JarArchiveComparatorOptions comparison = JarArchiveComparatorOptions.of(options);
    List<JApiClass> classes =
        new JarArchiveComparator(comparison)
            .compare(
                new JApiCmpArchive(before.toFile(), "before"),
                new JApiCmpArchive(after.toFile(), "now"));
    boolean compatible =
        classes.stream().allMatch(c -> c.isBinaryCompatible() && c.isSourceCompatible());
    return compatible ? "" : new StdoutOutputGenerator(options, classes).generate();
  }
}
