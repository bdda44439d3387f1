package io.antiphon.dtlssrtp;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One run of the {@code openssl} program as an end of DTLS, and what it prints. */
final class OpenSsl implements AutoCloseable {
  private static final Pattern PORT = Pattern.compile("ACCEPT .*:(\\d+)");
  private static final Pattern KEYS = Pattern.compile("Keying material: ([0-9A-F]+)");

  private final Process process;
  private final List<String> printed = new ArrayList<>();
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  private OpenSsl(List<String> command) throws IOException {
    process = new ProcessBuilder(command).redirectErrorStream(true).start();
    Thread reader = new Thread(this::read, "openssl-output");
    reader.setDaemon(true);
    reader.start();
  }

  /** Makes NAME.crt and NAME.key, on P-256. */
  static void makeCertificate(Path folder, String name) throws Exception {
    makeCertificate(folder, name, "ec", "-pkeyopt", "ec_paramgen_curve:P-256");
  }

  /** Likewise, with another kind of key. */
  static void makeCertificate(Path folder, String name, String... kind) throws Exception {
    List<String> command = new ArrayList<>(List.of("openssl", "req", "-x509", "-newkey"));
    command.addAll(List.of(kind));
    command.addAll(List.of("-nodes", "-days", "2", "-subj", "/CN=" + name));
    command.addAll(List.of("-keyout", folder.resolve(name + ".key").toString()));
    command.addAll(List.of("-out", folder.resolve(name + ".crt").toString()));
    File log = folder.resolve(name + ".log").toFile();
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log).start();
    if (process.waitFor() != 0) {
      throw new AssertionError(command + ": " + Files.readString(log.toPath()));
    }
  }

  /** Waits for a client, on a port of its choice. */
  static OpenSsl server(Path folder, SrtpProfile profile) throws IOException {
    return new OpenSsl(
        command(folder, profile, "s_server", "-accept", "127.0.0.1:0", "-Verify", "1"));
  }

  /** Calls a server on this machine. */
  static OpenSsl client(Path folder, SrtpProfile profile, int port) throws IOException {
    return new OpenSsl(command(folder, profile, "s_client", "-connect", "127.0.0.1:" + port));
  }

  private static List<String> command(Path folder, SrtpProfile profile, String... role) {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(role));
    String name =
        profile == SrtpProfile.AES128_CM_HMAC_SHA1_80
            ? "SRTP_AES128_CM_SHA1_80"
            : "SRTP_" + profile.name();
    command.addAll(List.of("-dtls1_2", "-use_srtp", name));
    command.addAll(List.of("-keymatexport", "EXTRACTOR-dtls_srtp"));
    command.addAll(List.of("-keymatexportlen", "" + profile.keyingMaterialLength()));
    command.addAll(List.of("-cert", folder.resolve("theirs.crt").toString()));
    command.addAll(List.of("-key", folder.resolve("theirs.key").toString()));
    return command;
  }

  int awaitPort() throws InterruptedException {
    return Integer.parseInt(await(PORT));
  }

  /** The exported keys, in hexadecimal. */
  String awaitKeys() throws InterruptedException {
    return await(KEYS);
  }

  private String await(Pattern pattern) throws InterruptedException {
    while (true) {
      String line = lines.poll(30, TimeUnit.SECONDS);
      if (line == null) {
        throw new AssertionError("no " + pattern + " in " + printed);
      }
      printed.add(line);
      Matcher matcher = pattern.matcher(line);
      if (matcher.find()) {
        return matcher.group(1);
      }
    }
  }

  private void read() {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.ISO_8859_1))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(line);
      }
    } catch (IOException closed) {
      return;
    }
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    process.waitFor();
  }
}
