package io.antiphon.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Options that cannot be meant are refused before anything starts. */
class ServerCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final CommandLine command =
      new CommandLine(new ServerCommand())
          .setOut(new PrintWriter(out, true))
          .setErr(new PrintWriter(err, true));

  @ParameterizedTest
  @CsvSource({
    "--port,65536,--port is from 0 to 65535",
    "--port,x,--port",
    "--udp-port,-1,--udp-port: a port from 0 to 65535",
    "--udp-port,40010-40000,--udp-port: 40010-40000 is no range",
    "--ice-server,http://example.org,--ice-server:",
    "--ice-server,turn:example.org,needs a user name and a password",
    "--ice-policy,none,--ice-policy is all or relay",
    "--ice-deny,10.0.0.0/40,10.0.0.0/40",
    "--inactivity,4,--inactivity is from 5 to 3600 seconds",
    "--sample,/no/such.wav,no readable file /no/such.wav",
    "--ice-address,no such host,--ice-address",
    "--no-such-option,1,--no-such-option",
  })
  void aWrongOptionIsNamed(String option, String value, String words) {
    assertEquals(2, command.execute(option, value));
    assertTrue(err.toString().contains(words), err.toString());
  }

  @Test
  void aSampleThatIsNoWavFileIsNamedOnce(@TempDir Path folder) throws IOException {
    Path text = Files.writeString(folder.resolve("text.wav"), "no samples in here");
    IOException e = assertThrows(IOException.class, () -> Playing.of("sample", text));
    assertEquals(
        text + " is no WAV file that can be read: it does not begin with RIFF", e.getMessage());
  }

  @Test
  void helpTellsEveryOption() {
    assertEquals(0, command.execute("--help"));
    for (String option :
        new String[] {
          "--host",
          "--port",
          "--sample",
          "--recordings",
          "--no-record",
          "--ice-address",
          "--ice-server",
          "--ice-policy",
          "--ice-allow",
          "--ice-deny",
          "--udp-port",
          "--inactivity"
        }) {
      assertTrue(out.toString().contains(option), option);
    }
  }
}
