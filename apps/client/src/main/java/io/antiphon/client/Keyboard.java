package io.antiphon.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys of the terminal as they are pressed, by {@code stty}: without line editing and echo, but
 * with Ctrl+C. The terminal is put back as it was when this is closed or the process ends, short of
 * SIGKILL.
 *
 * <p>Only for a process in the terminal's foreground: one in the background would be stopped by the
 * terminal for touching it.
 */
final class Keyboard implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Keyboard.class);
  private static final long PATIENCE_SECONDS = 2;

  private final String settings;
  private final Thread restorer = new Thread(this::restore, "antiphon-terminal");

  private Keyboard(String settings) {
    this.settings = settings;
  }

  /** Tells every key from now on; null if stdin is no terminal of ours. */
  static @Nullable Keyboard listen(InputStream in, IntConsumer keys) {
    String settings = isInForeground() ? run("stty", "-g") : null;
    if (settings == null || !settings.matches("[0-9A-Za-z:=]+")) {
      return null;
    }
    Keyboard keyboard = new Keyboard(settings);
    Runtime.getRuntime().addShutdownHook(keyboard.restorer);
    if (run("stty", "-icanon", "-echo", "min", "1") == null) {
      keyboard.close();
      return null;
    }
    Thread reader = new Thread(() -> read(in, keys), "antiphon-keys");
    reader.setDaemon(true);
    reader.start();
    return keyboard;
  }

  private static boolean isInForeground() {
    String groups =
        run("ps", "-o", "pgid=,tpgid=", "-p", Long.toString(ProcessHandle.current().pid()));
    String[] words = groups == null ? new String[0] : groups.trim().split("\\s+");
    return words.length == 2 && words[0].equals(words[1]);
  }

  private static void read(InputStream in, IntConsumer keys) {
    try {
      for (int key = in.read(); key >= 0; key = in.read()) {
        keys.accept(key);
      }
    } catch (IOException e) {
      log.debug("no more keys: {}", e.getMessage());
    }
  }

  /** What a command says that knows our stdin; null if it fails. */
  private static @Nullable String run(String... command) {
    try {
      Process process =
          new ProcessBuilder(List.of(command))
              .redirectInput(ProcessBuilder.Redirect.INHERIT)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return null;
      }
      String said =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
      return process.exitValue() == 0 ? said : null;
    } catch (IOException e) {
      log.debug("{}: {}", command[0], e.getMessage());
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  private void restore() {
    run("stty", settings);
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(restorer);
      restore();
    } catch (IllegalStateException e) {
      log.debug("the process is ending; the terminal is put back by its hook");
    }
  }
}
