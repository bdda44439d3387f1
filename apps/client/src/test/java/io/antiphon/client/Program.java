package io.antiphon.client;

import java.io.PrintWriter;
import java.io.StringWriter;

/** The program within the test's process: what it is given, and what it says. */
final class Program {
  private final SoundDevices devices;
  private StringWriter out = new StringWriter();
  private StringWriter err = new StringWriter();

  Program(SoundDevices devices) {
    this.devices = devices;
  }

  int run(String... arguments) {
    out = new StringWriter();
    err = new StringWriter();
    return Main.run(arguments, devices, new PrintWriter(out), new PrintWriter(err), false);
  }

  String out() {
    return out.toString();
  }

  String err() {
    return err.toString();
  }
}
