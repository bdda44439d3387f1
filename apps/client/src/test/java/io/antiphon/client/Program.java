package io.antiphon.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;

/** The program within the test's process: what it is given, and what it says. */
final class Program {
  private final SoundDevices devices;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  Program(SoundDevices devices) {
    this.devices = devices;
  }

  int run(String... arguments) {
    out.reset();
    err.reset();
    return Main.run(
        arguments,
        devices,
        new PrintStream(out, true, UTF_8),
        new PrintStream(err, true, UTF_8),
        false);
  }

  String out() {
    return out.toString(UTF_8);
  }

  String err() {
    return err.toString(UTF_8);
  }
}
