package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What stands in the documents stands in the tree as well. */
class DocumentsTest {
  private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

  private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT))(?:#(\\w+))?`");

  private static List<Path> documents() throws IOException {
    try (Stream<Path> docs = Files.list(HOME.resolve("docs"))) {
      return Stream.concat(
              docs.filter(each -> each.toString().endsWith(".md")),
              Stream.of("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "peer/README.md")
                  .map(HOME::resolve))
          .toList();
    }
  }

  @Test
  void everyLinkLeadsSomewhere() throws IOException {
    List<String> broken = new ArrayList<>();
    int followed = 0;
    for (Path document : documents()) {
      Matcher link = LINK.matcher(Files.readString(document));
      while (link.find()) {
        String target = link.group(1);
        if (!target.startsWith("http")) {
          followed++;
          if (!leadsSomewhere(document, target)) {
            broken.add(HOME.relativize(document) + ": " + target);
          }
        }
      }
    }
    assertEquals(List.of(), broken);
    assertTrue(followed > 50, followed + " links");
  }

  private static boolean leadsSomewhere(Path document, String target) throws IOException {
    int hash = target.indexOf('#');
    Path file =
        hash == 0
            ? document
            : document.resolveSibling(hash < 0 ? target : target.substring(0, hash)).normalize();
    if (!Files.exists(file)) {
      return false;
    }
    return hash < 0
        || Files.readString(file)
            .lines()
            .filter(line -> line.startsWith("#"))
            .anyMatch(line -> anchor(line).equals(target.substring(hash + 1)));
  }

  /** As it is made of a heading: small letters, hyphens for spaces, nothing else. */
  private static String anchor(String heading) {
    return heading
        .replaceFirst("^#+ ", "")
        .toLowerCase(java.util.Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N} _-]", "")
        .replace(' ', '-');
  }

  @Test
  void gettingStartedShowsTheExampleThatIsBuiltAndRun() throws IOException {
    String text = Files.readString(HOME.resolve("docs/getting-started.md"));
    int start = text.indexOf("```java\n") + 8;
    List<String> example =
        lines(
            Files.readString(HOME.resolve("examples/peer/src/main/java/example/RecordACaller.java"))
                .replace("  private RecordACaller() {}", "")
                .replace("package example;", ""));
    assertEquals(example, lines(text.substring(start, text.indexOf("```", start))));
    String pom = Files.readString(HOME.resolve("examples/peer/pom.xml"));
    String version = pom.replaceAll("(?s).*<antiphon.version>(.*?)</antiphon.version>.*", "$1");
    assertTrue(text.contains("<version>" + version + "</version>"), version);
    assertTrue(text.contains("'io.antiphon:antiphon-peer:" + version + "'"), version);
  }

  /** Without indentation, comments above a line and empty lines. */
  private static List<String> lines(String java) {
    return java.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("/**"))
        .toList();
  }

  @Test
  void everyTestThatTheTableOfInteroperationNamesIsThere() throws IOException {
    List<String> unknown = new ArrayList<>();
    int named = 0;
    for (String line : Files.readAllLines(HOME.resolve("docs/interop.md"))) {
      Matcher test = TEST.matcher(line.startsWith("|") ? line : "");
      while (test.find()) {
        named++;
        if (!isTest(test.group(1), test.group(2))) {
          unknown.add(test.group());
        }
      }
    }
    assertEquals(List.of(), unknown);
    assertTrue(named > 30, named + " tests");
  }

  private static boolean isTest(String type, @Nullable String method) throws IOException {
    for (String folder :
        List.of(
            "peer/src/test/java/io/antiphon/peer",
            "apps/interop/src/test/java/io/antiphon/interop")) {
      Path file = HOME.resolve(folder).resolve(type + ".java");
      if (Files.exists(file)) {
        return method == null || Files.readString(file).contains("void " + method + "(");
      }
    }
    return false;
  }

  @Test
  void everyMessageInTroubleshootingIsOneOfOurs() throws IOException {
    String sources = sources();
    List<String> unknown = new ArrayList<>();
    int quoted = 0;
    for (String line : Files.readAllLines(HOME.resolve("docs/troubleshooting.md"))) {
      Matcher message = QUOTED.matcher(line.startsWith("| `") ? line.split("\\|")[1] : "");
      while (message.find()) {
        for (String part : message.group(1).split(": |…")) {
          quoted++;
          if (!sources.contains(part.strip())) {
            unknown.add(part.strip());
          }
        }
      }
    }
    assertEquals(List.of(), unknown);
    assertTrue(quoted > 15, quoted + " messages and members");
  }

  /** All that the libraries and the server may say, with literals in one piece. */
  private static String sources() throws IOException {
    StringBuilder all = new StringBuilder("IllegalStateException IllegalArgumentException 401 412");
    for (String module : List.of("peer", "ice", "dtls-srtp", "signaling/http", "apps/server")) {
      try (Stream<Path> files = Files.walk(HOME.resolve(module + "/src/main/java"))) {
        for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
          all.append(Files.readString(file).replaceAll("\"\\s*\\+\\s*\"", ""));
        }
      }
    }
    return all.toString();
  }
}
