package io.antiphon.client;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioProcessor;
import io.antiphon.codec.AudioSink;
import io.antiphon.codec.AudioSource;
import io.antiphon.codec.Gain;
import io.antiphon.codec.processor.ProcessorRegistry;
import io.antiphon.codec.processor.ProcessorSpec;
import io.antiphon.ice.GatheringConfig;
import io.antiphon.ice.IceServer;
import io.antiphon.ice.IceTransportPolicy;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
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
      "%nKeys: m mutes and unmutes, q quits; the space bar talks with --push-to-talk.",
      "%nExit codes: 0 the call ran its time, 2 usage or bad URL, 3 server unreachable or refusing,"
          + " 4 file unreadable, 5 no audio device, 6 call lost for good, 130 after Ctrl+C, 143"
          + " after SIGTERM, 129 when the terminal is closed."
    })
final class ClientCommand implements Callable<Integer> {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(15);

  private final SoundDevices devices;
  private final PrintWriter err;
  private final boolean terminal;

  @Spec @Nullable CommandSpec spec;

  @ArgGroup(exclusive = true, multiplicity = "1")
  Destination destination = new Destination();

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      description =
          "bearer token for the WHIP endpoint (default: ANTIPHON_TOKEN of the environment)",
      showDefaultValue = Visibility.NEVER)
  @Nullable String token;

  @ArgGroup(exclusive = true, multiplicity = "0..1")
  Said voice = new Said();

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

  @Option(
      names = "--gain",
      paramLabel = "DB",
      description = "make what is said louder or softer, -60 to 30 dB")
  double gainDb;

  @Option(
      names = "--normalise",
      description = "bring what is said to an even loudness",
      showDefaultValue = Visibility.NEVER)
  boolean normalise;

  @Option(
      names = "--push-to-talk",
      description = "begin muted; the space bar opens and closes the microphone",
      showDefaultValue = Visibility.NEVER)
  boolean pushToTalk;

  @Option(
      names = "--half-duplex",
      description = "mute the microphone while the far side speaks, for loudspeakers without echo",
      showDefaultValue = Visibility.NEVER)
  boolean halfDuplex;

  @Option(
      names = "--reconnect",
      paramLabel = "SECONDS",
      description = "how long to try to take up a call again that was lost; 0: not at all")
  int reconnectSeconds = 120;

  @Option(
      names = "--json",
      description = "say what happens on stdout, as one JSON object per line, and nothing else",
      showDefaultValue = Visibility.NEVER)
  boolean json;

  ClientCommand(SoundDevices devices, PrintWriter err, boolean terminal) {
    this.devices = devices;
    this.err = err;
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws CallException {
    URI uri = destination.uri(Objects.requireNonNull(spec).commandLine());
    if (seconds < 0) {
      throw wrong("--seconds is 0 or more, not " + seconds + ".");
    }
    if (reconnectSeconds < 0) {
      throw wrong("--reconnect is 0 or more, not " + reconnectSeconds + ".");
    }
    if (!(gainDb >= -60 && gainDb <= 30)) {
      throw wrong("--gain is from -60 to 30 dB, not " + gainDb + ".");
    }
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    CallReport report =
        json
            ? new JsonReport(out, Clock.systemUTC())
            : new TerminalReport(new StatusLine(err, terminal), out);
    Ending ending = new Ending(report);
    try {
      int exitCode = call(uri, ending);
      ending.ensure(exitCode, null);
      return exitCode;
    } catch (CallException e) {
      ending.ensure(e.exitCode(), e.getMessage());
      throw e;
    }
  }

  private int call(URI uri, CallReport report) throws CallException {
    GatheringConfig gathering = gathering();
    Path folder = noRecord ? null : recordingsFolder();
    AudioSource standIn = voice.standIn(Objects.requireNonNull(spec).commandLine());
    try (Microphone microphone =
            standIn == null ? Microphone.open(devices, voice.microphone, report::tell) : null;
        Speaker speaker =
            playback.none ? null : Speaker.open(devices, playback.speaker, report::tell)) {
      AudioSource source = standIn == null ? Objects.requireNonNull(microphone) : standIn;
      Controls controls = new Controls(pushToTalk, report::tell);
      HalfDuplex duplex = new HalfDuplex();
      BooleanSupplier silent =
          () -> controls.isMuted() || (halfDuplex && duplex.isFarSideSpeaking());
      CallConfig config =
          new CallConfig(
              uri,
              signaling(uri),
              new Voice(source.as(AudioFormat.MONO_48K), processors(), silent),
              microphone == null ? null : microphone.clock(),
              listeners(speaker, duplex),
              speaker == null ? null : speaker.clock(),
              () -> CallStatus.Loss.of(microphone, speaker),
              folder,
              CONNECT_LIMIT,
              Duration.ofSeconds(reconnectSeconds),
              Duration.ofSeconds(seconds),
              gathering);
      try (Keyboard keyboard = Keyboard.listen(System.in, controls::onKey)) {
        return new Caller(config, report, controls).call();
      }
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

  private List<AudioSink> listeners(@Nullable Speaker speaker, HalfDuplex duplex) {
    List<AudioSink> listeners = new ArrayList<>();
    if (speaker != null) {
      listeners.add(speaker);
    }
    if (halfDuplex) {
      listeners.add(duplex);
    }
    return listeners;
  }

  private List<AudioProcessor> processors() {
    List<AudioProcessor> processors = new ArrayList<>();
    if (gainDb != 0) {
      processors.add(new Gain(gainDb));
    }
    if (normalise) {
      processors.add(
          ProcessorRegistry.shipped().create(ProcessorSpec.of("normaliser"), AudioFormat.MONO_48K));
    }
    return processors;
  }

  private Signaling signaling(URI uri) {
    String shown = token == null ? System.getenv("ANTIPHON_TOKEN") : token;
    return destination.whip == null
        ? new OfferSignaling(uri, room, name)
        : new WhipSignaling(uri, shown);
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

  private ParameterException wrong(String sentence) {
    return new ParameterException(Objects.requireNonNull(spec).commandLine(), sentence);
  }
}
