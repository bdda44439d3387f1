package io.antiphon.interop;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** Chromium without a window, whose microphone plays a file, open at the server's page. */
final class Browser implements AutoCloseable {
  private static final List<String> FLAGS =
      List.of(
          "--headless",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-dev-shm-usage",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          "--allow-loopback-in-peer-connection",
          "--autoplay-policy=no-user-gesture-required");
  private static final String FAKE_DEVICE = "--use-fake-device-for-media-stream";
  private static final String GRANT = "--use-fake-ui-for-media-stream";
  private static final double TAP_WARM_UP_SECONDS = 0.2;

  private static final Map<String, String> NO_REAL_DEVICES =
      Map.of("PULSE_SERVER", "unix:/nonexistent", "ALSA_CONFIG_PATH", "/dev/null");

  private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

  private final Path profile;
  private final ChromeDriver driver;
  private boolean refuse;

  static {
    // It would tell of each new Chromium that its own protocol classes, which we do not use, are
    // older.
    SELENIUM.setLevel(Level.SEVERE);
  }

  private Browser(Path profile, ChromeDriver driver) {
    this.profile = profile;
    this.driver = driver;
  }

  /** A browser that grants the microphone, which plays this file over and over. */
  static Browser withMicrophone(Path folder, Path wav) throws IOException {
    return start(folder, GRANT, FAKE_DEVICE, "--use-file-for-fake-audio-capture=" + wav);
  }

  /** A browser that would grant the microphone, on a machine that has none. */
  static Browser withoutMicrophone(Path folder) throws IOException {
    return start(folder, GRANT);
  }

  /** A browser as anybody has it, without a microphone: it hides its addresses behind names. */
  static Browser thatHides(Path folder) throws IOException {
    return start(folder);
  }

  /** A browser whose user refuses the microphone. */
  static Browser refusingMicrophone(Path folder) throws IOException {
    Browser browser = start(folder, FAKE_DEVICE);
    browser.refuse = true;
    return browser;
  }

  private static Browser start(Path folder, String... moreFlags) throws IOException {
    Path profile = Files.createTempDirectory(folder, "chromium-");
    ChromeOptions options = new ChromeOptions();
    options.setBinary(onPath("chromium", "chromium-browser", "google-chrome").toString());
    options.addArguments(FLAGS);
    options.addArguments("--user-data-dir=" + profile);
    options.addArguments(moreFlags);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(onPath("chromedriver").toFile())
            .usingAnyFreePort()
            .withEnvironment(NO_REAL_DEVICES)
            .withLogFile(profile.resolveSibling(profile.getFileName() + ".log").toFile())
            .build();
    ChromeDriver driver = new ChromeDriver(service, options);
    driver.manage().timeouts().scriptTimeout(Duration.ofSeconds(40));
    return new Browser(profile, driver);
  }

  static Path onPath(String... names) throws IOException {
    for (String name : names) {
      for (String folder : System.getenv("PATH").split(":")) {
        Path candidate = Path.of(folder, name);
        if (Files.isExecutable(candidate)) {
          return candidate;
        }
      }
    }
    throw new IOException(
        "not on the PATH: "
            + String.join(", ", names)
            + " (scripts/install-test-tools installs it)");
  }

  /** Opens the page in this tab, voice processing off so that tones stay tones. */
  void open(Server server, String... query) {
    open(server.url(), query);
  }

  /** Opens a program's page. */
  void open(String url, String... query) {
    driver.executeCdpCommand(
        "Page.setBypassCSP", Map.of("enabled", true)); // lets the tests' own script in
    driver.get(
        url
            + "/?"
            + String.join(
                "&", Stream.concat(Stream.of("processing=off"), Stream.of(query)).toList()));
    if (refuse) {
      driver.executeCdpCommand(
          "Browser.setPermission",
          Map.of("permission", Map.of("name", "microphone"), "setting", "denied"));
    }
  }

  /** Opens the page's second view in this tab. */
  void watch(Server server) {
    driver.get(server.url() + "/#watch");
  }

  /** Gives the page a window of this size, in CSS pixels. */
  void resize(int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
  }

