package io.antiphon.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import io.antiphon.codec.wav.WavFile;
import io.antiphon.codec.wav.WavWriter;
import io.antiphon.ice.GatheringConfig;
import io.antiphon.peer.ConnectionState;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The client against a small server over a real loopback. */
@Timeout(120)
class CallTest {
  @TempDir Path folder;
  private final Program program = new Program(FakeSound.devices());
  private Answerer server;

  @BeforeEach
  void startServer() throws Exception {
    server = new Answerer(folder.resolve("said.wav"));
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  private int call(String... more) {
    List<String> options =
        List.of("--server=" + server.url(), "--no-playback", "--recordings=" + recordings());
    return program.run(Stream.concat(options.stream(), Stream.of(more)).toArray(String[]::new));
  }

  private Path recordings() {
    return folder.resolve("recordings");
  }

  private List<Path> recorded() throws Exception {
    try (Stream<Path> files = Files.list(recordings())) {
      return files.toList();
    }
  }

  @Test
  void bothSidesRecordWhatTheOtherSaid() throws Exception {
    assertEquals(ExitCode.DONE, call("--tone=511", "--seconds=3"), program::err);
    WavFile said = WavFile.read(server.recording());
    assertTrue(Tone.seconds(said, 511) > 0.2, Tone.seconds(said, 511) + " s of what was said");
    assertEquals(3, said.seconds(), 1);
    Path file = recorded().get(0);
    assertTrue(
        file.getFileName().toString().matches("peer-1_\\d{8}T\\d{6}\\.\\d{3}Z\\.wav"),
        file.toString());
    WavFile heard = WavFile.read(file);
    double hum = Tone.seconds(heard, Answerer.HUM_HZ);
    assertTrue(hum > 0.2, hum + " s of the hum");
    assertEquals(3, heard.seconds(), 1);
    assertTrue(program.out().contains(file.toString()), program.out());
    assertTrue(program.err().lines().anyMatch(each -> each.startsWith("connected")), program.err());
  }

  @Test
  void saysGoodbyeByHttpToo() throws Exception {
    assertEquals(ExitCode.DONE, call("--tone=511", "--seconds=1", "--no-record"), program::err);
    assertEquals(Answerer.ID, server.deleted());
    assertEquals(ConnectionState.CLOSED, server.peer().connectionState());
    assertEquals("", program.out());
    assertFalse(Files.exists(recordings()));
  }

  @Test
  void aFileIsPlayedOnceAndThenThereIsSilence() throws Exception {
    Path file = folder.resolve("tone.wav");
    try (WavWriter writer = new WavWriter(file, AudioFormat.mono(24_000))) {
      short[] tone = new short[24_000];
      AudioSource.tone(writer.format(), 433, -12).read(tone, 0, tone.length);
      writer.write(tone, 0, tone.length);
    }
    assertEquals(ExitCode.DONE, call("--file=" + file, "--seconds=3"), program::err);
    WavFile said = WavFile.read(server.recording());
    // A slot that a busy machine leaves out delays the rest of the file, and is concealed.
    double loud = Tone.loudSeconds(said);
    assertEquals(1, loud, 0.6, "the file is heard once");
    double energy = Tone.energy(said, said.seconds() - 0.4, said.seconds());
    assertTrue(energy < 1e-6, "no silence after it: " + energy);
  }

  @Test
  void whatIsTooSoftIsBroughtToAnEvenLoudness() throws Exception {
    assertEquals(
        ExitCode.DONE,
        call("--tone=511", "--gain=-20", "--normalise", "--seconds=3"),
        program::err);
    WavFile said = WavFile.read(server.recording());
    double end = said.seconds();
    double dbfs = 10 * Math.log10(Tone.loudest(said, end - 0.5, end));
    assertTrue(dbfs > -29 && dbfs < -14, dbfs + " dBFS"); // -35 as it is
  }

  @Test
  void whoMayNotInterruptIsSilentWhileTheServerHums() throws Exception {
    assertEquals(ExitCode.DONE, call("--tone=511", "--half-duplex", "--seconds=3"), program::err);
    WavFile said = WavFile.read(server.recording());
    double energy = Tone.energy(said, said.seconds() - 0.5, said.seconds());
    assertTrue(energy < 1e-6, "heard beside the hum: " + energy);
  }

  @Test
  void roomAndNameReachTheServer() throws Exception {
    call("--tone=511", "--seconds=1", "--room=lobby", "--name=Ada");
    assertEquals("lobby", server.offered().room());
    assertEquals("Ada", server.offered().name());
  }

  @Test
  void tellsWhyTheServerRefuses() {
    assertEquals(ExitCode.SERVER, call("--tone=511", "--room=full"));
    assertTrue(program.err().contains("The room is full."), program.err());
    assertEquals(1, program.err().lines().count(), program.err());
  }

  @Test
  void tellsThatAnAnswerMakesNoSense() {
    server.tampering(sdp -> "v=0\r\nnonsense\r\n");
    assertEquals(ExitCode.SERVER, call("--tone=511"));
    assertTrue(program.err().contains("answer cannot be used"), program.err());
  }

  @Test
  void aCallThatTheServerEndsIsLost() throws Exception {
    CompletableFuture<Void> hangUp =
        CompletableFuture.runAsync(
            () -> {
              try {
                server.awaitSecondOfAudio();
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
              server.peer().close();
            });
    assertEquals(ExitCode.LOST, call("--tone=511"), program::err);
    hangUp.join();
    assertTrue(program.err().contains("The server has ended the call"), program.err());
    assertEquals(1, recorded().size());
  }

  @Test
  void givesUpWhenNoConnectionComesAbout() {
    server.tampering(
        sdp -> sdp.replaceAll("a=ice-pwd:.*\r\n", "a=ice-pwd:" + "x".repeat(24) + "\r\n"));
    URI uri = URI.create(server.url());
    CallConfig config =
        new CallConfig(
            uri,
            new OfferSignaling(uri, null, null),
            AudioSource.silence(AudioFormat.MONO_48K),
            null,
            List.of(),
            null,
            () -> CallStatus.Loss.NONE,
            null,
            Duration.ofSeconds(1),
            Duration.ZERO,
            Duration.ofSeconds(60),
            GatheringConfig.hostOnly());
    StatusLine line = new StatusLine(new PrintWriter(new StringWriter()), false);
    CallReport report = new TerminalReport(line, new PrintWriter(new StringWriter()));
    Caller caller = new Caller(config, report, new Controls(false, event -> {}));
    CallException e = assertThrows(CallException.class, caller::call);
    assertEquals(ExitCode.LOST, e.exitCode());
  }
}
