package io.antiphon.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The calls before the first: they work, and nobody sees anything of them. */
class RehearsalTest {
  private static final Path SAMPLE = Path.of("../../static/sample.wav");

  @TempDir Path folder;

  private static List<Path> left() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files.filter(file -> file.toString().contains("antiphon-rehearsal")).toList();
    }
  }

  @Test
  void goesThroughAndLeavesNoFileAndNoLine() throws IOException {
    Logger log = (Logger) LoggerFactory.getLogger("io.antiphon");
    Level before = log.getLevel();
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    log.addAppender(lines);
    try {
      List<Path> leftBefore = left();
      assertTrue(Rehearsal.play(SAMPLE, "sample"));
      assertEquals(leftBefore, left());
      assertEquals(List.of(), lines.list);
      assertEquals(before, log.getLevel());
    } finally {
      log.detachAppender(lines);
    }
  }

  @Test
  void whatGoesWrongInItIsNobodysBusiness() {
    assertFalse(Rehearsal.play(folder.resolve("there is none.wav"), "sample"));
  }
}
