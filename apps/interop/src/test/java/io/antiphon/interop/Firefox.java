package io.antiphon.interop;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Firefox without a window, whose microphone and loudspeaker are those of a {@link PulseAudio}. */
final class Firefox implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  // It pairs a loopback address only with another, and offers one only if told to.
  private static final String PREFERENCES =
      """
      user_pref("media.peerconnection.ice.loopback", true);
      user_pref("media.peerconnection.ice.default_address_only", false);
      user_pref("permissions.default.microphone", 1);
      user_pref("media.autoplay.default", 0);
      user_pref("media.autoplay.blocking_policy", 0);
      user_pref("datareporting.policy.dataSubmissionEnabled", false);
      user_pref("network.captive-portal-service.enabled", false);
      user_pref("network.connectivity-service.enabled", false);
      user_pref("browser.safebrowsing.malware.enabled", false);
      user_pref("browser.safebrowsing.phishing.enabled", false);
      user_pref("app.normandy.enabled", false);
      user_pref("app.update.auto", false);
      user_pref("extensions.update.enabled", false);
      """;

  private final Program program;
  private final BiDi session;

  private Firefox(Program program, BiDi session) {
    this.program = program;
    this.session = session;
  }

  static Firefox start(Path folder, PulseAudio sound) throws Exception {
    Path profile = Files.createDirectory(folder.resolve("firefox"));
    Files.writeString(profile.resolve("user.js"), PREFERENCES);
    Program program =
        Program.start(
            folder,
            List.of(
                Browser.onPath("firefox-esr", "firefox").toString(),
                "--headless",
                "--no-remote",
                "--remote-debugging-port",
                Integer.toString(Server.freePort()),
                "--profile",
                profile.toString(),
                "about:blank"),
            builder -> {
              builder.environment().putAll(sound.environment());
              builder.redirectErrorStream(true);
            });
    try {
      String address = program.awaitLine("WebDriver BiDi listening on (ws://\\S+)", START).group(1);
      return new Firefox(program, new BiDi(URI.create(address + "/session")));
    } catch (Exception | AssertionError e) {
      program.close();
      throw e;
    }
  }

  void open(String url) throws Exception {
    session.open(url);
  }

  /** The value of a JavaScript expression; of a promise, what it comes to. */
  JsonNode evaluate(String expression) throws Exception {
    return session.evaluate(expression);
  }

  /** Waits until an expression is true. */
  void await(String expression) throws Exception {
    Await.until(
        expression + "; " + program.story(),
        PATIENCE,
        () -> session.evaluate(expression).asBoolean());
  }

  @Override
  public void close() {
    session.close();
    program.close();
  }
}
