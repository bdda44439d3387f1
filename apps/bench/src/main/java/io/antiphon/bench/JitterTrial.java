package io.antiphon.bench;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.wav.WavFile;
import io.antiphon.simulation.NetworkConditions;
import io.antiphon.simulation.NetworkProfile;
import io.antiphon.simulation.SpokenSignal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** One weather with one seed, behind some seconds of calm: what receivers make of it. */
final class JitterTrial {
  static final int CALM_SECONDS = 6;

  private static final int LEAST_WAY_MILLIS = 20;
  private static final int LEARN_SECONDS = 4;
  private static final int STORM_SECONDS = 10;
  private static final int AFTER_SECONDS = 14;
  private static final Map<Integer, Speech> SPEECHES = new ConcurrentHashMap<>();

  private final NetworkProfile profile;
  private final NetworkProfile weather;
  private final long seed;
  private final boolean storm;
  private final int seconds;
  private final Speech speech;

  /**
   * Prepares one.
   *
   * @param measuredSeconds how long it is measured, but for a storm, of which all is
   */
  JitterTrial(NetworkProfile profile, long seed, int measuredSeconds) {
    this.profile = profile;
    this.seed = seed;
    storm = profile.phases().size() > 1;
    weather = storm ? NetworkProfile.storm(Duration.ofSeconds(CALM_SECONDS)) : behindCalm(profile);
    int measured = storm ? STORM_SECONDS + AFTER_SECONDS : LEARN_SECONDS + measuredSeconds;
    seconds = CALM_SECONDS + measured + 1;
    speech = SPEECHES.computeIfAbsent(seconds, all -> Speech.redundant(words(all), 50 * all));
  }

  private static NetworkProfile behindCalm(NetworkProfile profile) {
    List<NetworkProfile.Phase> phases = new ArrayList<>();
    phases.add(new NetworkProfile.Phase(NetworkConditions.CLEAN, Duration.ofSeconds(CALM_SECONDS)));
    phases.addAll(profile.phases());
    return new NetworkProfile(profile.name(), phases);
  }

  private static WavFile words(int seconds) {
    short[] pcm = SpokenSignal.pcm(1, seconds * 48_000, 48_000);
    return WavFile.of(AudioFormat.MONO_48K, pcm);
  }

  NetworkProfile profile() {
    return profile;
  }

  long seed() {
    return seed;
  }

  boolean isStorm() {
    return storm;
  }

  /** What is said. */
  Speech speech() {
    return speech;
  }

  /** Lets a browser hear it; takes as long as it lasts. */
  Heard through(JitterCall call) throws Exception {
    return call.speak(weather, seconds, measuredFrom());
  }

  /** The same weather in virtual time. */
  Passage passage() {
    return Passage.through(weather, seed, 50 * seconds);
  }

  /** What Antiphon makes of the packets that came so. */
  JitterTable.Run ours(Passage passage) throws Exception {
    long from = passage.sentNanos()[0] + nanos(measuredFrom());
    return judge(passage, new VirtualListener().listen(speech, passage, from));
  }

  /** The least delay of the network is nobody's merit or fault. */
  JitterTable.Run judge(Passage passage, Heard heard) throws Exception {
    List<Listening.Frame> frames =
        new Listening(speech, passage.sentNanos())
            .judge(heard).stream()
                .map(
                    frame ->
                        new Listening.Frame(
                            frame.atNanos(), frame.delayMillis() - LEAST_WAY_MILLIS, frame.wrong()))
                .toList();
    long start = passage.sentNanos()[0];
    long stormEnds = start + nanos(CALM_SECONDS + STORM_SECONDS);
    return new JitterTable.Run(
        Verdict.of(frames, start + nanos(measuredFrom()), Long.MAX_VALUE),
        heard.counts(),
        Verdict.of(frames, start + nanos(CALM_SECONDS / 2), start + nanos(CALM_SECONDS)),
        Verdict.of(frames, stormEnds + nanos(10), stormEnds + nanos(12)));
  }

  private int measuredFrom() {
    return storm ? CALM_SECONDS : CALM_SECONDS + LEARN_SECONDS;
  }

  private static long nanos(int seconds) {
    return seconds * 1_000_000_000L;
  }
}
