package io.antiphon.bench.ice;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The process that is measured. A line in, a line out: {@code offer UFRAG PWD} gives {@code UFRAG
 * PWD HOST PORT}; {@code received} the packets so far; {@code heap} the bytes in use after a
 * collection. It ends with its input.
 */
final class AnswererMain {
  private AnswererMain() {}

  public static void main(String[] arguments) throws Exception {
    Logger.getLogger("").setLevel(Level.WARNING);
    Answerer answerer =
        arguments[0].equals("ice4j") ? Ice4jAnswerer.open() : new AntiphonAnswerer();
    Thread loop = new Thread(() -> run(answerer), "loop");
    loop.setDaemon(true);
    loop.start();
    PrintStream out = System.out;
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line; (line = in.readLine()) != null; ) {
      String[] words = line.split(" ", -1);
      out.println(
          switch (words[0]) {
            case "offer" -> line(answerer.answer(words[1], words[2]));
            case "received" -> Long.toString(answerer.received());
            default -> Long.toString(heapBytes());
          });
      out.flush();
    }
    System.exit(0);
  }

  private static void run(Answerer answerer) {
    try {
      answerer.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String line(Answerer.Credentials ours) {
    return String.join(" ", ours.ufrag(), ours.pwd(), ours.host(), String.valueOf(ours.port()));
  }

  private static long heapBytes() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
