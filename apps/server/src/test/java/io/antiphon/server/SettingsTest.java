package io.antiphon.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.peer.AudioConfig;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

class SettingsTest {
  /** A command that only takes note. */
  @Command(name = "antiphon test")
  static final class Noting implements Callable<Integer> {
    @Option(names = "--config")
    Path config;

    @Option(names = "--flag", arity = "0..1", fallbackValue = "true")
    boolean flag;

    @Option(names = "--address", split = ",")
    List<String> addresses = List.of();

    @Mixin AudioOptions audio = new AudioOptions();

    @Override
    public Integer call() {
      return 0;
    }
  }

  @TempDir Path folder;
  private final Noting command = new Noting();
  private final StringWriter err = new StringWriter();

  private int run(Map<String, String> environment, String... arguments) {
    CommandLine line = new CommandLine(command).setErr(new PrintWriter(err, true));
    return Settings.execute(line, environment, arguments);
  }

  private String file(String text) throws Exception {
    return Files.writeString(folder.resolve("antiphon.properties"), text).toString();
  }

  @Test
  void theCommandLineComesBeforeTheEnvironmentBeforeTheFileBeforeTheDefault() throws Exception {
    String file = file("packet-time = 60\nopus-complexity = 1\nopus-bitrate=24000\n");
    Map<String, String> environment =
        Map.of("ANTIPHON_PACKET_TIME", "40", "ANTIPHON_OPUS_COMPLEXITY", "2");
    assertEquals(0, run(environment, "--config", file, "--packet-time=10"), err.toString());
    assertEquals(10, command.audio.packetMillis);
    assertEquals(2, command.audio.opusComplexity);
    assertEquals(24_000, command.audio.opusBitrate);
    assertEquals(48_000, command.audio.rateHz);
  }

  @Test
  void whatIsSaidOfOpusIsWhatACallIsSetTo() {
    String said =
        "--channels=2 --rate=16000 --packet-time=40 --opus-bitrate=20000 --opus-min-bitrate=8000"
            + " --opus-complexity=3 --opus-fec=false --opus-dtx=true --nack=true"
            + " --opus-max-playback-rate=12000 --opus-max-average-bitrate=18000";
    assertEquals(0, run(Map.of(), said.split(" ")), err.toString());
    AudioConfig wanted =
        AudioConfig.defaults().toBuilder()
            .channels(2)
            .sampleRateHz(16_000)
            .packetMillis(40)
            .opusBitrateBps(20_000)
            .opusMinBitrateBps(8_000)
            .opusComplexity(3)
            .opusFec(false)
            .opusDtx(true)
            .nack(true)
            .opusMaxPlaybackRateHz(12_000)
            .opusMaxAverageBitrateBps(18_000)
            .build();
    assertEquals(wanted, command.audio.config());
  }

  @Test
  void theEnvironmentMayNameTheFile() throws Exception {
    assertEquals(0, run(Map.of("ANTIPHON_CONFIG", file("max-call = 7"))), err.toString());
    assertEquals(7, command.audio.maxCallSeconds);
  }

  @Test
  void flagsAndListsComeFromAnywhere() throws Exception {
    assertEquals(0, run(Map.of("ANTIPHON_FLAG", "true", "ANTIPHON_ADDRESS", "a,b")));
    assertTrue(command.flag);
    assertEquals(List.of("a", "b"), command.addresses);
    assertEquals(0, run(Map.of("ANTIPHON_FLAG", "true"), "--flag"));
    assertTrue(command.flag, "the flag does not undo the environment");
    assertEquals(0, run(Map.of("ANTIPHON_FLAG", "true"), "--flag=false"));
    assertFalse(command.flag);
  }

  @Test
  void saysWhereAWrongValueStands() throws Exception {
    assertEquals(2, run(Map.of("ANTIPHON_PACKET_TIME", "long")));
    assertTrue(err.toString().contains("'long'"), err.toString());
    assertTrue(err.toString().contains("set by ANTIPHON_PACKET_TIME"), err.toString());
    String file = file("rate = fast");
    assertEquals(2, run(Map.of(), "--config=" + file));
    assertTrue(err.toString().contains("--rate is set by " + file), err.toString());
  }

  @Test
  void refusesANameItDoesNotKnow() throws Exception {
    String file = file("paket-time = 40");
    assertEquals(2, run(Map.of(), "--config", file));
    assertEquals(
        file + ": there is no setting paket-time; --help lists those there are.",
        err.toString().strip());
  }

  @Test
  void refusesAFileThatIsNotThere() {
    assertEquals(2, run(Map.of(), "--config", folder.resolve("no").toString()));
    assertTrue(err.toString().contains("cannot be read"), err.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "--channels=3, channels is from 1 to 2",
    "--sample-format=s24, sample format is s16",
    "--rate=44100, rate is one of",
    "--packet-time=30, packet time is one of",
    "--opus-bitrate=5, Opus bitrate is from 6000 to 510000 bit/s",
    "--opus-complexity=11, Opus complexity is from 0 to 10",
    "--opus-max-playback-rate=4000, Opus playback rate is from 8000 to 48000 Hz",
    "--opus-max-average-bitrate=5, Opus average bitrate is from 6000 to 510000 bit/s",
    "--playout-min=501, 'playout minimum, 501 ms, is more than'",
    "--playout-max=10001, playout maximum is from 20 to 10000 ms",
    "--push-buffer=1, push buffer is from 20 to 60000 ms",
    "--recorder-buffer=1, recorder buffer is from 1000 to 60000 ms",
    "--recorder-patience=10001, recorder patience is from 0 to 10000 ms",
    "--max-call=-1, --max-call is from 0 to 604800 seconds",
    "--ice-server=192.0.2.1, no STUN or TURN URL",
    "--recent=601, --recent is from 0 to 600 seconds",
    "--inactivity=4, --inactivity is from 5 to 3600 seconds",
  })
  void theServerNamesWhatIsOutOfRange(String option, String sentence) {
    CommandLine line = new CommandLine(new ServerCommand()).setErr(new PrintWriter(err, true));
    assertEquals(2, Settings.execute(line, Map.of(), option, "--sample=../../static/sample.wav"));
    assertTrue(err.toString().contains(sentence), err.toString());
  }

  @Test
  void theHelpTellsUnitRangeAndDefaultOfEachSetting() {
    String help = new CommandLine(new ServerCommand()).getUsageMessage().replaceAll("\\s+", " ");
    for (String each :
        new String[] {
          "the peer asks for Default: 1",
          "s16, signed 16 bit, is the only one Default: s16",
          "24000 or 48000 Default: 48000",
          "10, 20, 40 or 60; a peer that asks for another length (a=ptime) gets that Default: 20",
          "bit/s of Opus, 6000 to 510000",
          "to 10, best Default: 5",
          "in milliseconds, 0 to 10000 Default: 0",
          "in milliseconds, 20 to 10000 Default: 500",
          "in milliseconds, 20 to 60000 Default: 3000",
          "in milliseconds, 1000 to 60000 Default: 5000",
          "5 to 3600 Default: 30",
          "1 to 604800; 0: never Default: 0",
          "1 to 600; 0: nothing Default: 30",
          "--ice-server",
          "--config",
          "--capture-stages"
        }) {
      assertTrue(help.contains(each), each + " in " + help);
    }
  }
}
