package example;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordACallerTest {
  @Test
  void whatTheCallerSaysIsInTheFile(@TempDir Path directory) throws Exception {
    Path recording = directory.resolve("caller.wav");
    RecordACaller.main(new String[] {recording.toString()});
    assertTrue(Files.size(recording) > 100_000); // a second and more of 48 kHz mono
  }
}
