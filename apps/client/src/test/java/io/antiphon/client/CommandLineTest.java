package io.antiphon.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.wav.WavFile;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class CommandLineTest {
  private static final String SERVER = "http://127.0.0.1:1";

  @TempDir Path folder;
  private Program program;

  @BeforeEach
  void makeProgram() {
    program = new Program(FakeSound.devices());
  }

  private void assertFails(int exitCode, String... arguments) {
    assertEquals(exitCode, program.run(arguments));
    assertEquals(1, program.err().strip().lines().count(), program.err());
    assertEquals("", program.out());
  }

  private String recordings() {
    return "--recordings=" + folder.resolve("recordings");
  }

  @Test
  void aServerIsNeeded() {
    assertFails(ExitCode.USAGE, "--tone", "511");
    assertTrue(program.err().contains("--server"), program.err());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"127.0.0.1:8910", "ftp://127.0.0.1", "http://", "http://a b", "", "http:x"})
  void refusesWhatIsNoHttpUrl(String url) {
    assertFails(ExitCode.USAGE, "--server=" + url, "--tone=511", "--no-playback", recordings());
    String sentence = "--server takes a URL such as http://127.0.0.1:8910, not \"" + url + "\".";
    assertTrue(program.err().startsWith(sentence), program.err());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--tone=0",
        "--tone=20001",
        "--tone=NaN",
        "--seconds=-1",
        "--tone=x",
        "--ice-server=http://x",
        "--ice-server=turn:x",
        "--ice-policy=none"
      })
  void refusesValuesOutOfRange(String option) {
    assertFails(ExitCode.USAGE, "--server=" + SERVER, "--no-playback", option, recordings());
  }

  @Test
  void oneVoiceAtATime() {
    assertFails(ExitCode.USAGE, "--server=" + SERVER, "--tone=511", "--file=x.wav");
    assertFails(ExitCode.USAGE, "--server=" + SERVER, "--tone=511", "--mic=x");
  }

  @Test
  void noSpeakerIsNeededOnlyWithoutPlayback() {
    assertFails(ExitCode.USAGE, "--server=" + SERVER, "--no-playback", "--speaker=x");
  }

  @Test
  void refusesUnknownOptions() {
    assertFails(ExitCode.USAGE, "--server=" + SERVER, "--loud");
  }

  @Test
  void saysThatNothingListensThere() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    String url = "http://127.0.0.1:" + port;
    assertFails(ExitCode.SERVER, "--server=" + url, "--tone=511", "--no-playback", recordings());
    assertTrue(program.err().contains(url), program.err());
  }

  @Test
  void saysWhichFileCannotBeRead() throws Exception {
    String missing = folder.resolve("missing.wav").toString();
    assertFails(
        ExitCode.FILE, "--server=" + SERVER, "--file", missing, "--no-playback", recordings());
    assertEquals("There is no file " + missing + ".", program.err().strip());
  }

  @Test
  void saysThatAFileIsNoWavFile() throws Exception {
    Path text = Files.writeString(folder.resolve("text.wav"), "To be, or not to be");
    assertFails(
        ExitCode.FILE, "--server=" + SERVER, "--file=" + text, "--no-playback", recordings());
    String sentence = text + " is no WAV file that can be read: it does not begin with RIFF.";
    assertEquals(sentence, program.err().strip());
  }

  @Test
  void saysThatAFolderIsNoFile() {
    assertFails(
        ExitCode.FILE, "--server=" + SERVER, "--file=" + folder, "--no-playback", recordings());
    assertTrue(program.err().startsWith(folder + ": "), program.err());
  }

  @Test
  void saysThatThereCanBeNoRecordings() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertFails(
        ExitCode.FILE, "--server=" + SERVER, "--tone=511", "--no-playback", "--recordings=" + file);
    assertTrue(program.err().contains(file.toString()), program.err());
  }

  @Test
  void saysThatThereIsNoMicrophone() {
    assertFails(ExitCode.DEVICE, "--server=" + SERVER, "--no-playback", recordings());
    assertEquals(
        "There is no microphone (capture device) on this machine; --file or --tone stand in for one.",
        program.err().strip());
  }

  @Test
  void saysThatThereIsNoSpeaker() {
    assertFails(ExitCode.DEVICE, "--server=" + SERVER, "--tone=511", recordings());
    assertEquals(
        "There is no speaker (playback device) on this machine; --no-playback does without.",
        program.err().strip());
  }

  @Test
  void helpNamesEveryOptionAndExitCode() {
    assertEquals(ExitCode.DONE, program.run("--help"));
    for (String each :
        new String[] {
          "antiphon client",
          "--server",
          "--mic",
          "--file",
          "--tone",
          "--speaker",
          "--no-playback",
          "--seconds",
          "--recordings",
          "--no-record",
          "--room",
          "--name",
          "130 after Ctrl+C"
        }) {
      assertTrue(program.out().replaceAll("\\s+", " ").contains(each), each);
    }
  }

  @Test
  void theReadmeNamesEveryOption() throws Exception {
    String readme = Files.readString(Path.of("README.md"));
    ClientCommand command =
        new ClientCommand(FakeSound.devices(), new PrintWriter(new StringWriter()), false);
    for (OptionSpec option : new CommandLine(command).getCommandSpec().options()) {
      String name = option.longestName();
      assertTrue(readme.contains("`" + name) || name.equals("--version"), name);
    }
  }

  @Test
  void devicesSaysSoWhenThereAreNone() {
    assertEquals(ExitCode.DONE, program.run("devices"));
    assertEquals(
        "There is no capture device on this machine.\nThere is no playback device on this machine.",
        program.out().strip().replace("\r", ""));
  }

  @Test
  void devicesMarksTheDefaultAndTellsFormats() {
    Set<AudioFormat> formats = Set.of(AudioFormat.STEREO_48K, AudioFormat.MONO_48K);
    program =
        new Program(
            FakeSound.devices(
                FakeSound.mixer("Headset", DeviceKind.CAPTURE, formats, null),
                FakeSound.mixer("Webcam", DeviceKind.CAPTURE, formats, null)));
    assertEquals(ExitCode.DONE, program.run("devices"));
    assertTrue(program.out().contains("* Headset"), program.out());
    assertTrue(program.out().contains("  Webcam"), program.out());
    assertTrue(program.out().contains("48000 Hz mono, 48000 Hz stereo"), program.out());
    assertTrue(program.out().contains("There is no playback device"), program.out());
  }

  @Test
  void wavTurnsRawSamplesIntoAWavFile() throws Exception {
    Path raw = Files.write(folder.resolve("in.raw"), new byte[] {1, 0, -1, -1, 0, -128, 5, 1});
    Path wav = folder.resolve("out.wav");
    assertEquals(
        ExitCode.DONE,
        program.run("wav", "--rate", "24000", "--channels", "2", raw.toString(), wav.toString()));
    WavFile read = WavFile.read(wav);
    assertEquals(new AudioFormat(24_000, 2), read.format());
    assertArrayEquals(new short[] {1, -1, -32_768, 261}, read.samples());
  }

  @Test
  void wavTellsOfBytesThatMakeNoSample() throws Exception {
    Path raw = Files.write(folder.resolve("in.raw"), new byte[] {1, 0, 7});
    Path wav = folder.resolve("out.wav");
    assertEquals(ExitCode.DONE, program.run("wav", raw.toString(), wav.toString()));
    assertTrue(program.err().contains("last 1 byte"), program.err());
    assertArrayEquals(new short[] {1}, WavFile.read(wav).samples());
  }

  @Test
  void wavNeverOverwritesItsInput() throws Exception {
    Path raw = Files.write(folder.resolve("in.raw"), new byte[] {1, 0});
    Path same = folder.resolve("x/../in.raw");
    assertFails(ExitCode.USAGE, "wav", raw.toString(), same.toString());
    assertEquals(2, Files.size(raw));
  }

  @Test
  void wavSaysWhichFileIsMissingOrCannotBe() throws Exception {
    Path wav = folder.resolve("out.wav");
    assertFails(ExitCode.FILE, "wav", folder.resolve("in.raw").toString(), wav.toString());
    assertFalse(Files.exists(wav));
    Path raw = Files.write(folder.resolve("in.raw"), new byte[] {1, 0});
    assertFails(ExitCode.FILE, "wav", raw.toString(), folder.resolve("no/out.wav").toString());
    assertFails(ExitCode.USAGE, "wav", "--channels=0", raw.toString(), wav.toString());
    assertFails(ExitCode.USAGE, "wav", raw.toString());
  }
}
