package io.antiphon.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ./antiphon test fuzz} asks Maven for. */
class FuzzScriptTest {
  private static final String MAVEN =
      "home=$1; fail() { echo \"$1\" >&2; exit 2; }; . \"$2\"; forget_old_reports() { :; };"
          + " run_maven() { echo \"$*\"; }; shift 2; explore \"$@\"";

  @TempDir Path folder;

  private String asked(Path home, String... arguments) throws Exception {
    Path script = Program.HOME.resolve("scripts/test");
    List<String> command =
        new ArrayList<>(List.of("sh", "-euc", MAVEN, "sh", home.toString(), script.toString()));
    command.addAll(List.of(arguments));
    try (Program explore = Program.start(folder, command, builder -> {})) {
      assertEquals(0, explore.awaitExit(Duration.ofSeconds(30)), explore::story);
      return explore.out();
    }
  }

  private void write(String module, String name, String text) throws IOException {
    Path tests = Files.createDirectories(folder.resolve(module + "/src/test/java/x"));
    Files.writeString(tests.resolve(name + ".java"), text);
  }

  @Test
  void sharesTheTimeAmongTheParsersThatThereAre() throws Exception {
    write("one", "AFuzzTest", "@Tag(\"fuzz\")\n Fuzz.of().run(a)\n Fuzz.of()\n .run(b)\n");
    write("two/half", "BFuzzTest", "@Tag(\"fuzz\")\n Fuzz.of().run(c)\n Fuzz.of().play(d)\n");
    write("three", "FuzzTest", "Fuzz.of().run(e)\n");
    String asked = asked(folder, "60");
    assertTrue(asked.startsWith("test -pl one,two/half -am -Dgroups=fuzz "), asked);
    assertTrue(asked.contains(" -Dantiphon.fuzz.seconds=21 "), asked);
  }

  @Test
  void findsTheParsersOfTheProject() throws Exception {
    String asked = asked(Program.HOME, "1000000", "--keep");
    for (String module : List.of("codec", "ice", "peer", "rtp", "signaling/sdp")) {
      assertTrue(asked.matches("(?s)test -pl \\S*\\b" + module + "\\b.*"), asked);
    }
    int seconds = Integer.parseInt(asked.replaceAll("(?s).*fuzz.seconds=(\\d+) .*", "$1"));
    assertTrue(seconds >= 10_000 && seconds <= 1_000_000 / 16 + 1, asked);
  }
}