  String newTab() {
    return driver.switchTo().newWindow(WindowType.TAB).getWindowHandle();
  }

  String tab() {
    return driver.getWindowHandle();
  }

  Set<String> tabs() {
    return driver.getWindowHandles();
  }

  void switchTo(String tab) {
    driver.switchTo().window(tab);
  }

  void reload() {
    driver.navigate().refresh();
  }

  void click(String elementId) {
    driver.findElement(By.id(elementId)).click();
  }

  /** Text as a user sees it: empty while hidden. */
  String text(String elementId) {
    return driver.findElement(By.id(elementId)).getText();
  }

  /** Clicks Connect and returns the peer's id once audio arrives. */
  String connect() throws Exception {
    click("connect");
    return awaitAudio();
  }

  String awaitAudio() throws Exception {
    awaitState("connected");
    awaitStat("inbound-rtp", "packetsReceived", 1);
    return (String) run("return window.antiphon.id");
  }

  void awaitState(String state) throws Exception {
    Await.until(
        "the page to be " + state,
        Duration.ofSeconds(20),
        () ->
            run(
                "return window.antiphon.state + ' ' + document.getElementById('problem-text').textContent"),
        now -> ((String) now).startsWith(state + " "));
  }

  /** Waits until a counter of getStats has reached a value: how the tests let a call last. */
  void awaitStat(String type, String member, double least) throws Exception {
    Await.until(
        type + "." + member + " to reach " + least,
        Duration.ofSeconds(40),
        () -> stat(type, member),
        value -> value >= least);
  }

  /** A number of the audio's statistics, 0 while there is none. */
  double stat(String type, String member) {
    Object value =
        runAsync(
            """
        const [type, member, done] = arguments;
        window.antiphon.getStats().then((all) => {
          const found = all.find((stat) => stat.type === type && (stat.kind ?? 'audio') === 'audio');
          done(found?.[member] ?? 0);
        }, () => done(0));""",
            type,
            member);
    return ((Number) value).doubleValue();
  }

  /** Captures what the page hears from the server, once the tap runs steadily. */
  Sound hear(double seconds) throws IOException {
    @SuppressWarnings("unchecked")
    Map<String, Object> heard =
        (Map<String, Object>) runAsync(resource("hear.js"), seconds + TAP_WARM_UP_SECONDS);
    byte[] pcm = Base64.getDecoder().decode((String) heard.get("pcm"));
    int rateHz = ((Number) heard.get("rateHz")).intValue();
    return Sound.ofPcm(ByteBuffer.wrap(pcm).order(ByteOrder.LITTLE_ENDIAN), rateHz, 1)
        .trimmed(TAP_WARM_UP_SECONDS, 0);
  }

  /**
   * Ends by HTTP what is pushed to the page, and tells for how many milliseconds it was heard on.
   */
  double interrupt() throws IOException {
    @SuppressWarnings("unchecked")
    Map<String, Object> interrupted = (Map<String, Object>) runAsync(resource("interrupt.js"));
    if (((Number) interrupted.get("status")).intValue() != 204) {
      throw new AssertionError("DELETE was answered " + interrupted.get("status"));
    }
    return ((Number) interrupted.get("millis")).doubleValue();
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = Browser.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("no resource " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  Object run(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  private Object runAsync(String script, Object... arguments) {
    return driver.executeAsyncScript(script, arguments);
  }

  /** Crashes the tab's renderer: nobody says goodbye. */
  void crashTab() {
    try {
      driver.executeCdpCommand("Page.crash", Map.of());
    } catch (WebDriverException expected) {
      // The answer never comes: whoever would give it has crashed.
    }
  }

  /** SIGKILL to the whole browser: nobody says goodbye. */
  void kill() {
    processes().forEach(ProcessHandle::destroyForcibly);
  }

  private List<ProcessHandle> processes() {
    String mark = profile.toString();
    return ProcessHandle.current()
        .descendants()
        .filter(process -> process.info().commandLine().orElse("").contains(mark))
        .toList();
  }

  @Override
  public void close() {
    try {
      driver.quit();
    } catch (WebDriverException e) {
      // It was killed by the test, or has crashed: what is left of it goes now.
    } finally {
      kill();
    }
  }
}
