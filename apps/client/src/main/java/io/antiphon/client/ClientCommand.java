package io.antiphon.client;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import io.antiphon.codec.wav.WavFile;
import io.antiphon.codec.wav.WavFormatException;
import io.antiphon.ice.GatheringConfig;
import io.antiphon.ice.IceServer;
import io.antiphon.ice.IceTransportPolicy;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./antiphon client}: its options, and the devices and files they name. */
@Command(
    name = "antiphon client",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    showDefaultValues = true,
    description = "Calls a server: sends it the microphone, plays and records what comes back.%n",
    footer = {
      "%nWhat is heard goes to <recordings>/<peer id>_<UTC timestamp>.wav. Ctrl+C ends the call"
          + " cleanly.",
      "%nExit codes: 0 the call ran its time, 2 usage or bad URL, 3 server unreachable or refusing,"
          + " 4 file unreadable, 5 no audio device, 6 call lost for good, 130 after Ctrl+C."
    })
final class ClientCommand implements Callable<Integer> {
  private static final double TONE_PEAK_DBFS = -12;
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(15);

  private final SoundDevices devices;
  private final PrintWriter err;
  private final boolean terminal;

  @Spec @Nullable CommandSpec spec;

  @Option(
      names = "--server",
      required = true,
      paramLabel = "URL",
      description = "the server, such as http://127.0.0.1:8910")
  String server = "";

  @ArgGroup(exclusive = true, multiplicity = "0..1")
  Voice voice = new Voice();

  /** What is said; the default microphone if nothing is chosen. */
  static final class Voice {
    @Option(
        names = "--mic",
        paramLabel = "NAME",
        description = "capture device, by its name or a part of it (default: the system's)")
    @Nullable String microphone;

    @Option(
        names = "--file",
        paramLabel = "FILE",
        description =
            "WAV file in place of the microphone, any rate, mono or stereo; played once, then"
                + " silence until the time is over")
    @Nullable Path file;

    @Option(
        names = "--tone",
        paramLabel = "HZ",
        description = "a tone in place of the microphone, 20 to 20000")
    @Nullable Double toneHz;
  }

  @ArgGroup(exclusive = true, multiplicity = "0..1")
  Playback playback = new Playback();

  /** Where the other side is heard; the default speaker if nothing is chosen. */
  static final class Playback {
    @Option(
        names = "--speaker",
        paramLabel = "NAME",
        description = "playback device, by its name or a part of it (default: the system's)")
    @Nullable String speaker;

    @Option(names = "--no-playback", description = "play nothing; no speaker is needed then")
    boolean none;
  }

  @Option(
      names = "--seconds",
      paramLabel = "SECONDS",
      description = "how long the call lasts once it is connected; 0: until Ctrl+C")
  int seconds = 60;

  @Option(names = "--recordings", paramLabel = "FOLDER", description = "where recordings go")
  Path recordings = Path.of("client_recordings");

  @Option(
      names = "--no-record",
      description = "record nothing",
      showDefaultValue = Visibility.NEVER)
  boolean noRecord;

  @Option(
      names = "--room",
      paramLabel = "ROOM",
      description = "room to join; everybody in it hears everybody else")
  @Nullable String room;

  @Option(names = "--name", paramLabel = "NAME", description = "what the server is to call us")
  @Nullable String name;

  @Option(
      names = "--ice-server",
      paramLabel = "URL[,USER,PASSWORD]",
      description =
          "STUN or TURN server to ask for more ways to be reached, such as stun:HOST[:PORT],"
              + " turn:HOST[:PORT][?transport=tcp] or turns:HOST[:PORT]; may be given more than"
              + " once (default: none, nobody is asked)",
      showDefaultValue = Visibility.NEVER)
  List<String> iceServers = List.of();

  @Option(
      names = "--ice-policy",
      paramLabel = "all|relay",
      description = "relay: audio goes by way of a TURN server only")
  String icePolicy = "all";

  ClientCommand(SoundDevices devices, PrintWriter err, boolean terminal) {
    this.devices = devices;
    this.err = err;
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws CallException {
    URI uri = serverUri();
    if (seconds < 0) {
      throw wrong("--seconds is 0 or more, not " + seconds + ".");
    }
    GatheringConfig gathering = gathering();
    Path folder = noRecord ? null : recordingsFolder();
    AudioSource standIn = standIn();
    try (Microphone microphone =
            standIn == null ? Microphone.open(devices, voice.microphone) : null;
        Speaker speaker = playback.none ? null : Speaker.open(devices, playback.speaker)) {
      AudioSource source = standIn == null ? Objects.requireNonNull(microphone) : standIn;
      CallConfig config =
          new CallConfig(
              uri,
              source,
              speaker,
              folder,
              room,
              name,
              CONNECT_LIMIT,
              Duration.ofSeconds(seconds),
              gathering);
      StatusLine line = new StatusLine(err, terminal);
      return new Caller(config, line, Objects.requireNonNull(spec).commandLine().getOut()).call();
    } catch (AudioDeviceException e) {
      throw new CallException(ExitCode.DEVICE, Sentences.of(e), e);
    }
  }

  private GatheringConfig gathering() {
    if (!icePolicy.equals("all") && !icePolicy.equals("relay")) {
      throw wrong("--ice-policy is all or relay, not " + icePolicy + ".");
    }
    try {
      return GatheringConfig.hostOnly()
          .withServers(iceServers.stream().map(IceServer::parse).toList())
          .withPolicy(
              icePolicy.equals("relay") ? IceTransportPolicy.RELAY : IceTransportPolicy.ALL);
    } catch (IllegalArgumentException e) {
      throw wrong("--ice-server: " + Sentences.withFullStop(String.valueOf(e.getMessage())));
    }
  }

  private URI serverUri() {
    try {
      URI uri = new URI(server);
      String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      if ((scheme.equals("http") || scheme.equals("https")) && uri.getHost() != null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      throw wrong("--server " + server + " is not a URL: " + e.getReason() + ".");
    }
    throw wrong("--server takes a URL such as http://127.0.0.1:8910, not " + server + ".");
  }

  private Path recordingsFolder() throws CallException {
    try {
      Files.createDirectories(recordings);
    } catch (IOException e) {
      throw new CallException(
          ExitCode.FILE, "There can be no recordings in " + recordings + ". " + Sentences.of(e), e);
    }
    return recordings;
  }

  /** What is said in place of the microphone; null if nothing is. */
  private @Nullable AudioSource standIn() throws CallException {
    Double toneHz = voice.toneHz;
    if (toneHz != null) {
      if (!(toneHz >= 20 && toneHz <= 20_000)) {
        throw wrong("--tone is from 20 to 20000 Hz, not " + toneHz + ".");
      }
      return AudioSource.tone(AudioFormat.MONO_48K, toneHz, TONE_PEAK_DBFS);
    }
    Path file = voice.file;
    try {
      return file == null ? null : AudioSource.once(WavFile.read(file));
    } catch (WavFormatException e) {
      throw new CallException(ExitCode.FILE, Sentences.of(e), e);
    } catch (IOException e) {
      throw new CallException(ExitCode.FILE, Sentences.of(e), e);
    }
  }

  private ParameterException wrong(String sentence) {
    return new ParameterException(Objects.requireNonNull(spec).commandLine(), sentence);
  }
}
