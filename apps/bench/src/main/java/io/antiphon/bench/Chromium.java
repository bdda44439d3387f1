package io.antiphon.bench;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** A headless Chromium that may use the loopback interface, and needs no permission. */
final class Chromium implements AutoCloseable {
  private static final String READY = "DevTools listening on ";

  private final Process process;
  private final URI address;

  private Chromium(Process process) throws IOException {
    this.process = process;
    address = address(process);
  }

  /**
   * Starts one.
   *
   * @param folder for its profile
   * @param more options
   * @throws IOException if it does not start
   */
  static Chromium start(Path folder, String... more) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "chromium",
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + folder.resolve("profile"),
                "--allow-loopback-in-peer-connection",
                "--use-fake-device-for-media-stream",
                "--use-fake-ui-for-media-stream",
                "--autoplay-policy=no-user-gesture-required",
                "--remote-debugging-port=0"));
    command.addAll(List.of(more));
    command.add("about:blank");
    Process process =
        new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    // Who interrupts the bench wants no browser left.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "bench-chromium-end"));
    try {
      return new Chromium(process);
    } catch (IOException e) {
      process.destroy();
      throw e;
    }
  }

  private static URI address(Process chromium) throws IOException {
    BufferedReader err = chromium.errorReader(StandardCharsets.UTF_8);
    for (String line = err.readLine(); line != null; line = err.readLine()) {
      if (line.startsWith(READY)) {
        Thread drain =
            new Thread(() -> err.lines().forEach(ignored -> {}), "bench-chromium-messages");
        drain.setDaemon(true);
        drain.start();
        return URI.create(line.substring(READY.length()));
      }
    }
    throw new IOException("chromium does not start");
  }

  /** Whether there is one on the PATH. */
  static boolean isInstalled() {
    String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
    return Arrays.stream(path.split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "chromium")));
  }

  /** Opens a page and runs a script of ours in it. */
  DevTools open(URI url, String script) throws Exception {
    DevTools page = DevTools.open(address, url);
    try (InputStream in = Chromium.class.getResourceAsStream(script)) {
      page.evaluate(new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8));
      return page;
    } catch (Exception e) {
      page.close();
      throw e;
    }
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(5, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
